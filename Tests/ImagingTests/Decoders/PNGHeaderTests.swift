import TestSupport
import Testing

@testable import Imaging

@Suite("PNG header") struct PNGHeaderTests {
    private let png = PNGFile(width: 300, height: 7, color: .gray).encoded { x, _, _ in x % 256 }

    @Test("The size is read from the first 24 bytes of a file") func size() throws {
        for count in [24, 100, png.count] {
            let header = try #require(PNGHeader(firstBytes: png.prefix(count)))
            #expect(header.width == 300 && header.height == 7)
        }
        #expect(PNGHeader.byteCount == 24)
    }

    @Test("The size may have any value up to 4,294,967,295") func range() {
        for size in [0, 1, 0x1234_5678, 0xFFFF_FFFF] {
            let header = PNGHeader(firstBytes: PNGChunk.signature + PNGChunk.header(width: size, height: 1).bytes)
            #expect(header?.width == size)
        }
    }

    @Test("Fewer bytes, another signature and another first chunk give no size") func noHeader() {
        for count in 0..<24 { #expect(PNGHeader(firstBytes: png.prefix(count)) == nil) }
        for i in Array(0..<8) + Array(12..<16) {
            var changed = png
            changed[i] ^= 0x20
            #expect(PNGHeader(firstBytes: changed) == nil)
        }
    }
}
