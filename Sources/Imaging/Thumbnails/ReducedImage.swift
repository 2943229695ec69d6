/// A decoded image, averaged to at most 512 pixels on the longest edge, opaque, 8 bits a sample.
public struct ReducedImage: Equatable, Sendable {
    /// Width and height, in pixels.
    public internal(set) var width = 0, height = 0
    /// 1 for gray, 3 for RGB.
    var channels = 1
    /// `[channels, height, width]`.
    var samples: [UInt8] = []

    /// A color: red, green, blue.
    typealias Color = SIMD3<UInt8>

    /// Sets the size, and allocates `samples` anew, filled with 0, where their number changes.
    mutating func resize(width: Int, height: Int, channels: Int) {
        self.width = width
        self.height = height
        self.channels = channels
        let count = channels * height * width
        if samples.count != count { samples = [UInt8](repeating: 0, count: count) }
    }

    /// Returns the background color: the median of the pixels at the border, for each channel; the smaller one of two
    /// middle values.
    ///
    /// The product may touch the border: the median is the background color as long as half of the border is
    /// background.
    func background() -> Color {
        precondition(width > 0 && height > 0 && samples.count == channels * height * width)
        var color = Color()
        for channel in 0..<3 { color[channel] = borderMedian(channel: min(channel, channels - 1)) }
        return color
    }

    /// Returns the median of one channel of the pixels at the border.
    private func borderMedian(channel: Int) -> UInt8 {
        var histogram = [Int](repeating: 0, count: 256)
        let start = channel * height * width
        for y in 0..<height {
            let isEdge = y == 0 || y == height - 1
            for x in stride(from: 0, to: width, by: isEdge ? 1 : max(width - 1, 1)) {
                histogram[Int(samples[start + y * width + x])] += 1
            }
        }
        let count = histogram.reduce(0, +)
        var below = 0
        for value in 0..<256 {
            below += histogram[value]
            if 2 * below >= count { return UInt8(value) }
        }
        preconditionFailure("the image has no pixels")
    }
}

extension ReducedImage {
    /// Decodes a PNG in memory.
    public init(png: UnsafeRawBufferPointer, limits: ImageLimits = .default) throws(ImagingError) {
        self.init()
        try PNGDecoder(limits: limits).decode(.bytes(png), into: &self)
    }

    /// Creates a gray image of pixels `[pixels.count / width, width]`; nil where the number of pixels is not a positive
    /// multiple of the width.
    public init?(gray pixels: [UInt8], width: Int) {
        guard width > 0, !pixels.isEmpty, pixels.count.isMultiple(of: width) else { return nil }
        self.init(width: width, height: pixels.count / width, channels: 1, samples: pixels)
    }

    /// Returns the image in another size as RGB samples `[height, width, 3]`: each is the mean over whole pixels, at
    /// least one.
    ///
    /// - Parameters:
    ///   - columns: The width of the result, in pixels.
    ///   - rows: The height of the result, in pixels.
    public func rgb(width columns: Int, height rows: Int) -> [UInt8] {
        precondition(columns > 0 && rows > 0 && width > 0 && height > 0)
        var result = [UInt8](repeating: 0, count: 3 * columns * rows)
        let plane = width * height
        for row in 0..<rows {
            let top = row * height / rows, bottom = max(top + 1, (row + 1) * height / rows)
            for column in 0..<columns {
                let left = column * width / columns, right = max(left + 1, (column + 1) * width / columns)
                let count = (bottom - top) * (right - left)
                for channel in 0..<3 {
                    let start = min(channel, channels - 1) * plane
                    var sum = 0
                    for y in top..<bottom {
                        for x in left..<right { sum += Int(samples[start + y * width + x]) }
                    }
                    result[3 * (row * columns + column) + channel] = UInt8((2 * sum + count) / (2 * count))
                }
            }
        }
        return result
    }
}

extension SIMD3<UInt8> {
    /// The gray level of an RGB color: luma with the weights of ITU-R BT.601 in 256ths.
    var gray: UInt8 {
        let luma = 77 * UInt16(x) + 150 * UInt16(y) + 29 * UInt16(z)
        return UInt8(luma >> 8)
    }
}
