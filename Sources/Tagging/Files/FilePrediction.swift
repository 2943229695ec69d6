import Foundation
import Imaging
import Platform

extension Classifier {
    /// Returns the prediction for an image file.
    ///
    /// - Throws: ``TaggerError``, which names the file.
    public func prediction(forFile path: String, limits: ImageLimits = .default) throws -> Prediction {
        let file = try openFile(path)
        defer { try? file.close() }
        let thumbnail: Thumbnail
        do throws(ImagingError) {
            thumbnail = try ThumbnailMaker(limits: limits).thumbnail(fileDescriptor: file)
        } catch .unreadable(let code) {
            throw TaggerError(path: path, verb: "read", code: code)
        } catch {
            throw TaggerError(.invalidData, "\(path): \(error)")
        }
        return try predictions(for: [thumbnail])[0]
    }
}
