import Foundation

/// Why a dataset could not be read.
public enum IDXError: Error, Equatable, CustomStringConvertible, LocalizedError {
    /// A file that the dataset needs is not there.
    case fileNotFound(path: String)
    /// The file is there, but reading it failed; the reason is the system's.
    case unreadable(path: String, reason: String)
    /// The file's content is not what it should be.
    case damaged(path: String, problem: String)

    /// The sentence for a person: which file, what is wrong, what to do.
    public var description: String {
        switch self {
        case .fileNotFound(let path):
            "\(path) does not exist, with or without .gz. Give the folder that holds the dataset's four IDX files"
        case .unreadable(let path, let reason):
            "\(path) cannot be read: \(reason)"
        case .damaged(let path, let problem):
            "\(path): \(problem). Fetch the file again"
        }
    }

    /// The same as `description`.
    public var errorDescription: String? { description }
}
