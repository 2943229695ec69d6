import Foundation
import Platform
import TestSupport
import Testing

@testable import FashionMNIST

@Suite struct DatasetTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func folderIsThatOfTheOptionThenOfTheEnvironmentThenTheDataFolder() throws {
        let other = try TemporaryFolder()
        func found(_ option: String?, _ environment: [String: String]) throws -> String {
            try Dataset(folder: option, environment: environment.merging(["HOME": folder.path]) { $1 }).folder.path
        }
        #expect(try found(folder.path, ["TAGGER_DATA": other.path]) == folder.path)
        #expect(try found(nil, ["TAGGER_DATA": other.path]) == other.path)
        #expect(throws: TaggerError.self) { try found(nil, [:]) }
        #expect(throws: TaggerError.self) { try found(folder.file("gone"), [:]) }
        for (index, file) in DatasetFile.all.enumerated() {
            let error = #expect(throws: TaggerError.self) { try found(nil, ["TAGGER_DATA": ""]) }
            #expect(error?.kind == .notFound && error?.description.contains("tagger data fetch") == true)
            // Uncompressed files count too.
            let name = index == 0 ? String(file.name.dropLast(3)) : file.name
            try folder.write(Data(), to: ".local/share/tagger/fashion-mnist/" + name)
        }
        #expect(try found(nil, ["TAGGER_DATA": ""]) == folder.file(".local/share/tagger/fashion-mnist"))
        #expect(throws: TaggerError.self) { try found(nil, ["XDG_DATA_HOME": folder.file("xdg")]) }
        // A relative path is ignored, as in the XDG specification.
        #expect(try found(nil, ["XDG_DATA_HOME": "xdg"]) == folder.file(".local/share/tagger/fashion-mnist"))
    }
}
