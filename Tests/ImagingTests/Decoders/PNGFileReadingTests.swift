import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Imaging

/// Images read from file descriptors: files, pipes, and what is neither.
@Suite("Reading PNG files") struct PNGFileReadingTests {
    private let maker = ThumbnailMaker()
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Opens a file, and closes it after the body.
    private func reading(_ path: String, _ body: (FileDescriptor) throws -> Void) throws {
        let file = try FileDescriptor.open(FilePath(path), .readOnly)
        try file.closeAfter { try body(file) }
    }

    @Test("A file is read from the current offset of the descriptor") func offset() throws {
        let png = Scene(noise: 9).png()
        let path = try folder.write([1, 2, 3] + png, to: "image.png")
        try reading(path) { file in
            try file.seek(offset: 3, from: .start)
            try #expect(maker.thumbnail(fileDescriptor: file) == maker.thumbnail(png))
        }
    }

    @Test("Every decoder reads files", arguments: PNGDecoder.Implementation.allCases)
    func implementations(implementation: PNGDecoder.Implementation) throws {
        let png = Scene(noise: 9).png()
        let path = try folder.write(png, to: "image.png")
        let maker = ThumbnailMaker(decoder: PNGDecoder(limits: .default, implementation: implementation))
        try reading(path) { file in try #expect(maker.thumbnail(fileDescriptor: file) == self.maker.thumbnail(png)) }
    }

    @Test("A file of more than 4 MB, which is read in pieces, gives the same thumbnail") func largeFile() throws {
        var file = PNGFile(width: 1200, height: 1200)
        file.filter = PNGFile.Filter.none
        file.compressionLevel = 0
        let png = file.encoded { x, y, channel in (300..<900).contains(x) ? (x * y + channel) % 200 : 255 }
        #expect(png.count > 4_000_000)
        try reading(folder.write(png, to: "large.png")) { descriptor in
            try #expect(maker.thumbnail(fileDescriptor: descriptor) == maker.thumbnail(png))
        }
    }

    /// A pipe delivers the file in small pieces.
    @Test("A pipe is read to its end") func pipe() throws {
        let png = Scene(noise: 2).png()
        let pipe = Pipe()
        Thread {
            for piece in png.split(size: 777) { pipe.fileHandleForWriting.write(Data(piece)) }
            try? pipe.fileHandleForWriting.close()
        }.start()
        let file = FileDescriptor(rawValue: pipe.fileHandleForReading.fileDescriptor)
        try #expect(maker.thumbnail(fileDescriptor: file) == maker.thumbnail(png))
    }

    /// A signal during a read, for example after a change of the size of a terminal, interrupts the system call. The
    /// test runs in a process of its own, because a signal handler belongs to the whole process.
    @Test("A read that a signal interrupts is repeated") func interruptedRead() async {
        await #expect(processExitsWith: .success) {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { _ in }
            sigaction(SIGUSR1, &action, nil)
            // Dispatch blocks signals on its threads.
            var signals = sigset_t()
            sigaddset(&signals, SIGUSR1)
            pthread_sigmask(SIG_UNBLOCK, &signals, nil)
            let png = Scene().png()
            let pipe = Pipe()
            let reading = pthread_self()
            Thread {
                for piece in png.split(size: 200) {
                    usleep(20_000)
                    pthread_kill(reading, SIGUSR1)
                    pipe.fileHandleForWriting.write(Data(piece))
                }
                try? pipe.fileHandleForWriting.close()
            }.start()
            let file = FileDescriptor(rawValue: pipe.fileHandleForReading.fileDescriptor)
            let thumbnail = try ThumbnailMaker().thumbnail(fileDescriptor: file)
            #expect(!thumbnail.isBlank)
        }
    }

    @Test("An invalid descriptor, a directory and an empty file have errors of their own") func unreadable() throws {
        #expect(throws: ImagingError.unreadable(errno: EBADF)) {
            try maker.thumbnail(fileDescriptor: FileDescriptor(rawValue: -1))
        }
        try reading("/") { directory in
            #expect(throws: ImagingError.unreadable(errno: EISDIR)) { try maker.thumbnail(fileDescriptor: directory) }
        }
        try reading("/dev/null") { nothing in
            #expect(throws: ImagingError.empty) { try maker.thumbnail(fileDescriptor: nothing) }
        }
    }

    @Test("A file cut at any place is reported as truncated") func truncated() throws {
        let png = Scene(width: 200, height: 200, noise: 60).png()
        // Lengths around the reader's buffer of 65,536 bytes are included.
        for length in [1, 7, 8, 20, 1023, 1024, 1025, 65_535, 65_536, 65_537, png.count - 12, png.count - 1] {
            let path = try folder.write(png.prefix(length), to: "cut.png")
            try reading(path) { file in
                #expect(throws: ImagingError.truncated) { try maker.thumbnail(fileDescriptor: file) }
            }
        }
    }
}
