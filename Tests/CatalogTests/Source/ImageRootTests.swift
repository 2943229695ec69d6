import CatalogTestSupport
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Catalog

@Suite struct ImageRootTests {
    private let folder: TemporaryFolder
    private let root: ImageRoot

    init() throws {
        folder = try TemporaryFolder()
        try folder.write([1], to: "root/in/a.png")
        try folder.write([1], to: "secret.png")
        try folder.write([1], to: "rooted/b.png")
        root = ImageRoot(folder: folder.file("root"))
    }

    private func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("root/\(name)"), withDestinationPath: target)
    }

    /// Returns the message of the error with which a path is refused; nil where the path is opened.
    private func message(_ root: ImageRoot, _ path: String) -> String? {
        do throws(ImageRoot.AccessError) {
            let file = try root.open(path)
            try? file.close()
            return nil
        } catch {
            return error.description
        }
    }

    /// Opens a path step by step, as on kernels without `openat2`.
    private func error(stepwise path: String) -> Errno? {
        let folder = Glibc.open(root.folder, O_RDONLY | O_DIRECTORY)
        defer { close(folder) }
        do throws(Errno) {
            var steps = try StepwiseOpening(root: folder, folder: root.folder)
            let file = try steps.open(path, flags: O_RDONLY | O_NONBLOCK)
            try? file.close()
            return nil
        } catch {
            return error
        }
    }

    @Test func pathsThatLeaveTheFolderAreRefused() throws {
        try link("out.png", to: "../secret.png")
        try link("absolute.png", to: folder.file("secret.png"))
        try link("folder", to: "../rooted")
        for path in [
            "../secret.png", "in/../../secret.png", "in/../in/a.png", folder.file("root/in/a.png"),
            folder.file("secret.png"), "out.png", "absolute.png", "folder/b.png", "", "a\0b", "https://shop/a.png",
        ] {
            #expect(message(root, path) != nil, "\(path)")
            #expect(root.signature(path) == nil, "\(path)")
        }
        for path in ["out.png", "absolute.png", "folder/b.png", "in/../../secret.png"] {
            #expect(error(stepwise: path) == .improperLink, "\(path)")
        }
        #expect(message(root, "missing.png") == "The image missing.png is missing.")
        #expect(error(stepwise: "missing.png") == .noSuchFileOrDirectory)
    }

    @Test func linksWithinTheFolderAreFollowed() throws {
        try link("relative.png", to: "in/a.png")
        try link("in/up.png", to: "../relative.png")
        try link("absolute.png", to: folder.file("root/in/a.png"))
        try link("folder", to: "in")
        for path in ["in/a.png", "./in//a.png", "relative.png", "in/up.png", "absolute.png", "folder/a.png"] {
            #expect(message(root, path) == nil, "\(path)")
            #expect(error(stepwise: path) == nil, "\(path)")
            #expect(root.signature(path) == root.signature("in/a.png"), "\(path)")
        }
    }

    @Test func loopsOfLinksAreRefused() throws {
        try link("a.png", to: "b.png")
        try link("b.png", to: "a.png")
        #expect(message(root, "a.png")?.contains("loop") == true)
        #expect(error(stepwise: "a.png") == .tooManySymbolicLinkLevels)
    }

    /// Another process replaces a folder by a link that leads out, again and again. A check of the path followed by an
    /// opening of the path would sometimes read the secret.
    @Test func linkThatAppearsDuringTheOpeningIsNotFollowed() throws {
        try folder.write([2], to: "root/swap/secret.png")
        let (swapped, kept) = (folder.file("root/swap"), folder.file("root/kept"))
        let stop = DispatchSemaphore(value: 0), ended = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            while stop.wait(timeout: .now()) == .timedOut {
                rename(swapped, kept)
                symlink("..", swapped)
                unlink(swapped)
                rename(kept, swapped)
            }
            ended.signal()
        }
        var opened = 0
        for _ in 0..<20_000 {
            guard let file = try? root.open("swap/secret.png") else { continue }
            opened += 1
            #expect(try file.closeAfter { try file.readAll(upToCount: 10) } == Data([2]))
        }
        stop.signal()
        ended.wait()
        #expect(opened > 0)
    }

    @Test(.timeLimit(.minutes(1))) func onlyRegularFilesAreOpened() throws {
        #expect(mkfifo(folder.file("root/pipe.png"), 0o600) == 0)
        #expect(message(root, "pipe.png")?.contains("regular file") == true)
        #expect(message(root, "in")?.contains("regular file") == true)
        #expect(message(ImageRoot(folder: folder.file("gone")), "a.png")?.contains("does not exist") == true)
    }

    @Test func signatureChangesWithTheFile() throws {
        #expect(root.signature("a.png") == nil)
        try folder.write([1], to: "root/a.png")
        let first = try #require(root.signature("a.png"))
        #expect(root.signature("a.png") == first)
        let file = try root.open("a.png")
        #expect(try file.closeAfter { ImageRoot.signature(of: file) } == first)
        try folder.write([1, 2], to: "root/a.png")
        #expect(root.signature("a.png") != first)
    }
}
