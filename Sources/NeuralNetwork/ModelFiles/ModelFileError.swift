import Foundation

/// The reason why a model file cannot be read or written.
public enum ModelFileError: Error, Equatable, CustomStringConvertible, LocalizedError {
    /// The file does not exist.
    case fileNotFound(path: String)
    /// Reading failed, with the reason of the operating system.
    case unreadable(path: String, reason: String)
    /// The file is larger than any model.
    case tooLarge(path: String, maximumBytes: Int)
    /// The file is not a model, or is damaged.
    case damaged(path: String, problem: String)
    /// The format is newer than this version of the program.
    case newerVersion(path: String, version: Int)
    /// Writing failed, with the reason of the operating system. A file that existed before is unchanged.
    case unwritable(path: String, reason: String)

    /// The message: which file, what is wrong, what to do.
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
