import Foundation

/// A small dataset in the four IDX files of Fashion-MNIST, with classes that a model can learn to distinguish.
public enum SmallDataset {
    /// Writes the files to a folder: images of two bars, whose position depends on the class, and noise.
    public static func write(to folder: TemporaryFolder, trainingCount: Int = 200, testCount: Int = 40) throws {
        for (prefix, count, seed) in [("train", trainingCount, 1), ("t10k", testCount, 7)] {
            var images: [UInt8] = []
            var state = UInt32(seed)
            for index in 0..<count {
                for pixel in 0..<784 {
                    state = state &* 1_664_525 &+ 1_013_904_223
                    let noise = UInt8(state >> 27), place = index % 10
                    let isBar = pixel / 28 / 3 == place || pixel % 28 / 2 == place
                    images.append(isBar ? 200 + noise : noise)
                }
            }
            // Every seventh label is wrong for most classes, so that overfitting lowers the accuracy on the test set.
            let labels = (0..<count).map { (index: Int) -> UInt8 in
                let isWrong = index % 7 == 3
                return UInt8((isWrong ? 3 * index : index) % 10)
            }
            try folder.write(header(8, 3, [count, 28, 28]) + images, to: "\(prefix)-images-idx3-ubyte")
            try folder.write(header(8, 1, [count]) + labels, to: "\(prefix)-labels-idx1-ubyte")
        }
    }

    private static func header(_ type: UInt8, _ dimensions: UInt8, _ shape: [Int]) -> [UInt8] {
        [0, 0, type, dimensions] + shape.flatMap { size in [24, 16, 8, 0].map { UInt8(size >> $0 & 0xFF) } }
    }
}
