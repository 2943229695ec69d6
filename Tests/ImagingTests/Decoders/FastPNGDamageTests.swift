import TestSupport
import Testing

@testable import Imaging

/// Damaged files: the fast decoder rejects them, so that libpng reports the error.
@Suite("Fast PNG decoder: damaged files", .enabled(if: FastPNGComparison.isPossible, FastPNGComparison.missing))
struct FastPNGDamageTests {
    /// Small files of every common color type, with the deflate stream in one part and in several.
    private static let files: [[UInt8]] = [PNGFile.Color.rgb, .gray, .palette, .rgba, .grayAlpha].flatMap { color in
        let png = PNGKind(color: color, hasTransparency: color == .palette).noise(width: 11, height: 13)
        let data = PNGParts(png).data
        var parts = PNGParts(png).with(data: [Array(data[..<20]), [], Array(data[20...])])
        parts.chunks.insert(PNGChunk("tEXt", Array("Title\0Coat".utf8)), at: 1)
        parts.chunks.insert(PNGChunk("tIME", [7, 230, 1, 1, 0, 0, 0]), at: parts.chunks.count - 1)
        return [png, parts.bytes]
    }

    @Test("A file cut at any byte is rejected", arguments: files) func cut(png: [UInt8]) {
        FastPNGComparison.check(png, isCommon: true)
        for length in 0..<png.count { FastPNGComparison.check(Array(png.prefix(length)), isCommon: false) }
    }

    @Test("A file with any byte changed is rejected", arguments: files) func changedByte(png: [UInt8]) {
        for i in png.indices {
            for mask: UInt8 in [0x01, 0x20, 0x80] {
                var changed = png
                changed[i] ^= mask
                FastPNGComparison.check(changed, isCommon: false, "byte \(i) ^ \(mask)")
            }
        }
    }

    /// libpng repairs some of these files and does not notice the damage of others.
    @Test("Random damage with valid chunk checksums is handled as by libpng", arguments: files)
    func damageWithValidChecksums(png: [UInt8]) {
        var random = SeededRandom(png.count)
        for _ in 0..<1_500 {
            var changed = png
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let i = Int.random(in: 8..<changed.count, using: &random)
                switch Int.random(in: 0...9, using: &random) {
                case 0: changed.remove(at: i)
                case 1: changed.insert(UInt8.random(in: 0...255, using: &random), at: i)
                default: changed[i] = UInt8.random(in: 0...255, using: &random)
                }
            }
            FastPNGComparison.check(PNGChunk.repairChecksums(changed), isCommon: nil)
        }
    }
}
