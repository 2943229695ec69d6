import Foundation
import TestSupport
import Testing

@testable import NeuralNetwork

@Suite struct LabeledImagesTests {
    let images = "train-images-idx3-ubyte"
    let labels = "train-labels-idx1-ubyte"

    @Test(arguments: [[], ["images"], ["labels"], ["images", "labels"]])
    func readsFilesGzippedOrNot(gzipped: [String]) throws {
        try withTemporaryFolder { folder in
            let expected = try writeDataset(to: folder)
            if gzipped.contains("images") { try gzip(images, in: folder) }
            if gzipped.contains("labels") { try gzip(labels, in: folder) }
            #expect(try LabeledImages(folder: folder, split: .training) == expected)
        }
    }

    @Test func pixelsAreCountedByTheirValue() {
        var pixels = [UInt8](repeating: 0, count: 2 * 784)
        pixels[5] = 255
        pixels[784] = 7
        pixels[1567] = 7
        let histogram = LabeledImages(images: pixels, labels: [0, 9]).histogram
        #expect(histogram.count == 256 && histogram.reduce(0, +) == 2 * 784)
        #expect(histogram[0] == 1565 && histogram[7] == 2 && histogram[255] == 1)
    }

    @Test func compressionIsRecognisedByContentNotByName() throws {
        try withTemporaryFolder { folder in
            let expected = try writeDataset(to: folder)
            try gzip(images, in: folder)
            try FileManager.default.moveItem(
                at: folder.appendingPathComponent(images + ".gz"), to: folder.appendingPathComponent(images))
            #expect(try LabeledImages(folder: folder, split: .training) == expected)
        }
    }

    @Test func aMissingFileIsNamed() throws {
        try withTemporaryFolder { folder in
            _ = try writeDataset(to: folder)
            let path = folder.appendingPathComponent("t10k-labels-idx1-ubyte").path
            #expect(throws: IDXError.fileNotFound(path: path)) { try LabeledImages(folder: folder, split: .test) }
            try FileManager.default.removeItem(at: folder.appendingPathComponent(images))
            #expect(throws: IDXError.fileNotFound(path: folder.appendingPathComponent(images).path)) {
                try LabeledImages(folder: folder, split: .training)
            }
        }
    }

    @Test func aFolderInPlaceOfAFileIsUnreadable() throws {
        try withTemporaryFolder { folder in
            _ = try writeDataset(to: folder)
            let url = folder.appendingPathComponent(images)
            try FileManager.default.removeItem(at: url)
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
            #expect(throws: IDXError.unreadable(path: url.path, reason: "Is a directory")) {
                try LabeledImages(folder: folder, split: .training)
            }
        }
    }

    /// What is done to a file, and a word of what is said about it.
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

    /// The damage is named, in plain files and inside gzip, which may be sound itself.
    @Test(arguments: damages, [false, true])
    func damageIsNamed(damage: Damage, isGzipped: Bool) throws {
        try withTemporaryFolder { folder in
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

    @Test func everyCutAndEveryChangedByteOfAGzippedFileIsRefused() throws {
        try withTemporaryFolder { folder in
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
                // gzip's own header has bytes that mean nothing here, such as the time.
                do {
                    #expect(try LabeledImages(folder: folder, split: .training) == expected)
                } catch is IDXError {}
            }
            try Data(sound + [0]).write(to: url)
            #expect(throws: IDXError.self) { try LabeledImages(folder: folder, split: .training) }
        }
    }

    /// Sixty megabytes of zeros, a few kilobytes when compressed, behind a header that speaks of five images.
    @Test func moreThanTheHeaderSaysIsNotInflated() throws {
        try withTemporaryFolder { folder in
            _ = try writeDataset(to: folder)
            try change(images, in: folder) { $0 += [UInt8](repeating: 0, count: 60_000_000) }
            try gzip(images, in: folder)
            let reader = try ByteReader(path: folder.appendingPathComponent(images + ".gz").path)
            #expect(try reader.read(upToCount: 1000).count == 1000)
            let error = #expect(throws: IDXError.self) { try LabeledImages(folder: folder, split: .training) }
            #expect(error?.description.contains("after the 5 items") == true)
        }
    }

    @Test(.enabled(if: TestData.fashionMNIST != nil, TestData.missing))
    func readsFashionMNIST() throws {
        let folder = try #require(TestData.fashionMNIST)
        let training = try LabeledImages(folder: folder, split: .training)
        #expect(training.count == 60_000)
        // Each class has as many images as any other; the first labels are in the dataset's own description.
        #expect((0..<10).allSatisfy { label in training.labels.count { $0 == label } == 6000 })
        #expect(training.labels.prefix(4) == [9, 0, 0, 3])
        #expect(try LabeledImages(folder: folder, split: .test).count == 10_000)
    }

    /// Writes five images with their labels.
    private func writeDataset(to folder: URL) throws -> LabeledImages {
        let dataset = LabeledImages.ofFormula(count: 5)
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
