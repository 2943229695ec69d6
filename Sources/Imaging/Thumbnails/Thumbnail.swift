/// A product as the networks see it: 28 × 28 gray pixels, bright on black, like the pictures of Fashion-MNIST
/// (Xiao, Rasul, Vollgraf 2017, arXiv:1708.07747).
public struct Thumbnail: Sendable, Hashable {
    /// Width and height, in pixels.
    public static let side = 28
    /// `side * side`.
    public static let pixelCount = 784

    /// The pixels row by row, `[28, 28]`; 0 is the background.
    public let pixels: [UInt8]
    /// The same product from nearer, `[28, 28]`, where it is worn by a person whom the picture's edge cuts off: without head
    /// and legs, or without torso and feet. Nil where there is nothing to leave out.
    public let closeUp: [UInt8]?

    /// The thumbnail with these pixels, `[28, 28]` each; nil unless there are 784.
    public init?(pixels: [UInt8], closeUp: [UInt8]? = nil) {
        guard pixels.count == Self.pixelCount, closeUp.map({ $0.count == Self.pixelCount }) ?? true else { return nil }
        self.pixels = pixels
        self.closeUp = closeUp
    }

    /// Every pixel 0.
    static let blank = Thumbnail()

    private init() {
        pixels = [UInt8](repeating: 0, count: Self.pixelCount)
        closeUp = nil
    }

    /// Whether every pixel is 0: the picture shows nothing but background.
    public var isBlank: Bool { pixels.allSatisfy { $0 == 0 } }
}
