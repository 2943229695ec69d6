import Catalog
import Foundation
import Platform
import struct Catalog.Tag
import Testing
import TestSupport

@testable import Tagging

@Suite struct TaggingRunTests {
    private let folder: TemporaryFolder
    private let model: NamedModel
    private static let count = 30

    init() throws {
        folder = try TemporaryFolder()
        model = try NamedModel(nameOrFile: "dense")
    }

    private func catalog(_ pictures: [[UInt8]?], isLinked: Bool = false) throws -> Catalog {
        let shop = try SmallShop.write(pictures, to: folder)
        let catalog = try Catalog.openForImport(path: folder.file("shop.sqlite"))
        let file = try ProductsFile(folder: shop)
        _ = try catalog.importProducts(file.products, from: shop, isLinked: isLinked)
        return catalog
    }

    private func tags(_ catalog: Catalog) throws -> [String: Tag] {
        var tags: [String: Tag] = [:]
        try catalog.forEachTag { tags[$0.sku] = $0 }
        return tags
    }

    @Test func everyProductGetsOneOutcomeAndASecondRunHandlesNone() throws {
        let catalog = try catalog((0..<Self.count).map { SmallShop.image($0) })
        let first = try TaggingRun().perform(on: catalog, with: model)
        #expect(first.counts.considered == Self.count && first.counts.failed == 0)
        let before = try tags(catalog)
        let second = try TaggingRun().perform(on: catalog, with: model)
        #expect(second.counts.considered == 0 && second.unchanged == Self.count)
        #expect(try tags(catalog) == before)
    }

    @Test func badImagesFailWithAReasonAndDoNotAffectOtherProducts() throws {
        let good = (0..<Self.count).map { SmallShop.image($0) }
        let expected = try tags(run(good))
        var flipped = good[6]
        flipped[flipped.count / 2] ^= 0x10
        // A header of 65,535 × 65,535 pixels with a valid checksum.
        var huge = good[9]
        huge.replaceSubrange(16..<24, with: [0, 0, 255, 255, 0, 0, 255, 255])
        huge.replaceSubrange(29..<33, with: Self.checksum(huge[12..<29]))
        let bad: [Int: (bytes: [UInt8]?, reason: String)] = [
            3: (Array("GIF89a plus more".utf8), "GIF"),
            4: (Array(good[4].prefix(good[4].count / 2)), "ends too early"),
            5: ([], "empty"),
            6: (flipped, "is damaged"),
            7: (nil, "missing"),
            8: ([0xFF, 0xD8, 0xFF, 0xE0] + Array(repeating: 0, count: 50), "JPEG"),
            9: (huge, "65535 × 65535 pixels"),
        ]
        let catalog = try run(good.enumerated().map { bad[$0] == nil ? $1 : bad[$0]?.bytes })
        let failures = try catalog.failures()
        #expect(Set(failures.map(\.sku)) == Set(bad.keys.map { "S\($0)" }))
        for (number, (_, reason)) in bad {
            #expect(failures.first { $0.sku == "S\(number)" }?.reason.contains(reason) == true, "\(reason)")
        }
        for (sku, tag) in try tags(catalog) where tag.status != .failed { #expect(tag == expected[sku]) }
    }

    /// The CRC-32 of a PNG chunk (ISO 3309).
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
        value = ~value
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private func run(_ pictures: [[UInt8]?]) throws -> Catalog {
        for name in ["shop.sqlite", "shop"] { try? FileManager.default.removeItem(atPath: folder.file(name)) }
        let catalog = try catalog(pictures)
        _ = try TaggingRun().perform(on: catalog, with: model)
        return catalog
    }

    @Test func numberOfThreadsDoesNotChangeTheResult() throws {
        let pictures = (0..<Self.count).map { SmallShop.image($0) }
        let expected = try tags(run(pictures))
        try FileManager.default.removeItem(atPath: folder.file("shop.sqlite"))
        let catalog = try catalog(pictures)
        var run = TaggingRun()
        run.jobs = 7
        _ = try run.perform(on: catalog, with: model)
        #expect(try tags(catalog) == expected)
    }

    @Test func linkedFilesGetTheSameTagsAsBlobs() throws {
        let pictures = (0..<Self.count).map { SmallShop.image($0) }
        let expected = try tags(run(pictures))
        try FileManager.default.removeItem(atPath: folder.file("shop.sqlite"))
        let catalog = try catalog(pictures, isLinked: true)
        _ = try TaggingRun().perform(on: catalog, with: model)
        #expect(try tags(catalog) == expected)
    }

    @Test func dryRunWritesNothingAndCountsTheSameAsARun() throws {
        let catalog = try catalog((0..<Self.count).map { SmallShop.image($0) })
        var run = TaggingRun()
        run.isDryRun = true
        let dry = try run.perform(on: catalog, with: model)
        #expect(dry.run == nil)
        #expect(try catalog.countsByStatus() == [.pending: Self.count])
        #expect(try catalog.recentRuns(limit: 1).isEmpty)
        let done = try TaggingRun().perform(on: catalog, with: model)
        #expect(done.counts == dry.counts)
    }

    @Test func stopRequestKeepsFinishedProductsAndTheNextRunTagsTheRest() throws {
        let catalog = try catalog((0..<Self.count).map { SmallShop.image($0) })
        let stop = StopRequest()
        var run = TaggingRun()
        run.jobs = 1
        let first = try run.perform(on: catalog, with: model, stop: stop) { _ in stop.stop(signal: SIGINT) }
        #expect(first.isInterrupted)
        #expect((1..<Self.count).contains(first.counts.considered))
        #expect(try catalog.recentRuns(limit: 1).first?.state == .interrupted)
        let second = try TaggingRun().perform(on: catalog, with: model)
        #expect(first.counts.considered + second.counts.considered == Self.count)
        #expect(try catalog.countsByStatus()[.pending] == nil)
    }
}
