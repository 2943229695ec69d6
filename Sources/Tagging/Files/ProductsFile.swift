import Catalog
import Foundation
import Platform
import Reporting

/// A shop's `products.csv` with the columns `sku,title,image`; image is a path relative to the file.
public struct ProductsFile: Sendable {
    /// The folder of the file.
    public let folder: String
    /// The products in the order of the file.
    public let products: [ImportedProduct]

    /// Reads and checks the whole file, so that an error is found before anything is stored.
    ///
    /// - Throws: ``TaggerError``, which names the line.
    public init(folder: String) throws {
        let path = folder + (folder.hasSuffix("/") ? "" : "/") + "products.csv"
        guard FileManager.default.fileExists(atPath: folder) else {
            throw TaggerError(.notFound, "The folder \(folder) does not exist.")
        }
        guard FileManager.default.fileExists(atPath: path) else {
            throw TaggerError(
                .notFound,
                "\(path) does not exist. An import needs a file products.csv with the columns sku,title,image.")
        }
        let data = try contents(ofFile: path, maximumBytes: 1 << 30)
        do throws(CSVError) {
            products = try Self.products(try CSV.table([UInt8](data)))
        } catch {
            throw TaggerError(.invalidData, "\(path), \(error). Nothing was imported.")
        }
        self.folder = folder
    }

    private static func products(_ table: CSV.Table) throws(CSVError) -> [ImportedProduct] {
        let sku = try table.index(of: "sku"), title = try table.index(of: "title"), image = try table.index(of: "image")
        // SQLite compares bytes: é as one code point and as two are different SKUs.
        var lines: [[UInt8]: Int] = [:]
        var products: [ImportedProduct] = []
        products.reserveCapacity(table.records.count)
        for record in table.records {
            let product = ImportedProduct(
                sku: record.fields[sku], title: record.fields[title], image: record.fields[image])
            guard !product.sku.isEmpty else { throw CSVError(line: record.line, message: "the sku is empty") }
            if let other = lines.updateValue(record.line, forKey: Array(product.sku.utf8)) {
                throw CSVError(
                    line: record.line,
                    message: "the sku \(product.sku) is already on line \(other); a sku names one product")
            }
            products.append(product)
        }
        return products
    }
}
