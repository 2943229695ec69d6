import Foundation

/// Why a model file could not be read or written.
public enum ModelFileError: Error, Equatable, CustomStringConvertible, LocalizedError {
    /// There is no such file.
    case fileNotFound(path: String)
    /// The file is there, but reading it failed; the reason is the system's.
    case unreadable(path: String, reason: String)
    /// Larger than any model.
    case tooLarge(path: String, maximumBytes: Int)
    /// Not a model, or no longer one.
    case damaged(path: String, problem: String)
    /// A model of a format that this version does not know.
    case newerVersion(path: String, version: Int)
    /// Writing failed; the reason is the system's. What was there before is still there.
    case unwritable(path: String, reason: String)

    /// The sentence for a person: which file, what is wrong, what to do.
    public var description: String {
        switch self {
        case .fileNotFound(let path):
            "the model \(path) does not exist"
        case .unreadable(let path, let reason):
            "the model \(path) cannot be read: \(reason)"
        case .tooLarge(let path, let maximumBytes):
            "\(path) is larger than a model can be (\(maximumBytes) bytes). Give a model that was written by this program"
        case .damaged(let path, let problem):
            "\(path) is not a model, or is damaged: \(problem). Copy the file again, or train the model again"
        case .newerVersion(let path, let version):
            "the model \(path) was written by a newer version of this program (format \(version)). Update the program"
        case .unwritable(let path, let reason):
            "the model cannot be written to \(path): \(reason)"
        }
    }

    /// The same as `description`.
    public var errorDescription: String? { description }
}
