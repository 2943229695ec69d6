/// A picture averaged down to at most 512 pixels on its longest edge, opaque, 8 bits a sample.
public struct ReducedImage: Equatable, Sendable {
    /// In pixels.
    public internal(set) var width = 0, height = 0
    /// 1 gray, 3 RGB.
    var channels = 1
    /// `[channels, height, width]`.
    var samples: [UInt8] = []

    /// A color as red, green, blue.
    typealias Color = SIMD3<UInt8>

    /// The median color of the border's pixels, channel by channel; of two middle values the smaller.
    ///
    /// A product may touch the border, even lie in a corner: the median is right as long as half of the border is free.
    func background() -> Color {
        precondition(width > 0 && height > 0 && samples.count == channels * height * width)
        var color = Color()
        for channel in 0..<3 { color[channel] = borderMedian(channel: min(channel, channels - 1)) }
        return color
    }

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
        preconditionFailure("a histogram of no pixels")
    }
}

extension ReducedImage {
    /// The picture of a PNG in memory; throws an error that says why there is none.
    public init(png: UnsafeRawBufferPointer, limits: ImageLimits = .default) throws(ImagingError) {
        self = try ThumbnailMaker(limits: limits).reduce(png: png)
    }

    /// A gray picture of bytes `[pixels.count / width, width]`; nil where they are no whole rows.
    public init?(gray pixels: [UInt8], width: Int) {
        guard width > 0, !pixels.isEmpty, pixels.count.isMultiple(of: width) else { return nil }
        self.init(width: width, height: pixels.count / width, channels: 1, samples: pixels)
    }

    /// Red, green and blue of each pixel, `[height, width, 3]`, in another size: the means over whole pixels.
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
    /// Luma with the weights of ITU-R BT.601 in 256ths.
    var gray: UInt8 {
        let luma = 77 * UInt16(x) + 150 * UInt16(y) + 29 * UInt16(z)
        return UInt8(luma >> 8)
    }
}
