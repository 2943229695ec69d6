import Foundation
import Imaging

extension Classifier {
    /// A prediction for a PNG file, no catalog needed.
    ///
    /// - Throws: ``InputError`` that names the file.
    public func prediction(forFile path: String, limits: ImageLimits = .default) throws -> Prediction {
        let file = try openFile(path)
        let thumbnail: Thumbnail
        do throws(ImagingError) {
            thumbnail = try ThumbnailMaker(limits: limits).thumbnail(fileDescriptor: .init(rawValue: file.fileDescriptor))
        } catch .unreadable(let code) {
            throw InputError(path: path, verb: "read", code: code)
        } catch {
            throw InputError(.invalidData, "\(path): \(error)")
        }
        return try predictions(for: [thumbnail])[0]
    }
}
