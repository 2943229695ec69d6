/// The shape of an image inside a network: `[C, H, W]`, which is `[H, W, C]` in memory.
struct ImageShape: Equatable {
    var channels: Int
    var height: Int
    var width: Int

    /// The number of pixels, H · W.
    var pixels: Int { height * width }
    /// The number of values, C · H · W.
    var count: Int { channels * pixels }
    /// `[C, H, W]`.
    var dimensions: [Int] { [channels, height, width] }

    init(channels: Int, height: Int, width: Int) {
        self.channels = channels
        self.height = height
        self.width = width
    }

    /// Creates a shape from `[C, H, W]`, or from `[H, W]` with one channel; nil for other numbers of dimensions.
    init?(_ dimensions: [Int]) {
        switch dimensions.count {
        case 2: self.init(channels: 1, height: dimensions[0], width: dimensions[1])
        case 3: self.init(channels: dimensions[0], height: dimensions[1], width: dimensions[2])
        default: return nil
        }
    }
}
