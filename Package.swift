// swift-tools-version: 6.3
import PackageDescription

// `swift run` builds for debugging, where a Swift loop is 40 to 300 times slower than it need be. Targets with hot loops
// are therefore optimised in debug builds too; tests, coverage and sanitizers still work there.
let optimisedSwift: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]
let optimisedC: [CSetting] = [.unsafeFlags(["-O3"])]

let package = Package(
    name: "tagger",
    products: [.executable(name: "tagger", targets: ["tagger"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    ],
    targets: [
        // Floor 0: C.
        .systemLibrary(name: "CZlib"),
        .target(
            name: "CPNGReader", cSettings: optimisedC,
            linkerSettings: [.linkedLibrary("png"), .linkedLibrary("dl", .when(platforms: [.linux]))]),
        .target(name: "CKernels", cSettings: optimisedC),
        .target(name: "CPretrained", exclude: ["networks"]),
        .target(name: "CReviewPage", exclude: ["page"]),
        .target(name: "CTransfer", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),

        .target(
            name: "Platform",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: optimisedSwift),

        // Floor 1: rooms that do not know each other.
        .target(name: "Imaging", dependencies: ["CPNGReader"], swiftSettings: optimisedSwift),
        .target(
            name: "NeuralNetwork",
            dependencies: ["CKernels", "Platform", .product(name: "SystemPackage", package: "swift-system")],
            swiftSettings: optimisedSwift),
        .target(
            name: "Catalog",
            dependencies: [
                "CKernels", "Platform",
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            resources: [
                .embedInCode("../../migrations/v0001_results.sql"), .embedInCode("../../migrations/v0002_trust.sql"),
                .embedInCode("../../migrations/v0003_review.sql"),
                .embedInCode("../../migrations/v0004_growth.sql"),
            ],
            swiftSettings: optimisedSwift),
        .target(name: "Reporting", swiftSettings: optimisedSwift),

        .target(
            name: "FashionMNIST",
            dependencies: [
                "NeuralNetwork", "Platform", "CTransfer", "CZlib",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: optimisedSwift),

        // Floor 2: the verbs.
        .target(
            name: "Tagging",
            dependencies: [
                "Imaging", "NeuralNetwork", "FashionMNIST", "Catalog", "Reporting", "Platform", "CPretrained",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: optimisedSwift),

        // Floor 3: where people review.
        .target(
            name: "ReviewTerminal", dependencies: ["Tagging", "Imaging", "Catalog", "Reporting", "Platform", "CZlib"],
            swiftSettings: optimisedSwift),
        .target(
            name: "ReviewServer",
            dependencies: [
                "Tagging", "NeuralNetwork", "Catalog", "Reporting", "Imaging", "Platform", "CReviewPage",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
            ]),

        // The command line.
        .executableTarget(
            name: "tagger",
            dependencies: [
                "ReviewServer", "ReviewTerminal", "Tagging", "NeuralNetwork", "FashionMNIST", "Catalog", "Reporting",
                "Platform",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // Tests mirror the rooms.
        .target(
            name: "CPNGTestSupport", path: "Tests/CPNGTestSupport", cSettings: optimisedC,
            linkerSettings: [.linkedLibrary("png")]),
        .target(
            name: "TestSupport", dependencies: ["CPNGTestSupport"], path: "Tests/TestSupport",
            swiftSettings: optimisedSwift),
        .testTarget(name: "TestSupportTests", dependencies: ["TestSupport"]),
        .testTarget(
            name: "ImagingTests",
            dependencies: [
                "Imaging", "TestSupport", "CPNGTestSupport",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: optimisedSwift),
        .testTarget(
            name: "NeuralNetworkTests", dependencies: ["NeuralNetwork", "CKernels", "TestSupport"],
            exclude: ["Reference"]),
        .testTarget(
            name: "FashionMNISTTests", dependencies: ["FashionMNIST", "NeuralNetwork", "Platform", "TestSupport"]),
        .testTarget(
            name: "CatalogTests",
            dependencies: ["Catalog", "Platform", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")]),
        .testTarget(name: "ReportingTests", dependencies: ["Reporting", "CPNGTestSupport"], exclude: ["Reference"]),
        .testTarget(
            name: "TaggingTests",
            dependencies: ["Tagging", "NeuralNetwork", "FashionMNIST", "Reporting", "Platform", "TestSupport"]),
        .testTarget(
            name: "ReviewTerminalTests",
            dependencies: [
                "ReviewTerminal", "Catalog", "Imaging", "Reporting", "Tagging", "Platform", "CZlib", "TestSupport",
            ]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "tagger", "NeuralNetwork", "FashionMNIST", "Platform", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
    ],
    cLanguageStandard: .gnu2x
)
