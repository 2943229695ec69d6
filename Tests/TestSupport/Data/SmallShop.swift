import Foundation

/// Images and product lists for tests.
public enum SmallShop {
    /// Returns a PNG of a dark figure on white, different for every number. The figure does not look like any category.
    public static func image(_ number: Int, width: Int = 60, height: Int = 80) -> [UInt8] {
        PNGFile(width: width, height: height).encoded { x, y, channel in
            let isInside = x > 10 + number % 7 && x < width - 8 && y > 5 && y < height - 5 - number % 11
            return isInside ? 40 + (x * (number + 3) + y * 7 + channel * number) % 90 : 255
        }
    }

    /// Writes `products.csv` and the images to a folder for `tagger import`.
    ///
    /// - Parameters:
    ///   - images: The image files; nil for a file that is not written.
    ///   - products: The number of products, which share the images; nil for one product for each image.
    ///   - folder: The folder that contains the new folder.
    ///   - name: The name of the new folder.
    /// - Returns: The path of the new folder.
    public static func write(
        _ images: [[UInt8]?], products: Int? = nil, to folder: TemporaryFolder, named name: String = "shop"
    ) throws -> String {
        for (index, image) in images.enumerated() {
            if let image { try folder.write(image, to: "\(name)/images/\(index).png") }
        }
        let rows = (0..<(products ?? images.count)).map { "S\($0),Product \($0),images/\($0 % images.count).png\n" }
        try folder.write(Data(("sku,title,image\n" + rows.joined()).utf8), to: "\(name)/products.csv")
        return folder.file(name)
    }
}
