@testable import Imaging

extension ImageDecoder {
    /// Decodes an image in memory.
    func reduced(_ bytes: [UInt8]) throws(ImagingError) -> ReducedImage {
        let result: Result<ReducedImage, ImagingError> = bytes.withUnsafeBytes { bytes in
            var image = ReducedImage()
            do throws(ImagingError) { try decode(.bytes(bytes), into: &image) } catch { return .failure(error) }
            return .success(image)
        }
        return try result.get()
    }
}

extension ThumbnailMaker {
    /// Returns the thumbnail of a PNG in memory.
    func thumbnail(_ png: [UInt8]) throws(ImagingError) -> Thumbnail {
        let result: Result<Thumbnail, ImagingError> = png.withUnsafeBytes { bytes in
            do throws(ImagingError) { return .success(try thumbnail(png: bytes)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}

extension Thumbnail {
    subscript(x: Int, y: Int) -> UInt8 { pixels[y * Thumbnail.side + x] }

    /// The smallest range of columns and rows that contains all pixels above 0; nil where the thumbnail is blank.
    var extent: (columns: ClosedRange<Int>, rows: ClosedRange<Int>)? {
        let lit = pixels.indices.filter { pixels[$0] > 0 }
        guard let left = lit.map({ $0 % Thumbnail.side }).min(), let right = lit.map({ $0 % Thumbnail.side }).max(),
            let first = lit.first, let last = lit.last
        else { return nil }
        return (left...right, first / Thumbnail.side...last / Thumbnail.side)
    }
}
