import FashionMNIST
import Foundation
import NeuralNetwork
import TestSupport
import Testing

/// A shop with the first thousand test images of Fashion-MNIST as PNG files, every second one dark on white.
@Suite(.enabled(if: TestData.fashionMNIST != nil, TestData.missing)) struct FashionMNISTShopTests {
    static let names = [
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
    ]

    @Test("A thousand images have a thousand outcomes, most of them correct, with less than 150 MB of memory")
    func thousandImages() throws {
        let folder = try TemporaryFolder()
        let images = try LabeledImages(folder: try #require(TestData.fashionMNIST), split: .test)
        let count = 1000
        let files = (0..<count).map { number in
            // The polarity of a photo must not matter.
            let isDarkOnWhite = number % 2 == 0
            return PNGFile(width: 28, height: 28, color: .gray).encoded { x, y, _ in
                let pixel = Int(images.images[number * 784 + y * 28 + x])
                return isDarkOnWhite ? 255 - pixel : pixel
            }
        }
        let shop = try SmallShop.write(files, to: folder)
        let catalog = folder.file("shop.sqlite")
        let run = try Program.start(["--db", catalog, "--import", shop, "--json"])
        #expect(peakMemoryBytes(whileRunning: run.process) < 150 << 20)
        let first = try Program.end(of: run).json()
        #expect(first["considered"] as? Int == count && first["failed"] as? Int == 0)

        let rows = try Program.run("export", "--db", catalog, "--format", "json").jsonArray()
        #expect(rows.count == count)
        let right = rows.filter { row in
            guard let sku = row["sku"] as? String, let number = Int(sku.dropFirst()) else { return false }
            return row["category"] as? String == Self.names[Int(images.labels[number])]
        }
        #expect(Double(right.count) / Double(count) > 0.85)

        let second = try Program.run("--db", catalog, "--json").json()
        #expect(second["considered"] as? Int == 0 && second["unchanged"] as? Int == count)
    }

    /// Returns the peak of the resident memory of a process, read from the kernel until the process ends. `getrusage` of child
    /// processes is not usable: it includes the memory of the tests at the moment of the fork.
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
