import Foundation
import TestSupport
import Testing

@testable import Catalog

@Suite struct ImageRootTests {
    private func refusal(_ root: ImageRoot, _ path: String) -> String? {
        do throws(ImageRoot.AccessError) {
            close(try root.open(path))
            return nil
        } catch {
            return error.description
        }
    }

    @Test func pathsThatLeaveTheRootAreRefused() throws {
        let folder = try TemporaryFolder()
        try folder.write([1], to: "root/in/a.png")
        try folder.write([1], to: "secret.png")
        try folder.write([1], to: "rooted/b.png")
        let root = ImageRoot(folder: folder.file("root"))
        let files = FileManager.default
        try files.createSymbolicLink(atPath: folder.file("root/out.png"), withDestinationPath: "../secret.png")
        try files.createSymbolicLink(atPath: folder.file("root/folder"), withDestinationPath: "../rooted")
        try files.createSymbolicLink(atPath: folder.file("root/inside.png"), withDestinationPath: "in/a.png")

        #expect(refusal(root, "in/a.png") == nil)
        #expect(refusal(root, "./in//a.png") == nil)
        #expect(refusal(root, "inside.png") == nil)
        for path in [
            "../secret.png", "in/../../secret.png", "in/../in/a.png", folder.file("root/in/a.png"),
            folder.file("secret.png"),
            "out.png", "folder/b.png", "", "a\0b",
        ] {
            #expect(refusal(root, path) != nil, "\(path)")
            if path != "in/../in/a.png" { #expect(root.signature(path) == nil, "\(path)") }
        }
        #expect(refusal(root, "missing.png") == "The image missing.png is missing.")
    }

    @Test(.timeLimit(.minutes(1))) func onlyPlainFilesAreOpened() throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder.file("pipe.png"), 0o600) == 0)
        try folder.write([1], to: "in/a.png")
        let root = ImageRoot(folder: folder.path)
        #expect(refusal(root, "pipe.png")?.contains("plain file") == true)
        #expect(refusal(root, "in")?.contains("plain file") == true)
        #expect(refusal(ImageRoot(folder: folder.file("gone")), "a.png")?.contains("does not exist") == true)
    }

    @Test func theSignatureChangesWithTheFile() throws {
        let folder = try TemporaryFolder()
        let root = ImageRoot(folder: folder.path)
        #expect(root.signature("a.png") == nil)
        try folder.write([1], to: "a.png")
        let first = try #require(root.signature("a.png"))
        #expect(root.signature("a.png") == first)
        try folder.write([1, 2], to: "a.png")
        #expect(root.signature("a.png") != first)
    }
}
