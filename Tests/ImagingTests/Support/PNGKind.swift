import TestSupport
import Testing

@testable import Imaging

/// The same numbers for the same seed (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// One of the fifteen combinations of color type and depth, with or without transparency and interlacing.
struct Kind: Sendable, CustomTestStringConvertible {
    var color: PNGFile.Color
    var depth: Int
    var isInterlaced: Bool
    var hasTransparency: Bool

    var testDescription: String {
        "\(color) \(depth)\(isInterlaced ? " interlaced" : "")\(hasTransparency ? " tRNS" : "")"
    }

    static let all: [Kind] = PNGFile.Color.allCases.flatMap { color in
        color.depths.flatMap { depth in
            [false, true].flatMap { isInterlaced in
                (color == .grayAlpha || color == .rgba ? [false] : [false, true]).map {
                    Kind(color: color, depth: depth, isInterlaced: isInterlaced, hasTransparency: $0)
                }
            }
        }
    }

    /// A picture of random samples, so that every value and every filter's arithmetic occurs.
    func noise(width: Int, height: Int, filter: PNGFile.Filter = .mixed) -> [UInt8] {
        var random = SeededRandom(width * 1000 + height)
        var file = PNGFile(width: width, height: height, color: color, depth: depth)
        file.isInterlaced = isInterlaced
        file.filter = filter
        let colors = 1 << min(depth, 4)
        if color == .palette {
            file.palette = (0..<colors).map { _ in (0..<3).map { _ in UInt8.random(in: 0...255, using: &random) } }
            if hasTransparency { file.paletteAlpha = (0..<colors / 2).map { UInt8(255 * $0 / colors) } }
        } else if hasTransparency {
            file.transparentColor = [UInt16](repeating: UInt16(file.maximumSample / 3), count: 3)
        }
        let largest = color == .palette ? colors - 1 : file.maximumSample
        return file.encoded { _, _, _ in
            // A third of the samples are those of the transparent color.
            Int.random(in: 0...2, using: &random) == 0 ? largest / 3 : Int.random(in: 0...largest, using: &random)
        }
    }
}

extension ThumbnailMaker {
    func thumbnail(_ png: [UInt8]) throws(ImagingError) -> Thumbnail {
        let result: Result<Thumbnail, ImagingError> = png.withUnsafeBytes { bytes in
            do throws(ImagingError) { return .success(try thumbnail(png: bytes)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    func reduced(_ png: [UInt8]) throws(ImagingError) -> ReducedImage {
        let result: Result<ReducedImage, ImagingError> = png.withUnsafeBytes { bytes in
            do throws(ImagingError) { return .success(try reduce(png: bytes)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}

/// A picture drawn for a test: a product on a background.
struct Scene {
    var width = 300, height = 400
    var background: [Int] = [255, 255, 255]
    var product: [Int] = [40, 60, 120]
    /// Left, top, width, height.
    var box = (x: 90, y: 60, width: 120, height: 280)
    /// Extra squares: left, top, edge.
    var specks: [(x: Int, y: Int, edge: Int)] = []
    /// Camera noise, at most so many levels.
    var noise = 0

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

extension Thumbnail {
    subscript(x: Int, y: Int) -> UInt8 { pixels[y * Thumbnail.side + x] }

    /// The columns and rows that are not all background.
    var extent: (columns: ClosedRange<Int>, rows: ClosedRange<Int>)? {
        let lit = pixels.indices.filter { pixels[$0] > 0 }
        guard let left = lit.map({ $0 % Thumbnail.side }).min(), let right = lit.map({ $0 % Thumbnail.side }).max(),
            let first = lit.first, let last = lit.last
        else { return nil }
        return (left...right, first / Thumbnail.side...last / Thumbnail.side)
    }
}
