/// The shape of a picture inside a network: [C, H, W] in words, [H, W, C] in memory.
struct ImageShape: Equatable {
    var channels: Int
    var height: Int
    var width: Int

    /// H · W.
    var pixels: Int { height * width }
    /// C · H · W.
    var count: Int { channels * pixels }
    /// As architectures write it.
    var dimensions: [Int] { [channels, height, width] }

    init(channels: Int, height: Int, width: Int) {
        self.channels = channels
        self.height = height
        self.width = width
    }

    /// From [C, H, W], or from [H, W] of one channel; nil for what is no picture.
    init?(_ dimensions: [Int]) {
        switch dimensions.count {
        case 2: self.init(channels: 1, height: dimensions[0], width: dimensions[1])
        case 3: self.init(channels: dimensions[0], height: dimensions[1], width: dimensions[2])
        default: return nil
        }
    }
}
