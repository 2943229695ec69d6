// swift-tools-version: 6.3
import PackageDescription

// `swift run` builds for debugging, where a Swift loop is 40 to 300 times slower than it need be. Targets with hot loops
// are therefore optimised in debug builds too; tests, coverage and sanitizers still work there.
let optimisedSwift: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]
let optimisedC: [CSetting] = [.unsafeFlags(["-O3"])]

let package = Package(
    name: "tagger",
    targets: [
        .target(name: "CPNGReader", cSettings: optimisedC, linkerSettings: [.linkedLibrary("png")]),
        // Floor 1: rooms that do not know each other.
        .target(name: "Imaging", dependencies: ["CPNGReader"], swiftSettings: optimisedSwift),
        // Tests mirror the rooms.
        .target(
            name: "CPNGTestSupport", path: "Tests/CPNGTestSupport", cSettings: optimisedC,
            linkerSettings: [.linkedLibrary("png")]),
        .target(
            name: "TestSupport", dependencies: ["CPNGTestSupport"], path: "Tests/TestSupport",
            swiftSettings: optimisedSwift),
        .testTarget(
            name: "ImagingTests", dependencies: ["Imaging", "TestSupport", "CPNGTestSupport"],
            swiftSettings: optimisedSwift),
    ],
    cLanguageStandard: .gnu2x
)
