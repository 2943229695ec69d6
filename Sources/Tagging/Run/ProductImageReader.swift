import Catalog
import Crypto
import Foundation
import Imaging
import Platform
import SystemPackage

/// Reads products' images and makes thumbnails. It owns buffers, so each thread needs its own.
final class ProductImageReader {
    /// The result of reading an image: a thumbnail to classify, or the outcome.
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

    /// Reads an image, unless the product's outcome is for the same content.
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
                "The image has \(bytes) bytes; the limit for an image in the database is \(Catalog.maximumImageBytes). "
                    + "Store a smaller image, or a file and its path.")
        case .notABlob(let type):
            return failure(
                item, "The column png of tagger_source has a value of type \(type) here: it must be a blob."
            )
        case .none: return failure(item, "The product has no image.")
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
        // Taken before the file is read: if the file changes meanwhile, the next run finds another signature.
        let signature = ImageRoot.signature(of: file)
        guard let digest = try? SHA256.digest(of: file), (try? file.seek(offset: 0, from: .start)) != nil
        else {
            return failure(item, "The image \(path) cannot be read: \(String(cString: strerror(errno))).")
        }
        return known(item, digest: digest, fileSignature: signature)
            ?? made(item, digest: digest, fileSignature: signature) { [maker] () throws(ImagingError) in
                try maker.thumbnail(fileDescriptor: file)
            }
    }

    /// Returns what the catalog already has for this content; nil where it has nothing.
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
            // After a temporary failure neither digest nor signature is stored, so that the next run tries the image again.
            let isTemporary = error.isTemporary
            return failure(
                item, error.description, digest: isTemporary ? nil : digest,
                fileSignature: isTemporary ? nil : fileSignature)
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
    /// Whether a later try may succeed with the same file.
    fileprivate var isTemporary: Bool {
        switch self {
        case .outOfMemory, .unreadable, .incompatibleLibpng: true
        default: false
        }
    }
}
