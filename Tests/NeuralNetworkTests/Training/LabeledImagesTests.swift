import NeuralNetwork
import Testing

@Suite struct LabeledImagesTests {
    @Test func histogramCountsPixelsByValue() {
        var pixels = [UInt8](repeating: 0, count: 2 * 784)
        pixels[5] = 255
        pixels[784] = 7
        pixels[1567] = 7
        let histogram = LabeledImages(images: pixels, labels: [0, 9]).histogram
        #expect(histogram.count == 256 && histogram.reduce(0, +) == 2 * 784)
        #expect(histogram[0] == 1565 && histogram[7] == 2 && histogram[255] == 1)
    }
}
