import Catalog
import Foundation
import Platform
import Reporting
import Tagging

/// The file of `tagger review apply`: a CSV table with the columns `sku` and `category`. Other columns are ignored.
public struct DecisionsFile: Sendable {
    /// The decisions, in the order of lines.
    public let decisions: [Decision]

    /// Reads and checks the whole file.
    ///
    /// - Parameter names: The accepted names of the categories besides the fixed names.
    /// - Throws: `TaggerError` that names the lines with errors.
    public init(path: String, names: CategoryNames = CategoryNames()) throws {
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
                        line: record.line, message: "the category is empty; delete the lines without a decision"))
            } else {
                switch names.meaning(of: name) {
                case .category(let category):
                    let action = Decision.Action(category: category)
                    decisions.append(Decision(sku: product, action: action, origin: "\(path), line \(record.line)"))
                case .several(let categories):
                    let message = "“\(name)” can mean \(categories.joined(separator: " or "))"
                    problems.append(CSVError(line: record.line, message: message))
                case .unknown:
                    problems.append(CSVError(line: record.line, message: "“\(name)” is not a category"))
                }
            }
            if let other = lines.updateValue(record.line, forKey: Array(product.utf8)) {
                problems.append(
                    CSVError(line: record.line, message: "the sku \(product) is also on line \(other)"))
            }
        }
        guard problems.isEmpty else {
            let shown = problems.prefix(20).map { "\n    \($0)" }.joined()
            let rest = problems.count > 20 ? "\n    and \(problems.count - 20) more" : ""
            throw TaggerError(
                .invalidData,
                """
                \(path) contains errors. Nothing was changed. The categories are \
                \((Category.names + [Category.none]).joined(separator: ", ")).\(shown)\(rest)
                """)
        }
        self.decisions = decisions
    }
}
