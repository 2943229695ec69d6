import Foundation
import TestSupport
import Testing

@testable import Imaging

/// Peak resident size while images are decoded, measured in a process for each test.
@Suite("Memory of decoding") struct DecodingMemoryTests {
    /// In bytes.
    private static let bound = 32_000_000

    /// Returns by how many bytes the peak resident size of this process grows while one maker makes thumbnails of the
    /// images.
    private static func growth(_ pngs: [UInt8]...) throws -> Int {
        // Writing 5 resets the peak to the present size (proc_pid_clear_refs(5), Linux).
        try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
        let before = try residentPeak()
        let maker = ThumbnailMaker()
        for png in pngs { _ = try maker.thumbnail(png) }
        return try residentPeak() - before
    }

    /// Returns the peak resident size of this process, in bytes.
    private static func residentPeak() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(Int(line.filter(\.isNumber))) * 1024
    }

    /// 128 MB of samples, 64 MB with 8 bits a sample.
    @Test("An interlaced image of 4000 × 4000 pixels takes less than 32 MB") func interlaced() async {
        await #expect(processExitsWith: .success) {
            var file = PNGFile(width: 4000, height: 4000, color: .rgba, depth: 16)
            file.isInterlaced = true
            let png = file.encoded { [UInt8](repeating: 200, count: $0.count * 8) }
            try #expect(DecodingMemoryTests.growth(png) < DecodingMemoryTests.bound)
        }
    }

    /// The largest images of either decoder in turn: the buffers of one decoder are freed where the other needs large
    /// ones.
    @Test("The largest images of both decoders, one after the other, take less than 32 MB") func bothDecoders() async {
        await #expect(processExitsWith: .success) {
            var flat = PNGFile(width: 1000, height: (16 << 20) / 3001)
            flat.filter = PNGFile.Filter.none
            let single = PNGParts(flat.encoded { [UInt8](repeating: UInt8($0.y % 256), count: 3000) })
            let parts = single.with(data: single.data.map { [$0] }.prefix(1) + [Array(single.data.dropFirst())])
            // 5 MB that cannot be compressed.
            var random = SeededRandom(3)
            var noisy = PNGFile(width: 1000, height: 1600)
            noisy.filter = PNGFile.Filter.none
            let noise = noisy.encoded { _ in (0..<3000).map { _ in UInt8.random(in: 0...255, using: &random) } }
            var wide = PNGFile(width: ImageLimits.default.maximumEdge, height: 20, color: .rgba, depth: 16)
            wide.isInterlaced = true
            let widest = wide.encoded { [UInt8](repeating: 100, count: $0.count * 8) }
            let growth = try DecodingMemoryTests.growth(
                single.bytes, parts.bytes, noise, widest, parts.bytes, widest, noise)
            #expect(growth < DecodingMemoryTests.bound)
        }
    }

    @Test("Rows of 500,000 pixels take less than 32 MB") func widestRow() async {
        await #expect(processExitsWith: .success) {
            for isInterlaced in [false, true] {
                var file = PNGFile(width: ImageLimits.default.maximumEdge, height: 20, color: .rgba, depth: 16)
                file.isInterlaced = isInterlaced
                let png = file.encoded { [UInt8](repeating: 100, count: $0.count * 8) }
                try #expect(DecodingMemoryTests.growth(png) < DecodingMemoryTests.bound)
            }
        }
    }

    @Test("The largest possible number of regions, one for each fourth pixel, takes less than 32 MB")
    func regions() async {
        await #expect(processExitsWith: .success) {
            let png = PNGFile(width: 512, height: 512).encoded { x, y, _ in x % 2 == 1 && y % 2 == 1 ? 0 : 255 }
            try #expect(DecodingMemoryTests.growth(png) < DecodingMemoryTests.bound)
        }
    }

    @Test("Compressed text and profiles of 1.4 GB are skipped without being inflated") func compressionBombs() async {
        await #expect(processExitsWith: .success) {
            // The deflate stream of 7 MB of zeros, taken from a PNG.
            var zeros = PNGFile(width: 1000, height: 7000, color: .gray)
            zeros.compressionLevel = 9
            let stream = PNGParts(zeros.encoded { [UInt8](repeating: 0, count: $0.count) }).data
            #expect(stream.count < 20_000)
            let plain = Scene().png()
            var bombs: [UInt8] = PNGChunk("iCCP", Array("profile\0\0".utf8) + stream).bytes
            for i in 0..<100 {
                bombs += PNGChunk("zTXt", Array("key\(i)\0\0".utf8) + stream).bytes
                bombs += PNGChunk("iTXt", Array("key\(i)\0\u{1}\0\0\0".utf8) + stream).bytes
            }
            let png = Array(plain[..<33] + bombs + plain[33...])
            try #expect(DecodingMemoryTests.growth(png) < DecodingMemoryTests.bound)
            try #expect(ThumbnailMaker().thumbnail(png) == ThumbnailMaker().thumbnail(plain))
        }
    }
}
