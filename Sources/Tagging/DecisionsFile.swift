import Catalog
import Foundation
import Reporting

/// A table of decisions as `tagger review apply` takes it: the columns `sku` and `category`, and any others, which are
/// ignored.
public struct DecisionsFile: Sendable {
    /// What it says, in its order.
    public let decisions: [Decision]

    /// Reads and checks the whole file.
    ///
    /// - Throws: ``InputError``, which names the line.
    public init(path: String) throws {
        let data = try contents(ofFile: path, maximumBytes: 256 << 20)
        do throws(CSV.Problem) {
            decisions = try Self.decisions(try CSV.table([UInt8](data)), path: path)
        } catch {
            throw InputError(.invalidData, "\(path), \(error). Nothing was changed.")
        }
    }

    private static func decisions(_ table: CSV.Table, path: String) throws(CSV.Problem) -> [Decision] {
        let sku = try table.index(of: "sku"), category = try table.index(of: "category")
        var lines: [String: Int] = [:]
        var decisions: [Decision] = []
        for record in table.records {
            let name = record.fields[category]
            let answer: Decision.Answer
            if let category = Category(named: name) {
                answer = .set(category.rawValue)
            } else if name.trimmed.lowercased() == Category.none {
                answer = .none
            } else {
                throw CSV.Problem(
                    line: record.line,
                    message: """
                        \(name.trimmed.isEmpty ? "the category is empty" : "“\(name)” is not a category"): write one of \
                        \((Category.names + [Category.none]).joined(separator: ", "))
                        """)
            }
            if let other = lines.updateValue(record.line, forKey: record.fields[sku]) {
                throw CSV.Problem(
                    line: record.line, message: "the sku \(record.fields[sku]) stands on line \(other) already")
            }
            decisions.append(Decision(sku: record.fields[sku], answer: answer, origin: "\(path), line \(record.line)"))
        }
        return decisions
    }
}
