import Foundation
import Testing

@testable import ReviewServer

@Suite struct PageFileTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func text(_ path: String) throws -> String {
        let file = try #require(PageFile.all.first { $0.path == path }, "\(path) is not a file of the page")
        return String(decoding: file.bytes, as: UTF8.self)
    }

    @Test("Every file in CReviewPage/page is embedded completely")
    func completeness() throws {
        let folder = Self.root.appendingPathComponent("Sources/CReviewPage/page")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(PageFile.all.map(\.path)) == Set(names.map { $0 == "review.html" ? "/" : "/\($0)" }))
        for name in names {
            let file = try #require(PageFile.all.first { $0.path == (name == "review.html" ? "/" : "/\(name)") })
            #expect(try Data(contentsOf: folder.appendingPathComponent(name)) == Data(file.bytes), "\(name)")
        }
    }

    @Test("Every import of a script and every link of the HTML names a file of the page")
    func links() throws {
        let paths = Set(PageFile.all.map(\.path))
        let html = try Self.text("/")
        for match in html.matches(of: /(?:href|src)="([^"]+)"/) { #expect(paths.contains(String(match.1))) }
        for file in PageFile.all where file.path.hasSuffix(".js") {
            for match in try Self.text(file.path).matches(of: /from "\.([^"]+)"/) {
                #expect(paths.contains(String(match.1)), "\(file.path) imports \(match.1)")
            }
        }
    }

    /// The texts of the page in one language, by key.
    private static func texts(_ path: String) throws -> [String: String] {
        let script = try text(path)
        let start = try #require(script.firstIndex(of: "{")), end = try #require(script.lastIndex(of: "}"))
        return try JSONDecoder().decode([String: String].self, from: Data(script[start...end].utf8))
    }

    private static func placeholders(_ text: String) -> [String] {
        text.matches(of: /\{(\w+)\}/).map { String($0.1) }.sorted()
    }

    @Test("Both languages have the same texts with the same placeholders")
    func languages() throws {
        let english = try Self.texts("/texts-en.js"), portuguese = try Self.texts("/texts-pt-br.js")
        #expect(Set(english.keys) == Set(portuguese.keys))
        for (key, text) in english {
            #expect(Self.placeholders(text) == Self.placeholders(portuguese[key] ?? ""), "\(key)")
        }
    }

    @Test("Every text of the scripts exists, and every text is used")
    func usedTexts() throws {
        let keys = Set(try Self.texts("/texts-en.js").keys)
        var used: Set<String> = []
        for file in PageFile.all where file.path.hasSuffix(".js") && !file.path.hasPrefix("/texts") {
            let script = try Self.text(file.path)
            for match in script.matches(of: /translate\("([^"]+)"/) {
                #expect(keys.contains(String(match.1)), "\(file.path): \(match.1)")
            }
            // Keys that depend on a value: translate(`status.${…}`).
            for match in script.matches(of: /translate\(`(\w+\.)/) {
                let family = keys.filter { $0.hasPrefix(match.1) }
                #expect(!family.isEmpty, "\(file.path): \(match.1)")
                used.formUnion(family)
            }
            used.formUnion(keys.filter { script.contains("\"\($0)\"") })
        }
        #expect(keys.subtracting(used) == [])
    }

    @Test("The texts of the page are those of Snapshots/page-texts.txt; TAGGER_UPDATE_SNAPSHOTS=1 writes that file")
    func snapshot() throws {
        let english = try Self.texts("/texts-en.js"), portuguese = try Self.texts("/texts-pt-br.js")
        let snapshot = english.keys.sorted().map { key in
            "\(key)\n    \(english[key] ?? "")\n    \(portuguese[key] ?? "")\n"
        }.joined()
        let path = Self.root.appendingPathComponent("Tests/ReviewServerTests/Snapshots/page-texts.txt")
        if ProcessInfo.processInfo.environment["TAGGER_UPDATE_SNAPSHOTS"] == "1" {
            try Data(snapshot.utf8).write(to: path)
        }
        #expect(try String(contentsOf: path, encoding: .utf8) == snapshot)
    }
}
