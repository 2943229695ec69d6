import CPNGTestSupport
import Foundation
import Testing

@testable import Reporting

@Suite struct GrayPNGTests {
    /// The largest image needs more than one stored block.
    @Test("libpng decodes the encoded pixels", arguments: [(1, 1), (28, 28), (300, 250)])
    func roundTrip(columns: Int, rows: Int) throws {
        let pixels = (0..<columns * rows).map { UInt8(truncatingIfNeeded: $0 * 37 + $0 / 256) }
        let file = GrayPNG.data(pixels, columns: columns)
        var width: UInt32 = 0, height: UInt32 = 0
        let samples = try #require(whole_png_decode(Array(file), file.count, &width, &height))
        defer { free(samples) }
        #expect((Int(width), Int(height)) == (columns, rows))
        // libpng returns 16-bit RGBA: the 8-bit gray value times 257, and opaque.
        let decoded = UnsafeBufferPointer(start: samples, count: pixels.count * 4)
        #expect(
            pixels.indices.allSatisfy { i in (0..<3).allSatisfy { decoded[4 * i + $0] == UInt16(pixels[i]) * 257 } })
        #expect(decoded[3] == 65_535)
    }
}
