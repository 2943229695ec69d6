/// The ten classes of Fashion-MNIST, in the order of the labels (Xiao, Rasul and Vollgraf, 2017, arXiv:1708.07747).
public enum FashionMNISTClass: String, CaseIterable, Sendable, Codable {
    case tShirtTop = "T-shirt/top"
    case trouser = "Trouser"
    case pullover = "Pullover"
    case dress = "Dress"
    case coat = "Coat"
    case sandal = "Sandal"
    case shirt = "Shirt"
    case sneaker = "Sneaker"
    case bag = "Bag"
    case ankleBoot = "Ankle boot"

    /// The names of the classes, in the order of the labels.
    public static let names = allCases.map(\.rawValue)

    /// The class with a label; nil where the label is not below 10.
    init?(label: UInt8) {
        guard label < Self.allCases.count else { return nil }
        self = Self.allCases[Int(label)]
    }

    /// Whether it is worn on the upper body, or on the upper body and the legs.
    var isTop: Bool {
        switch self {
        case .tShirtTop, .pullover, .dress, .coat, .shirt: true
        case .trouser, .sandal, .sneaker, .bag, .ankleBoot: false
        }
    }

    /// Whether it is worn on the feet.
    var isShoe: Bool { self == .sandal || self == .sneaker || self == .ankleBoot }
}
