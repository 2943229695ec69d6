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
        let table: CSV.Table, sku: Int, category: Int
        do throws(CSV.Problem) {
            table = try CSV.table([UInt8](data))
            (sku, category) = (try table.index(of: "sku"), try table.index(of: "category"))
        } catch {
            throw InputError(.invalidData, "\(path), \(error). Nothing was changed.")
        }
        var decisions: [Decision] = [], problems: [CSV.Problem] = []
        var lines: [[UInt8]: Int] = [:]
        for record in table.records {
            let name = record.fields[category], product = record.fields[sku]
            if let answer = Decision.Answer(named: name) {
                decisions.append(Decision(sku: product, answer: answer, origin: "\(path), line \(record.line)"))
            } else {
                let isEmpty = name.allSatisfy(\.isWhitespace)
                problems.append(
                    CSV.Problem(
                        line: record.line, message: isEmpty ? "the category is empty" : "“\(name)” is not a category"))
            }
            if let other = lines.updateValue(record.line, forKey: Array(product.utf8)) {
                problems.append(
                    CSV.Problem(line: record.line, message: "the sku \(product) stands on line \(other) already"))
            }
        }
        guard problems.isEmpty else {
            let shown = problems.prefix(20).map { "\n    \($0)" }.joined()
            let rest = problems.count > 20 ? "\n    and \(problems.count - 20) more" : ""
            throw InputError(
                .invalidData,
                """
                \(path) can't be taken. Nothing was changed. A category is one of \
                \((Category.names + [Category.none]).joined(separator: ", ")).\(shown)\(rest)
                """)
        }
        self.decisions = decisions
    }
}

extension Decision.Answer {
    /// The answer that a category's name, or `none`, stands for, in any case; nil where it is neither.
    public init?(named name: String) {
        if let category = Category(named: name) {
            self = .set(category.rawValue)
        } else if name.normalizedName == Category.none {
            self = .none
        } else {
            return nil
        }
    }
}
