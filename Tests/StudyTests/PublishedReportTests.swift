import Foundation
import Study
import Testing

/// The report in docs/study.
@Suite struct PublishedReportTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../docs/study").standardizedFileURL

    private func pages() throws -> [String: String] {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        return try Dictionary(
            uniqueKeysWithValues: files.filter { $0.hasSuffix(".md") }.map { file in
                (file, try String(contentsOf: Self.folder.appendingPathComponent(file), encoding: .utf8))
            })
    }

    @Test("Each image and each link of the report refers to an existing file")
    func links() throws {
        for (file, text) in try pages() {
            let targets = text.matches(of: /\]\(([^)]+)\)/).map { String($0.1) }
            #expect(!targets.isEmpty, "\(file)")
            for target in targets where !target.hasPrefix("https://") {
                let path = Self.folder.appendingPathComponent(target).path
                #expect(FileManager.default.fileExists(atPath: path), "\(file) refers to \(target)")
                // Ignored files exist only where the study was run.
                #expect(!target.hasSuffix("-images.svg"), "\(file) refers to \(target)")
            }
        }
    }

    @Test("The report has a page for each experiment and links the original study")
    func contents() throws {
        let pages = try pages()
        let expected = Set(Study.experimentNames.map { $0 + ".md" } + ["README.md"])
        let link = "](" + Study.originalURL + ")"
        #expect(Set(pages.keys) == expected)
        #expect(pages["README.md"]?.contains(link) == true)
        #expect(pages["README.md"]?.contains("Not run yet") == false)
        for (file, text) in pages { #expect(!text.contains("--quick"), "\(file)") }
    }
}
