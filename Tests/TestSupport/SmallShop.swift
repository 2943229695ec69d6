import Foundation

/// Pictures and product lists for tests.
public enum SmallShop {
    /// A PNG of a dark figure on white: different for every number, and nothing that a person would recognise.
    public static func picture(_ number: Int, width: Int = 60, height: Int = 80) -> [UInt8] {
        PNGFile(width: width, height: height).encoded { x, y, channel in
            let isInside = x > 10 + number % 7 && x < width - 8 && y > 5 && y < height - 5 - number % 11
            return isInside ? 40 + (x * (number + 3) + y * 7 + channel * number) % 90 : 255
        }
    }

    /// Writes `products.csv` and its pictures.
    ///
    /// - Parameter pictures: The bytes of each product's file; nil where the file is to be missing.
    public static func write(_ pictures: [[UInt8]?], to folder: TemporaryFolder, named name: String = "shop") throws
        -> String
    {
        var csv = "sku,title,image\n"
        for (index, picture) in pictures.enumerated() {
            csv += "S\(index),Product \(index),images/\(index).png\n"
            if let picture { try folder.write(picture, to: "\(name)/images/\(index).png") }
        }
        try folder.write(Data(csv.utf8), to: "\(name)/products.csv")
        return folder.file(name)
    }
}
