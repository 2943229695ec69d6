import TestSupport
import Testing

@testable import Imaging

/// Deflate streams and filters: the fast decoder rejects every irregular stream, so that libpng reports the error.
@Suite(
    "Fast PNG decoder: deflate streams", .enabled(if: FastPNGComparison.isPossible, FastPNGComparison.missing))
struct FastPNGStreamTests {
    private static let rows = (0..<20).map { y in
        [UInt8(y % 5)] + (0..<30).map { UInt8(truncatingIfNeeded: $0 * y) }
    }
    private let parts = PNGParts(RawPNG(width: 10, color: .rgb, rows: Self.rows).bytes)
    private let raw = Self.rows.flatMap { $0 }

    /// Checks the file with this deflate stream, in one part and in parts of seven bytes.
    private func check(
        _ stream: [UInt8], isCommon: Bool, _ comment: Comment, at location: SourceLocation = #_sourceLocation
    ) {
        for size in [stream.count, 7] {
            let png = parts.with(data: stream.split(size: size)).bytes
            FastPNGComparison.check(png, isCommon: isCommon, comment, at: location)
        }
    }

    @Test("A stream with too few or too many bytes is rejected")
    func length() {
        let stream = RawPNG.stored(raw)
        check(stream, isCommon: true, "complete")
        for missing in [1, 2, 30, 31, 32, raw.count - 1, raw.count] {
            check(RawPNG.stored(Array(raw.dropLast(missing))), isCommon: false, "\(missing) bytes too short")
        }
        for extra in [1, 31, 100_000] {
            let zeros = [UInt8](repeating: 0, count: extra)
            check(RawPNG.stored(raw + zeros), isCommon: false, "\(extra) bytes too long")
            check(stream + zeros, isCommon: false, "\(extra) bytes after the stream")
        }
        for cut in 1...12 { check(Array(stream.dropLast(cut)), isCommon: false, "cut by \(cut)") }
    }

    @Test("A stream with a wrong Adler-32 is rejected")
    func checksum() {
        let stream = RawPNG.stored(raw)
        for i in 1...4 {
            var changed = stream
            changed[stream.count - i] ^= 0x40
            check(changed, isCommon: false, "byte \(i) from the end")
        }
    }

    @Test("Every zlib header is handled as by libpng")
    func zlibHeaders() {
        let stream = RawPNG.stored(raw)
        for method in 0...255 {
            for flags in 0...255 {
                var changed = stream
                changed[0] = UInt8(method)
                changed[1] = UInt8(flags)
                // Method 8, window of at most 32 KB, no dictionary, header checksum (RFC 1950).
                let isValid =
                    method % 16 == 8 && method / 16 <= 7 && flags & 0x20 == 0 && (method * 256 + flags) % 31 == 0
                // The 620 bytes of the rows do not fit in a window of 256 or 512 bytes.
                let isWide = method / 16 >= 2
                if isValid || flags % 16 == 3 {
                    check(changed, isCommon: isValid && isWide, "header \(method) \(flags)")
                }
            }
        }
    }

    /// libpng refuses matches that reach beyond the window of the header; libdeflate accepts them.
    @Test("A stream with a window smaller than its matches need is rejected")
    func windows() {
        var random = SeededRandom(5)
        let row = (0..<300).map { _ in UInt8.random(in: 0...255, using: &random) }
        var file = PNGFile(width: 100, height: 60)
        file.filter = PNGFile.Filter.none
        file.compressionLevel = 9
        let png = file.encoded { _ in row }
        FastPNGComparison.check(png, isCommon: nil)
        let parts = PNGParts(png)
        for window in 0...7 {
            var data = parts.data
            data[0] = UInt8(window << 4 | 8)
            data[1] = UInt8(31 - Int(data[0]) * 256 % 31)
            FastPNGComparison.check(parts.with(data: [data]).bytes, isCommon: window == 7, "\(256 << window)")
        }
    }

    @Test("A row with a filter type above 4 is rejected")
    func filterTypes() {
        for y in [0, 7, 8, 19] {
            for filter: UInt8 in [5, 6, 128, 255] {
                var changed = Self.rows
                changed[y][0] = filter
                let png = RawPNG(width: 10, color: .rgb, rows: changed)
                FastPNGComparison.check(png.bytes, isCommon: false, "filter \(filter)")
            }
        }
    }

    /// Files whose checksums are all right, as a faulty program writes them.
    @Test("Random rows, filter types and palettes are handled as by libpng")
    func randomRows() {
        var random = SeededRandom(77)
        for _ in 0..<3_000 {
            let color = PNGFile.Color.allCases.randomElement(using: &random) ?? .rgb
            let width = Int.random(in: 1...40, using: &random)
            let rows = (0..<Int.random(in: 1...20, using: &random)).map { _ in
                [UInt8.random(in: 0...(Int.random(in: 0...50, using: &random) == 0 ? 9 : 4), using: &random)]
                    + (0..<width * color.channels).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
            var png = RawPNG(width: width, color: color, rows: rows)
            if color == .palette {
                let colors = Int.random(in: 200...256, using: &random)
                png.palette = (0..<3 * colors).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
            FastPNGComparison.check(png.bytes, isCommon: nil)
        }
    }
}
