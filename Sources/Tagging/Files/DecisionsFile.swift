import Catalog
import Foundation
import Platform
import Reporting

/// A table of decisions as `tagger review apply` takes it: the columns `sku` and `category`, and any others, which are
/// ignored.
public struct DecisionsFile: Sendable {
    /// What it says, in its order.
    public let decisions: [Decision]

    /// Reads and checks the whole file.
    ///
    /// - Parameter words: What the categories may be called in it, beside their fixed names.
    /// - Throws: ``TaggerError``, which names the line.
    public init(path: String, words: CategoryNames = CategoryNames()) throws {
        let data = try contents(ofFile: path, maximumBytes: 256 << 20)
        let table: CSV.Table, sku: Int, category: Int
        do throws(CSVError) {
            table = try CSV.table([UInt8](data))
            (sku, category) = (try table.index(of: "sku"), try table.index(of: "category"))
        } catch {
            throw TaggerError(.invalidData, "\(path), \(error). Nothing was changed.")
        }
        var decisions: [Decision] = [], problems: [CSVError] = []
        var lines: [[UInt8]: Int] = [:]
        for record in table.records {
            let name = record.fields[category], product = record.fields[sku]
            if name.allSatisfy(\.isWhitespace) {
                problems.append(
                    CSVError(
                        line: record.line, message: "the category is empty; delete the lines that are not decided yet"))
            } else {
                switch words.meaning(of: name) {
                case .category(let category):
                    let answer = Decision.Answer(category: category)
                    decisions.append(Decision(sku: product, answer: answer, origin: "\(path), line \(record.line)"))
                case .several(let categories):
                    let message = "“\(name)” may be \(categories.joined(separator: " or "))"
                    problems.append(CSVError(line: record.line, message: message))
                case .unknown:
                    problems.append(CSVError(line: record.line, message: "“\(name)” is not a category"))
                }
            }
            if let other = lines.updateValue(record.line, forKey: Array(product.utf8)) {
                problems.append(
                    CSVError(line: record.line, message: "the sku \(product) stands on line \(other) already"))
            }
        }
        guard problems.isEmpty else {
            let shown = problems.prefix(20).map { "\n    \($0)" }.joined()
            let rest = problems.count > 20 ? "\n    and \(problems.count - 20) more" : ""
            throw TaggerError(
                .invalidData,
                """
                \(path) can't be taken. Nothing was changed. A category is one of \
                \((Category.names + [Category.none]).joined(separator: ", ")).\(shown)\(rest)
                """)
        }
        self.decisions = decisions
    }
}
