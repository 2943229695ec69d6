import Foundation
import Imaging

extension Classifier {
    /// A prediction for a PNG file, no catalog needed.
    ///
    /// - Throws: ``InputError`` that names the file.
    public func prediction(forFile path: String, limits: ImageLimits = .default) throws -> Prediction {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw InputError(path: path, verb: "read", code: errno) }
        defer { close(descriptor) }
        do throws(ImagingError) {
            let thumbnail = try ThumbnailMaker(limits: limits).thumbnail(fileDescriptor: descriptor)
            return predictions(for: [thumbnail])[0]
        } catch {
            throw InputError(.invalidData, "\(path): \(error)")
        }
    }
}
