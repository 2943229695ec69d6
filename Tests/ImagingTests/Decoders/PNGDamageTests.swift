import Foundation
import TestSupport
import Testing

@testable import Imaging

/// Whatever the bytes are, the answer is an error that says so or the right thumbnail.
@Suite struct DamageTests {
    private let maker = ThumbnailMaker()

    /// Small files of all sorts: interlaced, with PLTE and tRNS, 16 bit.
    private static let files: [[UInt8]] = [
        Kind(color: .rgb, depth: 8, isInterlaced: false, hasTransparency: false).noise(width: 9, height: 11),
        Kind(color: .palette, depth: 4, isInterlaced: true, hasTransparency: true).noise(width: 9, height: 7),
        Kind(color: .rgba, depth: 16, isInterlaced: true, hasTransparency: false).noise(width: 5, height: 5),
        Kind(color: .gray, depth: 2, isInterlaced: false, hasTransparency: true).noise(width: 12, height: 8),
    ]

    @Test(arguments: files) func cutAnywhere(png: [UInt8]) throws {
        for length in 0..<png.count {
            let error: ImagingError = length == 0 ? .empty : .truncated
            #expect(throws: error) { try maker.thumbnail(Array(png.prefix(length))) }
        }
    }

    @Test(arguments: files) func anyByteChanged(png: [UInt8]) throws {
        for i in png.indices {
            for mask: UInt8 in [0x01, 0x20, 0x80, 0xFF] {
                var changed = png
                changed[i] ^= mask
                // Every byte is covered by a checksum, so not even a right thumbnail is to be expected.
                #expect(throws: ImagingError.self, "byte \(i) ^ \(mask)") { try maker.thumbnail(changed) }
            }
        }
    }

    /// Damage that has a right checksum, as a faulty or hostile program writes it.
    @Test(arguments: files) func anyByteChangedWithTheChecksumMadeRight(png: [UInt8]) throws {
        var random = SeededRandom(png.count)
        for i in 8..<png.count {
            var changed = png
            changed[i] = UInt8.random(in: 0...255, using: &random)
            _ = try? maker.thumbnail(Chunk.repairChecksums(changed))
        }
    }

    @Test func randomBytes() {
        var random = SeededRandom(1)
        let start = Self.files[0].prefix(33)
        for length in 0..<300 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(throws: ImagingError.self) { try maker.thumbnail(bytes) }
            #expect(throws: ImagingError.self) { try maker.thumbnail(start + bytes) }
        }
    }

    @Test func bytesBehindTheEndAreIgnored() throws {
        try #expect(maker.thumbnail(Self.files[0] + [1, 2, 3]) == maker.thumbnail(Self.files[0]))
    }

    @Test func hugePicturesAreRefusedByTheirHeader() {
        let limits = ImageLimits.default
        for (width, height) in [(65_535, 65_535), (1, 2_000_000_000), (100_000_000, 1), (10_001, 10_000), (500_001, 1)]
        {
            let png = Chunk.signature + Chunk.header(width: width, height: height)
            for rest in [[], Chunk("IDAT", [0x78, 0x01]).bytes] {
                #expect(throws: ImagingError.tooLarge(width: width, height: height, limits: limits)) {
                    try maker.thumbnail(png + rest)
                }
            }
        }
    }

    @Test func limitsAreTheCallers() throws {
        let png = PNGFile(width: 40, height: 30).encoded { x, _, _ in x }
        let cases = [(1199, 40, false), (1200, 40, true), (1200, 39, false), (0, 0, false), (.max, .max, true)]
        for (maximumPixels, maximumEdge, isAccepted) in cases {
            let limits = ImageLimits(maximumPixels: maximumPixels, maximumEdge: maximumEdge)
            let maker = ThumbnailMaker(limits: limits)
            if isAccepted {
                #expect(throws: Never.self) { try maker.thumbnail(png) }
            } else {
                #expect(throws: ImagingError.tooLarge(width: 40, height: 30, limits: limits)) {
                    try maker.thumbnail(png)
                }
            }
        }
    }

    @Test func impossibleHeaders() {
        for (width, height, depth, color) in [
            (0, 5, 8, 2), (5, 0, 8, 2), (5, 5, 3, 0), (5, 5, 16, 3), (5, 5, 8, 7), (-1, 5, 8, 2),
        ] {
            let header = Chunk.header(width: width, height: height, depth: depth, color: color)
            let error = #expect(throws: ImagingError.self) { try maker.thumbnail(Chunk.signature + header) }
            #expect(error?.isDamage == true)
        }
    }

    @Test func missingParts() {
        let end = Chunk("IEND", []).bytes
        let header = Chunk.header(width: 4, height: 4)
        let palette = Chunk.header(width: 4, height: 4, color: 3)
        let data = Chunk("IDAT", [0x78, 0x01]).bytes
        for png in [header + end, end, data + end, palette + data + end, header + header + end, header + data + end] {
            let error = #expect(throws: ImagingError.self) { try maker.thumbnail(Chunk.signature + png) }
            #expect(error?.isDamage == true)
        }
    }

    @Test func textModeTransfers() {
        let changed = Self.files[0].flatMap { $0 == 0x0D ? [] : [$0] }
        let error = #expect(throws: ImagingError.self) { try maker.thumbnail(changed) }
        #expect(error?.description.contains("text mode") == true)
    }

    @Test func longAncillaryChunksAreSkipped() throws {
        let png = Self.files[0]
        let long = [UInt8](repeating: 65, count: 20_000_000)
        // Behind the header, which ends at byte 33: what an eXIf, an animation's frame or a profile may hold.
        for type in ["eXIf", "fdAT", "iTXt", "zzZz"] {
            let inserted = png[..<33] + Chunk(type, long).bytes + png[33...]
            try #expect(maker.thumbnail(Array(inserted)) == maker.thumbnail(png))
        }
    }

    @Test func unreadableDescriptors() throws {
        #expect(throws: ImagingError.unreadable(errno: EBADF)) { try maker.thumbnail(fileDescriptor: -1) }
        let directory = open("/", O_RDONLY)
        defer { close(directory) }
        #expect(throws: ImagingError.unreadable(errno: EISDIR)) { try maker.thumbnail(fileDescriptor: directory) }
        let nothing = open("/dev/null", O_RDONLY)
        defer { close(nothing) }
        #expect(throws: ImagingError.empty) { try maker.thumbnail(fileDescriptor: nothing) }
    }

    @Test func descriptorsCutAnywhere() throws {
        let png = Scene(width: 200, height: 200, noise: 60).png()
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).png")
        defer { try? FileManager.default.removeItem(at: url) }
        // Around the buffer's 65,536 bytes too.
        for length in [1, 7, 8, 20, 1023, 1024, 1025, 65_535, 65_536, 65_537, png.count - 12, png.count - 1] {
            try Data(png.prefix(length)).write(to: url)
            let file = try FileHandle(forReadingFrom: url)
            #expect(throws: ImagingError.truncated) { try maker.thumbnail(fileDescriptor: file.fileDescriptor) }
            try file.close()
        }
    }
}

extension ImagingError {
    fileprivate var isDamage: Bool {
        if case .damaged = self { true } else { false }
    }
}
