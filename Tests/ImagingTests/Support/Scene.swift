import TestSupport

/// An image drawn for a test: a rectangular product on a background of one color.
struct Scene {
    /// In pixels.
    var width = 300, height = 400
    /// Red, green, blue.
    var background = [255, 255, 255], product = [40, 60, 120]
    /// The product: left, top, width, height.
    var box = (x: 90, y: 60, width: 120, height: 280)
    /// Additional squares in the color of the product: left, top, edge.
    var specks: [(x: Int, y: Int, edge: Int)] = []
    /// The largest amplitude of camera noise, in levels.
    var noise = 0

    /// The file.
    func png() -> [UInt8] {
        var random = SeededRandom(noise)
        return PNGFile(width: width, height: height).encoded { x, y, channel in
            let isProduct = x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height
            let isSpeck = specks.contains { x >= $0.x && x < $0.x + $0.edge && y >= $0.y && y < $0.y + $0.edge }
            let color = isProduct || isSpeck ? product : background
            let shift = noise == 0 ? 0 : Int.random(in: -noise...noise, using: &random)
            return min(max(color[channel] + shift, 0), 255)
        }
    }
}
