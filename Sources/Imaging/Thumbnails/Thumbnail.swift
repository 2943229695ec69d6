/// The input of the model: 28 × 28 gray pixels, bright on black, in the form of the images of Fashion-MNIST (Xiao,
/// Rasul, Vollgraf 2017, arXiv:1708.07747).
public struct Thumbnail: Sendable, Hashable {
    /// Width and height, in pixels.
    public static let side = 28
    /// `side * side`.
    public static let pixelCount = 784

    /// The pixels, `[28, 28]`; 0 is the background.
    public let pixels: [UInt8]
    /// The close-up, `[28, 28]`: the garment without head and legs, or without torso and feet, of a person whom the
    /// edge of the image cuts off. Nil for all other images.
    public let closeUp: [UInt8]?

    /// Creates a thumbnail of pixels `[28, 28]`; nil unless both arrays have 784 pixels.
    public init?(pixels: [UInt8], closeUp: [UInt8]? = nil) {
        guard pixels.count == Self.pixelCount, closeUp.map({ $0.count == Self.pixelCount }) ?? true else { return nil }
        self.pixels = pixels
        self.closeUp = closeUp
    }

    /// The thumbnail with 0 in every pixel.
    static let blank = Thumbnail()

    private init() {
        pixels = [UInt8](repeating: 0, count: Self.pixelCount)
        closeUp = nil
    }

    /// Whether every pixel is 0: the image shows nothing but background.
    public var isBlank: Bool { pixels.allSatisfy { $0 == 0 } }
}
