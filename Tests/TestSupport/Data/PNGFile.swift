import CPNGTestSupport

/// A PNG that a test writes: any color type, bit depth, filter and transparency that the format allows, interlaced or
/// not.
///
///     let png = PNGFile(width: 60, height: 80).encoded { x, y, channel in x < 30 ? 255 : 0 }
public struct PNGFile: Sendable {
    /// The color types, with their numbers in the file.
    public enum Color: UInt8, Sendable, CaseIterable {
        case gray = 0, rgb = 2, palette = 3, grayAlpha = 4, rgba = 6

        /// The number of samples of a pixel.
        public var channels: Int {
            switch self {
            case .gray, .palette: 1
            case .grayAlpha: 2
            case .rgb: 3
            case .rgba: 4
            }
        }

        /// The bit depths that the format allows: 15 combinations in total.
        public var depths: [Int] {
            switch self {
            case .gray: [1, 2, 4, 8, 16]
            case .palette: [1, 2, 4, 8]
            case .rgb, .grayAlpha, .rgba: [8, 16]
            }
        }
    }

    /// The filter of the rows, with its number in the file. With `mixed`, libpng chooses a filter for each row.
    public enum Filter: Int32, Sendable, CaseIterable {
        case mixed = -1
        case none, sub, up, average, paeth
    }

    /// Width and height, in pixels.
    public var width: Int, height: Int
    /// The color type.
    public var color: Color
    /// The bit depth: bits a sample.
    public var depth: Int
    /// Whether the file is interlaced (Adam7).
    public var isInterlaced = false
    /// The filter of every row.
    public var filter = Filter.mixed
    /// The compression level of zlib, 0 to 9.
    public var compressionLevel = 1
    /// The colors of the palette: red, green, blue.
    public var palette: [[UInt8]] = []
    /// The tRNS chunk of a palette: the alpha of the first colors; the others are opaque.
    public var paletteAlpha: [UInt8] = []
    /// The tRNS chunk of gray (one sample) or RGB (three samples).
    public var transparentColor: [UInt16]?

    /// Creates an image without transparency, not interlaced.
    public init(width: Int, height: Int, color: Color = .rgb, depth: Int = 8) {
        self.width = width
        self.height = height
        self.color = color
        self.depth = depth
    }

    /// The largest value of a sample.
    public var maximumSample: Int { 1 << depth - 1 }

    /// A row of the image, or the part of a row that an Adam7 pass contains: `count` pixels from column `x` in steps of
    /// `step`.
    public struct Row {
        public var y: Int, x: Int, step: Int, count: Int
    }

    /// Returns the file with these samples, each of `depth` bits.
    public func encoded(_ sample: (_ x: Int, _ y: Int, _ channel: Int) -> Int) -> [UInt8] {
        encoded { row in
            var bits = BitPacker()
            for i in 0..<row.count {
                for channel in 0..<color.channels {
                    bits.append(sample(row.x + i * row.step, row.y, channel), bits: depth)
                }
            }
            return bits.bytes
        }
    }

    /// Returns the file with these rows, packed as in the file. Rows of an interlaced file are requested pass by pass.
    public func encoded(rows packed: (Row) -> [UInt8]) -> [UInt8] {
        let paletteBytes = palette.flatMap { $0 }
        return paletteBytes.withUnsafeBufferPointer { palette in
            paletteAlpha.withUnsafeBufferPointer { alpha in
                (transparentColor ?? []).withUnsafeBufferPointer { transparent in
                    let format = png_writer_format(
                        width: UInt32(width), height: UInt32(height), color_type: color.rawValue,
                        bit_depth: UInt8(depth), interlaced: isInterlaced, filter: filter.rawValue,
                        compression_level: Int32(compressionLevel),
                        palette: palette.baseAddress, palette_count: Int32(palette.count / 3),
                        palette_alpha: alpha.baseAddress, palette_alpha_count: Int32(alpha.count),
                        transparent_color: transparentColor == nil ? nil : transparent.baseAddress)
                    return write(format, packed)
                }
            }
        }
    }

    private func write(_ format: png_writer_format, _ packed: (Row) -> [UInt8]) -> [UInt8] {
        let writer = withUnsafePointer(to: format) { png_writer_create($0) }
        guard let writer else { preconditionFailure("libpng refuses the format") }
        defer { png_writer_destroy(writer) }
        for row in rows { precondition(png_writer_write_row(writer, packed(row)), "libpng refuses a row") }
        var count = 0
        guard let bytes = png_writer_finish(writer, &count) else {
            preconditionFailure("libpng cannot finish the file")
        }
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }

    /// The rows in the order of the file.
    private var rows: [Row] {
        guard isInterlaced else { return (0..<height).map { Row(y: $0, x: 0, step: 1, count: width) } }
        // First column, first row, distance of columns, distance of rows of each pass (PNG specification, section 8.2).
        let passes = [
            (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
        ]
        return passes.flatMap { x, y, step, distance in
            let count = x < width ? (width - x + step - 1) / step : 0
            return stride(from: y, to: count > 0 ? height : 0, by: distance).map {
                Row(y: $0, x: x, step: step, count: count)
            }
        }
    }
}

/// Packs samples into bytes, starting with the highest bits.
private struct BitPacker {
    private(set) var bytes: [UInt8] = []
    private var free = 0

    mutating func append(_ sample: Int, bits: Int) {
        if bits == 16 { bytes.append(UInt8(sample >> 8)) }
        if free < bits {
            bytes.append(0)
            free = 8
        }
        let width = min(bits, 8)
        free -= width
        bytes[bytes.count - 1] |= UInt8((sample & ((1 << width) - 1)) << free)
    }
}
