import FashionMNIST
import Foundation
import NeuralNetwork
import TestSupport
import Testing

/// A shop whose pictures are known to be clothes: the first thousand test images as PNGs, some of them dark on white.
@Suite(.enabled(if: TestData.fashionMNIST != nil, TestData.missing)) struct FashionMNISTShopTests {
    static let names = [
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
    ]

    @Test func aThousandPicturesGetAThousandOutcomesAndMostAreRight() throws {
        let folder = try TemporaryFolder()
        let images = try LabeledImages(folder: try #require(TestData.fashionMNIST), split: .test)
        let count = 1000
        let pictures = (0..<count).map { number in
            // The polarity of the photo must not matter.
            let isDarkOnWhite = number % 2 == 0
            return PNGFile(width: 28, height: 28, color: .gray).encoded { x, y, _ in
                let pixel = Int(images.images[number * 784 + y * 28 + x])
                return isDarkOnWhite ? 255 - pixel : pixel
            }
        }
        let shop = try SmallShop.write(pictures, to: folder)
        let catalog = folder.file("shop.sqlite")
        let (run, output, _) = try Program.start(["--db", catalog, "--import", shop, "--json"])
        #expect(peakMemoryBytes(whileRunning: run) < 150 << 20)
        let printed = try JSONSerialization.jsonObject(with: output.fileHandleForReading.readDataToEndOfFile())
        let first = try #require(printed as? [String: Any])
        #expect(first["considered"] as? Int == count && first["failed"] as? Int == 0)

        let exported = try Program.run("export", "--db", catalog, "--format", "json").output
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(exported.utf8)) as? [[String: Any]])
        #expect(rows.count == count)
        let right = rows.filter { row in
            guard let sku = row["sku"] as? String, let number = Int(sku.dropFirst()) else { return false }
            return row["category"] as? String == Self.names[Int(images.labels[number])]
        }
        #expect(Double(right.count) / Double(count) > 0.85)

        let second = try Program.run("--db", catalog, "--json").json()
        #expect(second["considered"] as? Int == 0 && second["unchanged"] as? Int == count)
    }

    /// The most memory that a program has held, read from the kernel until it ends. What `getrusage` says of children is no
    /// use here: it counts the moment in which a child is still a copy of these tests.
    private func peakMemoryBytes(whileRunning process: Process) -> Int {
        var peak = 0
        while process.isRunning {
            let path = "/proc/\(process.processIdentifier)/status"
            let lines = (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: "\n") ?? []
            let words = lines.first { $0.hasPrefix("VmHWM:") }?.split(whereSeparator: \.isWhitespace) ?? []
            if words.count > 1, let kibibytes = Int(words[1]) { peak = max(peak, kibibytes << 10) }
            usleep(10_000)
        }
        return peak
    }
}
