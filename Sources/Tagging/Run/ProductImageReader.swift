import Catalog
import Crypto
import Foundation
import Imaging
import Platform
import SystemPackage

/// Brings products' pictures to thumbnails. One per thread: it keeps its buffers.
final class ProductImageReader {
    /// What came of a picture: something to classify, or the outcome at once.
    enum Reading {
        case thumbnail(Thumbnail, digest: Data)
        case outcome(Outcome)
    }

    private let maker: ThumbnailMaker
    private let root: ImageRoot

    init(root: ImageRoot, limits: ImageLimits) {
        self.root = root
        maker = ThumbnailMaker(limits: limits)
    }

    /// Reads a picture, unless its content is the one that the product's outcome is of.
    func read(_ item: WorkItem, _ image: ImageReference) -> Reading {
        switch image {
        case .unchanged:
            guard let digest = item.lastDigest, let thumbnail = Self.thumbnail(item.thumbnail) else {
                return failure(item, "The thumbnail in the catalog is damaged.")
            }
            return .thumbnail(thumbnail, digest: digest)
        case .data(let png):
            let digest = Data(SHA256.hash(data: png))
            return known(item, digest: digest, fileSignature: nil)
                ?? made(item, digest: digest, fileSignature: nil) { [maker] () throws(ImagingError) in
                    try png.withUnsafeBytes { bytes in
                        Result { () throws(ImagingError) in try maker.thumbnail(png: bytes) }
                    }.get()
                }
        case .path(let path): return readFile(item, path)
        case .tooLarge(let bytes):
            return failure(
                item,
                "The image has \(bytes) bytes, and at most \(Catalog.maximumImageBytes) are taken from the database: "
                    + "store it smaller, or as a file with its path.")
        case .notABlob(let type):
            return failure(
                item, "The column png of tagger_source holds no picture but a value of type \(type): it must be a blob."
            )
        case .none: return failure(item, "The shop has no image of it.")
        }
    }

    private func readFile(_ item: WorkItem, _ path: String) -> Reading {
        let file: FileDescriptor
        do throws(ImageRoot.AccessError) {
            file = try root.open(path)
        } catch {
            return failure(item, error.description, fileSignature: root.signature(path))
        }
        defer { try? file.close() }
        // Before the file is read: if the file changes meanwhile, it is tried again.
        let signature = ImageRoot.signature(of: file)
        guard let digest = try? SHA256.digest(of: file), (try? file.seek(offset: 0, from: .start)) != nil
        else {
            return failure(item, "The image \(path) can't be read: \(String(cString: strerror(errno))).")
        }
        return known(item, digest: digest, fileSignature: signature)
            ?? made(item, digest: digest, fileSignature: signature) { [maker] () throws(ImagingError) in
                try maker.thumbnail(fileDescriptor: file.rawValue)
            }
    }

    /// What is there already for this content, if anything.
    private func known(_ item: WorkItem, digest: Data, fileSignature: String?) -> Reading? {
        guard digest == item.lastDigest else { return nil }
        if item.lastIsCurrent || item.thumbnail != nil && item.decisionApplies(toDigest: digest) {
            return .outcome(Outcome(item: item, digest: digest, result: .unchanged(fileSignature: fileSignature)))
        }
        return Self.thumbnail(item.thumbnail).map { .thumbnail($0, digest: digest) }
    }

    private func made(
        _ item: WorkItem, digest: Data, fileSignature: String?, _ make: () throws(ImagingError) -> Thumbnail
    ) -> Reading {
        do throws(ImagingError) {
            return .thumbnail(try make(), digest: digest)
        } catch {
            // Of a trouble that may pass nothing is kept that would keep a file from being tried again.
            let mayPass = error.mayPass
            return failure(
                item, error.description, digest: mayPass ? nil : digest, fileSignature: mayPass ? nil : fileSignature)
        }
    }

    private func failure(
        _ item: WorkItem, _ reason: String, digest: Data? = nil, fileSignature: String? = nil
    ) -> Reading {
        .outcome(
            Outcome(item: item, digest: digest, result: .failure(reason: reason, fileSignature: fileSignature)))
    }

    private static func thumbnail(_ stored: StoredThumbnail?) -> Thumbnail? {
        stored.flatMap { Thumbnail(pixels: [UInt8]($0.pixels), closeUp: $0.closeUp.map { [UInt8]($0) }) }
    }
}

extension ImagingError {
    /// Whether the same file may be readable the next time.
    fileprivate var mayPass: Bool {
        switch self {
        case .outOfMemory, .unreadable: true
        default: false
        }
    }
}
