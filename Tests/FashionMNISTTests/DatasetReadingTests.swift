import Foundation
import NeuralNetwork
import TestSupport
import Testing

@testable import FashionMNIST

@Suite struct DatasetReadingTests {
    let images = "train-images-idx3-ubyte"
    let labels = "train-labels-idx1-ubyte"

    @Test(arguments: [[], ["images"], ["labels"], ["images", "labels"]])
    func filesAreReadGzippedOrNot(gzipped: [String]) throws {
        try withFolder { folder in
            let expected = try writeDataset(to: folder)
            if gzipped.contains("images") { try gzip(images, in: folder) }
            if gzipped.contains("labels") { try gzip(labels, in: folder) }
            #expect(try LabeledImages(folder: folder, split: .training) == expected)
        }
    }

    @Test func gzipIsDetectedByContentsNotByName() throws {
        try withFolder { folder in
            let expected = try writeDataset(to: folder)
            try gzip(images, in: folder)
            try FileManager.default.moveItem(
                at: folder.appendingPathComponent(images + ".gz"), to: folder.appendingPathComponent(images))
            #expect(try LabeledImages(folder: folder, split: .training) == expected)
        }
    }

    @Test func missingFileIsNamed() throws {
        try withFolder { folder in
            _ = try writeDataset(to: folder)
            let path = folder.appendingPathComponent("t10k-labels-idx1-ubyte").path
            #expect(throws: IDXError.fileNotFound(path: path)) { try LabeledImages(folder: folder, split: .test) }
            try FileManager.default.removeItem(at: folder.appendingPathComponent(images))
            #expect(throws: IDXError.fileNotFound(path: folder.appendingPathComponent(images).path)) {
                try LabeledImages(folder: folder, split: .training)
            }
        }
    }

    @Test func folderInPlaceOfAFileIsUnreadable() throws {
        try withFolder { folder in
            _ = try writeDataset(to: folder)
            let url = folder.appendingPathComponent(images)
            try FileManager.default.removeItem(at: url)
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
            #expect(throws: IDXError.unreadable(path: url.path, reason: "Is a directory")) {
                try LabeledImages(folder: folder, split: .training)
            }
        }
    }

    /// A change of a file, and a word of the error message.
    struct Damage: CustomTestStringConvertible {
        let file: String
        let word: String
        let change: @Sendable (inout [UInt8]) -> Void
        var testDescription: String { "\(file): \(word)" }

        init(_ file: String, _ word: String, _ change: @escaping @Sendable (inout [UInt8]) -> Void) {
            (self.file, self.word, self.change) = (file, word, change)
        }
    }

    static let damages = [
        Damage("images", "not an IDX file") { $0[0] = 1 },
        Damage("images", "not an IDX file") { $0[2] = 0x0D },  // floats
        Damage("images", "not an IDX file") { $0[3] = 1 },  // labels in place of images
        Damage("images", "not an IDX file") { $0 = [] },
        Damage("images", "not an IDX file") { $0 = Array("<html>not found</html>".utf8) },
        Damage("images", "cut off in its header") { $0 = Array($0[..<13]) },
        Damage("images", "28×28") { $0[11] = 27 },
        Damage("images", "28×28") { $0[15] = 29 },
        Damage("images", "items") { $0.replaceSubrange(4..<8, with: [0, 0, 0, 0]) },
        Damage("images", "items") { $0.replaceSubrange(4..<8, with: [255, 255, 255, 255]) },
        Damage("images", "cut off") { $0.removeLast() },
        Damage("images", "cut off") { $0.replaceSubrange(4..<8, with: [0, 15, 66, 64]) },
        Damage("images", "after") { $0.append(0) },
        Damage("images", "4 images") {
            $0.removeLast(784)
            $0[7] = 4
        },
        Damage("labels", "label 10 at position 2") { $0[10] = 10 },
        Damage("labels", "cut off") { $0.removeLast() },
        Damage("labels", "after") { $0.append(0) },
    ]

    /// The gzip format is valid even where its contents are damaged.
    @Test(arguments: damages, [false, true])
    func damageIsReported(damage: Damage, isGzipped: Bool) throws {
        try withFolder { folder in
            _ = try writeDataset(to: folder)
            let name = damage.file == "images" ? images : labels
            try change(name, in: folder, damage.change)
            if isGzipped { try gzip(name, in: folder) }
            let error = #expect(throws: IDXError.self) { try LabeledImages(folder: folder, split: .training) }
            guard case .damaged(let path, let problem) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(path == folder.appendingPathComponent(name).path + (isGzipped ? ".gz" : ""))
            #expect(problem.contains(damage.word), "\(problem)")
        }
    }

    @Test func everyTruncationAndChangedByteOfAGzippedFileIsRefused() throws {
        try withFolder { folder in
            let expected = try writeDataset(to: folder)
            try gzip(labels, in: folder)
            let url = folder.appendingPathComponent(labels + ".gz")
            let sound = [UInt8](try Data(contentsOf: url))
            for length in 0..<sound.count {
                try Data(sound[..<length]).write(to: url)
                #expect(throws: IDXError.self, "cut to \(length)") {
                    try LabeledImages(folder: folder, split: .training)
                }
            }
            for index in 0..<sound.count {
                var changed = sound
                changed[index] ^= 0xFF
                try Data(changed).write(to: url)
                // Some bytes of the gzip header, such as the time, do not matter.
                do {
                    #expect(try LabeledImages(folder: folder, split: .training) == expected)
                } catch is IDXError {}
            }
            try Data(sound + [0]).write(to: url)
            #expect(throws: IDXError.self) { try LabeledImages(folder: folder, split: .training) }
        }
    }

    /// The header gives five images; 60 MB of zeros follow, which compress to a few kilobytes.
    @Test func noMoreIsInflatedThanTheHeaderGives() throws {
        try withFolder { folder in
            _ = try writeDataset(to: folder)
            try change(images, in: folder) { $0 += [UInt8](repeating: 0, count: 60_000_000) }
            try gzip(images, in: folder)
            let reader = try GzipFileReader(path: folder.appendingPathComponent(images + ".gz").path)
            #expect(try reader.read(upToCount: 1000).count == 1000)
            let error = #expect(throws: IDXError.self) { try LabeledImages(folder: folder, split: .training) }
            #expect(error?.description.contains("after the 5 items") == true)
        }
    }

    @Test(.enabled(if: TestData.fashionMNIST != nil, TestData.missing))
    func fashionMNISTIsRead() throws {
        let folder = try #require(TestData.fashionMNIST)
        let training = try LabeledImages(folder: folder, split: .training)
        #expect(training.count == 60_000)
        // All classes have the same number of images. The first labels are those of the dataset's description.
        #expect((0..<10).allSatisfy { label in training.labels.count { $0 == label } == 6000 })
        #expect(training.labels.prefix(4) == [9, 0, 0, 3])
        #expect(try LabeledImages(folder: folder, split: .test).count == 10_000)
    }

    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = try TemporaryFolder()
        try withExtendedLifetime(folder) { try body(URL(fileURLWithPath: folder.path)) }
    }

    /// Writes five images with their labels.
    private func writeDataset(to folder: URL) throws -> LabeledImages {
        let dataset = LabeledImages(
            images: (0..<5 * 784).map { UInt8($0 * 7 % 251) }, labels: [0, 7, 4, 1, 8])
        let size: [UInt8] = [0, 0, 0, 28]
        try Data([0, 0, 8, 3, 0, 0, 0, 5] + size + size + dataset.images)
            .write(to: folder.appendingPathComponent(images))
        try Data([0, 0, 8, 1, 0, 0, 0, 5] + dataset.labels).write(to: folder.appendingPathComponent(labels))
        return dataset
    }

    private func change(_ name: String, in folder: URL, _ change: (inout [UInt8]) -> Void) throws {
        let url = folder.appendingPathComponent(name)
        var bytes = [UInt8](try Data(contentsOf: url))
        change(&bytes)
        try Data(bytes).write(to: url)
    }

    /// Replaces a file by its compressed form, with the system's gzip.
    private func gzip(_ name: String, in folder: URL) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", folder.appendingPathComponent(name).path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
