import TestSupport
import Testing

@testable import Imaging

/// Any bytes give an error that describes the problem, or the right thumbnail.
@Suite("Damaged PNGs") struct PNGDamageTests {
    private let maker = ThumbnailMaker()

    /// Small files of different kinds: interlaced, with PLTE and tRNS, 16 bit.
    private static let files: [[UInt8]] = [
        PNGKind(color: .rgb).noise(width: 9, height: 11),
        PNGKind(color: .palette, depth: 4, isInterlaced: true, hasTransparency: true).noise(width: 9, height: 7),
        PNGKind(color: .rgba, depth: 16, isInterlaced: true).noise(width: 5, height: 5),
        PNGKind(color: .gray, depth: 2, hasTransparency: true).noise(width: 12, height: 8),
    ]

    /// Expects that a file, given without its signature, is reported as damaged.
    private func expectDamage(_ chunks: [PNGChunk], at location: SourceLocation = #_sourceLocation) {
        let error = #expect(throws: ImagingError.self, sourceLocation: location) {
            try maker.thumbnail(PNGChunk.signature + chunks.flatMap(\.bytes))
        }
        guard case .damaged = error else {
            Issue.record("\(String(describing: error))", sourceLocation: location)
            return
        }
    }

    @Test("PNG cut at any byte is reported as truncated", arguments: files) func cut(png: [UInt8]) throws {
        for length in 0..<png.count {
            let error: ImagingError = length == 0 ? .empty : .truncated
            #expect(throws: error) { try maker.thumbnail(Array(png.prefix(length))) }
        }
    }

    /// Checksums cover every byte, so that no change goes unnoticed.
    @Test("PNG with any byte changed is refused", arguments: files) func changedByte(png: [UInt8]) throws {
        for i in png.indices {
            for mask: UInt8 in [0x01, 0x20, 0x80, 0xFF] {
                var changed = png
                changed[i] ^= mask
                #expect(throws: ImagingError.self, "byte \(i) ^ \(mask)") { try maker.thumbnail(changed) }
            }
        }
    }

    /// Damage with valid checksums, as a faulty or hostile program writes it.
    @Test("PNG with any byte changed and valid checksums does not crash the decoder", arguments: files)
    func damageWithValidChecksums(png: [UInt8]) throws {
        var random = SeededRandom(png.count)
        for i in 8..<png.count {
            var changed = png
            changed[i] = UInt8.random(in: 0...255, using: &random)
            _ = try? maker.thumbnail(PNGChunk.repairChecksums(changed))
        }
    }

    @Test("Random bytes are refused, alone and after a valid header") func randomBytes() {
        var random = SeededRandom(1)
        let header = Self.files[0].prefix(33)
        for length in 0..<300 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(throws: ImagingError.self) { try maker.thumbnail(bytes) }
            #expect(throws: ImagingError.self) { try maker.thumbnail(header + bytes) }
        }
    }

    @Test("Bytes after IEND are ignored") func bytesAfterEnd() throws {
        try #expect(maker.thumbnail(Self.files[0] + [1, 2, 3]) == maker.thumbnail(Self.files[0]))
    }

    @Test("PNG with an impossible size, depth or color type is refused as damaged") func impossibleHeaders() {
        for (width, height, depth, color) in [
            (0, 5, 8, 2), (5, 0, 8, 2), (5, 5, 3, 0), (5, 5, 16, 3), (5, 5, 8, 7), (-1, 5, 8, 2),
        ] {
            expectDamage([PNGChunk.header(width: width, height: height, depth: depth, color: color)])
        }
    }

    @Test("PNG without IHDR, IDAT or PLTE, or with two IHDR, is refused as damaged") func missingChunks() {
        let end = PNGChunk("IEND", []), data = PNGChunk("IDAT", [0x78, 0x01])
        let header = PNGChunk.header(width: 4, height: 4)
        let paletteHeader = PNGChunk.header(width: 4, height: 4, color: 3)
        for chunks in [
            [header, end], [end], [data, end], [paletteHeader, data, end], [header, header, end], [header, data, end],
        ] { expectDamage(chunks) }
    }

    @Test("PNG after a transfer in text mode is refused with a message about text mode") func textMode() {
        let changed = Self.files[0].flatMap { $0 == 0x0D ? [] : [$0] }
        let error = #expect(throws: ImagingError.self) { try maker.thumbnail(changed) }
        #expect(error?.description.contains("text mode") == true)
    }

    @Test("Ancillary chunks of 20 MB are skipped") func longAncillaryChunks() throws {
        let png = Self.files[0]
        let long = [UInt8](repeating: 65, count: 20_000_000)
        // After IHDR, which ends at byte 33: the place of an eXIf chunk, a frame of an animation or a profile.
        for type in ["eXIf", "fdAT", "iTXt", "zzZz"] {
            let inserted = png[..<33] + PNGChunk(type, long).bytes + png[33...]
            try #expect(maker.thumbnail(Array(inserted)) == maker.thumbnail(png))
        }
    }
}
