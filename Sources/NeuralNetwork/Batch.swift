// The images of one training step, gathered from wherever they lie in the dataset.

import CKernels

/// Up to `capacity` images as a network takes them, with their labels.
final class Batch {
    let pictures: Tensor  // [N, 28, 28]
    let labels: UnsafeMutablePointer<UInt8>  // [N]
    private let pixelScale: Float
    private let instructionSet: InstructionSet

    init(capacity: Int, pixelScale: Model.PixelScale, instructionSet: InstructionSet) {
        pictures = Tensor(capacity: capacity, columns: LabeledImages.imageBytes)
        labels = .allocate(capacity: capacity)
        labels.initialize(repeating: 0, count: capacity)
        self.pixelScale = pixelScale.factor
        self.instructionSet = instructionSet
    }

    deinit {
        labels.deallocate()
    }

    /// Takes the images at the indices given.
    func fill(_ indices: ArraySlice<Int>, of images: LabeledImages) {
        pictures.rows = indices.count
        let pixels = LabeledImages.imageBytes
        images.images.withUnsafeBufferPointer { bytes in
            for (row, index) in indices.enumerated() {
                let image = UnsafeBufferPointer(rebasing: bytes[index * pixels..<(index + 1) * pixels])
                guard let start = image.baseAddress else { continue }
                kernels_scale_bytes(instructionSet, pixels, start, pixelScale, pictures.values + row * pixels)
                labels[row] = images.labels[index]
            }
        }
    }
}
