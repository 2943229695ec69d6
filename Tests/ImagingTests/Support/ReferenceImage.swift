import CPNGTestSupport
import Foundation

@testable import Imaging

/// The reference implementation of decoding, reduction and thumbnail: plain code in `Double`, on an image that libpng
/// decodes as a whole.
struct ReferenceImage {
    /// In pixels.
    var width: Int, height: Int
    /// Red, green, blue, composited over white, 0 to 255, `[height, width]`.
    var pixels: [SIMD3<Double>]

    /// Decodes a PNG; nil where libpng cannot decode the file.
    ///
    /// - Parameter bits: 16 keeps every sample as stored; 8 rounds samples, and colors composited over white, to 8
    ///   bits.
    init?(png: [UInt8], bits: Int = 16) {
        var (width, height): (UInt32, UInt32) = (0, 0)
        guard let samples = whole_png_decode(png, png.count, &width, &height) else { return nil }
        defer { free(samples) }
        self.width = Int(width)
        self.height = Int(height)
        pixels = (0..<self.width * self.height).map { i in
            func level(_ value: Double) -> Double { bits == 8 ? (value + 0.5).rounded(.down) : value }
            let alpha = level(Double(samples[4 * i + 3]) / 257)
            func overWhite(_ channel: Int) -> Double {
                level((level(Double(samples[4 * i + channel]) / 257) * alpha + 255 * (255 - alpha)) / 255)
            }
            return SIMD3(overWhite(0), overWhite(1), overWhite(2))
        }
    }

    /// Copies a reduced image.
    init(_ image: ReducedImage) {
        width = image.width
        height = image.height
        let plane = width * height
        pixels = (0..<plane).map { i in
            let color = (0..<3).map { Double(image.samples[min($0, image.channels - 1) * plane + i]) }
            return SIMD3(color[0], color[1], color[2])
        }
    }

    /// Returns the means over blocks as ``Reduction`` computes them, without rounding.
    func reduced() -> ReferenceImage {
        var factor = 1
        while (max(width, height) + factor - 1) / factor > 512 { factor += 1 }
        var result = self
        result.width = (width + factor - 1) / factor
        result.height = (height + factor - 1) / factor
        result.pixels = (0..<result.width * result.height).map { i in
            let (x, y) = (i % result.width * factor, i / result.width * factor)
            var (sum, count) = (SIMD3<Double>(), 0.0)
            for y in y..<min(y + factor, height) {
                for x in x..<min(x + factor, width) {
                    sum += pixels[y * width + x]
                    count += 1
                }
            }
            return sum / count
        }
        return result
    }

    /// Returns the image with every sample rounded half up.
    func rounded() -> ReferenceImage {
        var result = self
        result.pixels = pixels.map { ($0 + 0.5).rounded(.down) }
        return result
    }

    /// Returns the thumbnail of a reduced image, `[28, 28]`, without rounding.
    func thumbnail() -> [Double] {
        var result = [Double](repeating: 0, count: 784)
        let background = median()
        guard let box = box(background) else { return result }
        let scale = 28 / Double(max(box.width, box.height))
        let columns = max(1, Int((Double(box.width) * scale + 0.5).rounded(.down)))
        let rows = max(1, Int((Double(box.height) * scale + 0.5).rounded(.down)))
        let (left, top) = ((28 - columns) / 2, (28 - rows) / 2)
        let backgroundGray = Self.gray(background)
        for row in 0..<rows {
            for column in 0..<columns {
                var (sum, area) = (0.0, 0.0)
                for (y, height) in Self.overlaps(row, of: rows, over: box.height) {
                    for (x, width) in Self.overlaps(column, of: columns, over: box.width) {
                        let gray = Self.gray(pixels[(box.y + y) * self.width + box.x + x])
                        sum += abs(gray - backgroundGray) * width * height
                        area += width * height
                    }
                }
                result[(top + row) * 28 + left + column] =
                    sum / area * 255 / max(backgroundGray, 255 - backgroundGray)
            }
        }
        return result
    }

    private static func gray(_ color: SIMD3<Double>) -> Double {
        ((77 * color.x + 150 * color.y + 29 * color.z) / 256).rounded(.down)
    }

    /// Returns the source pixels that one target pixel covers, each with the covered length.
    private static func overlaps(_ target: Int, of count: Int, over length: Int) -> [(Int, Double)] {
        let start = Double(target) * Double(length) / Double(count)
        let end = Double(target + 1) * Double(length) / Double(count)
        return (0..<length).compactMap { i in
            let covered = min(end, Double(i + 1)) - max(start, Double(i))
            return covered > 0 ? (i, covered) : nil
        }
    }

    /// Returns the median of the pixels at the border, for each channel.
    private func median() -> SIMD3<Double> {
        let border = pixels.indices.filter { i in
            let (x, y) = (i % width, i / width)
            return x == 0 || y == 0 || x == width - 1 || y == height - 1
        }
        var result = SIMD3<Double>()
        for channel in 0..<3 {
            result[channel] = border.map { pixels[$0][channel] }.sorted()[(border.count - 1) / 2]
        }
        return result
    }

    /// Returns the bounding box of all regions of foreground, without specks where there are larger regions.
    private func box(_ background: SIMD3<Double>) -> Foreground.Box? {
        var isForeground = pixels.map { color in (0..<3).contains { abs(color[$0] - background[$0]) > 13 } }
        var regions: [[Int]] = []
        for start in pixels.indices where isForeground[start] {
            var (region, waiting) = ([Int](), [start])
            isForeground[start] = false
            while let i = waiting.popLast() {
                region.append(i)
                for y in max(i / width - 1, 0)...min(i / width + 1, height - 1) {
                    for x in max(i % width - 1, 0)...min(i % width + 1, width - 1) where isForeground[y * width + x] {
                        isForeground[y * width + x] = false
                        waiting.append(y * width + x)
                    }
                }
            }
            regions.append(region)
        }
        let large = regions.filter { Double($0.count) >= 0.004 * Double(pixels.count) }
        let kept = (large.isEmpty ? regions : large).flatMap { $0 }
        guard let left = kept.map({ $0 % width }).min(), let right = kept.map({ $0 % width }).max(),
            let top = kept.map({ $0 / width }).min(), let bottom = kept.map({ $0 / width }).max()
        else { return nil }
        return Foreground.Box(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
    }
}
