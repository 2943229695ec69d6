import Foundation

/// The reason why a file of the dataset cannot be read.
public enum IDXError: Error, Equatable, CustomStringConvertible, LocalizedError {
    /// The file does not exist.
    case fileNotFound(path: String)
    /// Reading failed, with the reason of the operating system.
    case unreadable(path: String, reason: String)
    /// The contents of the file are not valid.
    case damaged(path: String, problem: String)

    /// The message: which file, what is wrong, what to do.
    public var description: String {
        switch self {
        case .fileNotFound(let path):
            "\(path) does not exist, with or without .gz. Give the folder with the four IDX files of the dataset"
        case .unreadable(let path, let reason):
            "\(path) cannot be read: \(reason)"
        case .damaged(let path, let problem):
            "\(path) is damaged: \(problem). Fetch the file again"
        }
    }

    /// The same as `description`.
    public var errorDescription: String? { description }
}
