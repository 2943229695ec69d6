import Foundation

/// Pictures and product lists for tests.
public enum SmallShop {
    /// A PNG of a dark figure on white: different for every number, and nothing that a person would recognise.
    public static func image(_ number: Int, width: Int = 60, height: Int = 80) -> [UInt8] {
        PNGFile(width: width, height: height).encoded { x, y, channel in
            let isInside = x > 10 + number % 7 && x < width - 8 && y > 5 && y < height - 5 - number % 11
            return isInside ? 40 + (x * (number + 3) + y * 7 + channel * number) % 90 : 255
        }
    }

    /// Writes `products.csv` and its pictures.
    ///
    /// - Parameters:
    ///   - pictures: The bytes of the files; nil where one is to be missing.
    ///   - products: How many products share them; nil: one for each.
    public static func write(
        _ pictures: [[UInt8]?], products: Int? = nil, to folder: TemporaryFolder, named name: String = "shop"
    ) throws -> String {
        for (index, picture) in pictures.enumerated() {
            if let picture { try folder.write(picture, to: "\(name)/images/\(index).png") }
        }
        let rows = (0..<(products ?? pictures.count)).map { "S\($0),Product \($0),images/\($0 % pictures.count).png\n" }
        try folder.write(Data(("sku,title,image\n" + rows.joined()).utf8), to: "\(name)/products.csv")
        return folder.file(name)
    }
}
