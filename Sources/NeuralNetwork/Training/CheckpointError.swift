import Foundation

/// The reason why a training cannot continue from a checkpoint, or a checkpoint cannot be written.
public enum CheckpointError: Error, Equatable, CustomStringConvertible, LocalizedError {
    /// Reading failed, with the reason of the operating system.
    case unreadable(path: String, reason: String)
    /// The file is not a checkpoint, or is damaged.
    case damaged(path: String, problem: String)
    /// The checkpoint was written by a version of the program whose training steps give other bits.
    case otherArithmetic(path: String)
    /// The checkpoint is of a training with other settings or other images.
    case differentTraining(path: String, what: String)
    /// Writing failed, with the reason of the operating system. A file that existed before is unchanged.
    case unwritable(path: String, reason: String)

    /// The message: which file, what is wrong, what to do.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "the checkpoint \(path) cannot be read: \(reason)"
        case .damaged(let path, let problem):
            "\(path) is not a checkpoint of a training, or is damaged: \(problem). Remove the file to start again"
        case .otherArithmetic(let path):
            """
            the checkpoint \(path) was written by another version of this program, whose training steps give other results. \
            Continue with that version, or remove the file to start again
            """
        case .differentTraining(let path, let what):
            """
            the checkpoint \(path) is of a training with other \(what). Continue with the same \(what), or name another \
            checkpoint file
            """
        case .unwritable(let path, let reason):
            "the checkpoint \(path) cannot be written: \(reason)"
        }
    }

    /// The same as `description`.
    public var errorDescription: String? { description }
}
