// swift-tools-version: 6.3
import PackageDescription

// `swift run` makes a debug build, in which Swift loops are 40 to 300 times slower. Targets with hot loops are therefore optimised in
// debug builds too. Tests, coverage and sanitizers still work.
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
        // Level 0: C code, and the operating system.
        .systemLibrary(name: "CZlib"),
        .target(
            name: "CPNGReader", cSettings: optimisedC,
            linkerSettings: [.linkedLibrary("png"), .linkedLibrary("dl", .when(platforms: [.linux]))]),
        .target(name: "CKernels", cSettings: optimisedC),
        .target(name: "CPretrained", exclude: ["networks"]),
        .target(name: "CReviewPage", exclude: ["page"]),
        .target(name: "CFileAccess"),
        .target(name: "CTransfer", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),

        .target(
            name: "Platform",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: optimisedSwift),

        // Level 1: modules that do not import each other.
        .target(
            name: "Imaging",
            dependencies: ["CPNGReader", .product(name: "SystemPackage", package: "swift-system")],
            swiftSettings: optimisedSwift),
        .target(
            name: "NeuralNetwork",
            dependencies: ["CKernels", "Platform", .product(name: "SystemPackage", package: "swift-system")],
            swiftSettings: optimisedSwift),
        .target(
            name: "Catalog",
            dependencies: [
                "CFileAccess", "Platform",
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            resources: [
                .embedInCode("../../migrations/v0001_results.sql"), .embedInCode("../../migrations/v0002_trust.sql"),
                .embedInCode("../../migrations/v0003_review.sql"),
                .embedInCode("../../migrations/v0004_growth.sql"), .embedInCode("../../migrations/v0005_names.sql"),
            ],
            swiftSettings: optimisedSwift),
        .target(name: "Reporting", swiftSettings: optimisedSwift),
        .target(name: "Statistics", swiftSettings: optimisedSwift),

        // Level 2.
        .target(
            name: "FashionMNIST",
            dependencies: [
                "NeuralNetwork", "Platform", "CTransfer", "CZlib",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: optimisedSwift),

        // Level 3.
        .target(
            name: "Tagging",
            dependencies: [
                "Imaging", "NeuralNetwork", "FashionMNIST", "Catalog", "Reporting", "Statistics", "Platform",
                "CPretrained",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: optimisedSwift),

        // Level 4.
        .target(
            name: "Study",
            dependencies: [
                "Tagging", "NeuralNetwork", "FashionMNIST", "Imaging", "Reporting", "Statistics", "Platform",
            ],
            swiftSettings: optimisedSwift),
        .target(
            name: "Review", dependencies: ["Tagging", "Catalog", "Reporting", "Platform", "CKernels"],
            swiftSettings: optimisedSwift),

        // Level 5: the two front ends of reviewing.
        .target(
            name: "ReviewTerminal",
            dependencies: [
                "Review", "Tagging", "Imaging", "Catalog", "Reporting", "Platform", "CZlib",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: optimisedSwift),
        .target(
            name: "ReviewServer",
            dependencies: [
                "Review", "Tagging", "NeuralNetwork", "Catalog", "Reporting", "Imaging", "Platform", "CReviewPage",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
            ]),

        // Level 6: the command line.
        .executableTarget(
            name: "tagger",
            dependencies: [
                "ReviewServer", "ReviewTerminal", "Review", "Study", "Tagging", "NeuralNetwork", "FashionMNIST",
                "Catalog", "Reporting",
                "Statistics", "Platform",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),

        // Tests mirror the modules.
        .target(
            name: "CPNGTestSupport", path: "Tests/CPNGTestSupport", cSettings: optimisedC,
            linkerSettings: [.linkedLibrary("png")]),
        .target(
            name: "TestSupport", dependencies: ["CPNGTestSupport"], path: "Tests/TestSupport",
            swiftSettings: optimisedSwift),
        .testTarget(name: "TestSupportTests", dependencies: ["TestSupport"]),
        .testTarget(name: "PlatformTests", dependencies: ["Platform"]),
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
        .target(
            name: "CatalogTestSupport",
            dependencies: ["Catalog", "Platform", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")],
            path: "Tests/CatalogTestSupport"),
        .testTarget(
            name: "FashionMNISTTests", dependencies: ["FashionMNIST", "NeuralNetwork", "Platform", "TestSupport"]),
        .testTarget(
            name: "CatalogTests",
            dependencies: [
                "Catalog", "Platform", "TestSupport", "CatalogTestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .testTarget(
            name: "ReviewTests",
            dependencies: [
                "Review", "Catalog", "Platform", "Tagging", "TestSupport", "CatalogTestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "ReportingTests", dependencies: ["Reporting", "CPNGTestSupport"], exclude: ["HTML/Snapshots"]),
        .testTarget(name: "StatisticsTests", dependencies: ["Statistics"], exclude: ["Reference"]),
        .testTarget(
            name: "TaggingTests",
            dependencies: [
                "Tagging", "NeuralNetwork", "FashionMNIST", "Reporting", "Platform", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "StudyTests",
            dependencies: [
                "Study", "Tagging", "NeuralNetwork", "FashionMNIST", "Statistics", "Platform", "TestSupport",
            ]),
        .testTarget(
            name: "ReviewTerminalTests",
            dependencies: [
                "ReviewTerminal", "Review", "Catalog", "Imaging", "Reporting", "Tagging", "Platform", "CZlib",
                "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["Snapshots"]),
        .testTarget(
            name: "ReviewServerTests",
            dependencies: [
                "ReviewServer", "Review", "Catalog", "NeuralNetwork", "Platform", "Tagging", "TestSupport",
                .product(name: "Hummingbird", package: "hummingbird"),
            ],
            exclude: ["Snapshots"]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "tagger", "NeuralNetwork", "FashionMNIST", "Platform", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: ["Snapshots"]),
    ],
    cLanguageStandard: .gnu2x
)
