import Foundation
import TestSupport
import Testing

@testable import Imaging

/// Peak memory, measured in processes of their own: the highest resident size since the file was made.
@Suite struct MemoryTests {
    private static let bound = 32_000_000

    /// How much the peak resident size of this process grows while a picture is made a thumbnail.
    private static func growth(_ png: [UInt8]) throws -> Int {
        // Writing 5 sets the peak to the present size (proc_pid_clear_refs, Linux).
        try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
        let before = try residentPeak()
        _ = try ThumbnailMaker().thumbnail(png)
        return try residentPeak() - before
    }

    private static func residentPeak() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(Int(line.filter(\.isNumber))) * 1024
    }

    /// 128 MB of samples, 64 MB even at 8 bits.
    @Test func interlacedPictures() async {
        await #expect(processExitsWith: .success) {
            var file = PNGFile(width: 4000, height: 4000, color: .rgba, depth: 16)
            file.isInterlaced = true
            let png = file.encoded { [UInt8](repeating: 200, count: $0.count * 8) }
            try #expect(MemoryTests.growth(png) < MemoryTests.bound)
        }
    }

    /// The largest common pictures, in one part and in many, and then others by the same maker: what one way of decoding keeps
    /// is not kept while the other needs much.
    @Test func everyWayWithOneMaker() async {
        await #expect(processExitsWith: .success) {
            var flat = PNGFile(width: 1000, height: (16 << 20) / 3001)
            flat.filter = PNGFile.Filter.none
            let single = PNGParts(flat.encoded { [UInt8](repeating: UInt8($0.y % 256), count: 3000) })
            let parts = single.with(data: single.data.map { [$0] }.prefix(1) + [Array(single.data.dropFirst())])
            // 5 MB that can't be compressed.
            var random = SeededRandom(3)
            var noisy = PNGFile(width: 1000, height: 1600)
            noisy.filter = PNGFile.Filter.none
            let noise = noisy.encoded { _ in (0..<3000).map { _ in UInt8.random(in: 0...255, using: &random) } }
            var wide = PNGFile(width: ImageLimits.default.maximumEdge, height: 20, color: .rgba, depth: 16)
            wide.isInterlaced = true
            let widest = wide.encoded { [UInt8](repeating: 100, count: $0.count * 8) }
            let pngs = [single.bytes, parts.bytes, noise, widest, parts.bytes, widest, noise]
            try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
            let before = try MemoryTests.residentPeak()
            let maker = ThumbnailMaker()
            for png in pngs { _ = try maker.thumbnail(png) }
            try #expect(MemoryTests.residentPeak() - before < MemoryTests.bound)
        }
    }

    @Test func theWidestRow() async {
        await #expect(processExitsWith: .success) {
            for isInterlaced in [false, true] {
                var file = PNGFile(width: ImageLimits.default.maximumEdge, height: 20, color: .rgba, depth: 16)
                file.isInterlaced = isInterlaced
                let png = file.encoded { [UInt8](repeating: 100, count: $0.count * 8) }
                try #expect(MemoryTests.growth(png) < MemoryTests.bound)
            }
        }
    }

    /// Each pixel of a checkerboard's squares is a region of its own: the most that the search for regions can meet.
    @Test func theMostRegions() async {
        await #expect(processExitsWith: .success) {
            let png = PNGFile(width: 512, height: 512).encoded { x, y, _ in x % 2 == 1 && y % 2 == 1 ? 0 : 255 }
            try #expect(MemoryTests.growth(png) < MemoryTests.bound)
        }
    }

    /// Compressed text and profiles that would fill 1.4 GB are passed over without being inflated.
    @Test func compressionBombs() async {
        await #expect(processExitsWith: .success) {
            // The compressed data of 7 MB of zeros, taken from a PNG.
            var zeros = PNGFile(width: 1000, height: 7000, color: .gray)
            zeros.compressionLevel = 9
            let file = zeros.encoded { [UInt8](repeating: 0, count: $0.count) }
            var stream: [UInt8] = []
            var start = 8
            while start + 12 <= file.count {
                let length = file[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
                if Array(file[start + 4..<start + 8]) == Array("IDAT".utf8) {
                    stream += file[start + 8..<start + 8 + length]
                }
                start += 12 + length
            }
            #expect(stream.count < 20_000)
            let picture = Scene().png()
            var bombs: [UInt8] = Chunk("iCCP", Array("profile\0\0".utf8) + stream).bytes
            for i in 0..<100 {
                bombs += Chunk("zTXt", Array("key\(i)\0\0".utf8) + stream).bytes
                bombs += Chunk("iTXt", Array("key\(i)\0\u{1}\0\0\0".utf8) + stream).bytes
            }
            let png = Array(picture[..<33] + bombs + picture[33...])
            try #expect(MemoryTests.growth(png) < MemoryTests.bound)
            try #expect(ThumbnailMaker().thumbnail(png) == ThumbnailMaker().thumbnail(picture))
        }
    }
}
