// A training on disk, so that it can be stopped and go on exactly where it was: a safetensors file with the parameters and
// all that the optimiser and the training remember. Its metadata:
//
//   format           tagger-training
//   format_version   1
//   arithmetic       2
//   configuration, progress   as JSON
//   images           a fingerprint of what is learned from

import Foundation

extension TrainingRun {
    private static let format = "tagger-training"
    private static let formatVersion = "1"
    /// Goes up by one when a step's results get other bits than before: the rest of a training would not fit its beginning.
    private static let arithmetic = "2"

    /// Writes the state to a file, all or nothing.
    ///
    /// - Throws: `CheckpointError.unwritable`.
    func write(to url: URL) throws {
        do {
            let metadata = [
                "format": Self.format, "format_version": Self.formatVersion,
                "arithmetic": Self.arithmetic, "configuration": try configurationText,
                "progress": String(decoding: try SafetensorsFile.json(progress), as: UTF8.self),
                "images": fingerprint,
            ]
            let data = try SafetensorsFile.serialized(
                metadata: metadata, tensors: state.map { ($0.name, [$0.tensor.columns]) },
                floats: state.flatMap(\.tensor.contents))
            guard let data else {
                throw CheckpointError.unwritable(path: url.path, reason: "its header would be too long")
            }
            try data.write(to: url, options: .atomic)
        } catch let error as CheckpointError {
            throw error
        } catch {
            throw CheckpointError.unwritable(path: url.path, reason: error.systemReason)
        }
    }

    /// Takes the state from a file. Nothing in the file is trusted.
    ///
    /// - Throws: `CheckpointError`.
    func restore(from url: URL) throws {
        let path = url.path
        let expected = state.map { (name: $0.name, shape: [$0.tensor.columns]) }
        let limit =
            8 + SafetensorsFile.maximumHeaderBytes
            + expected.reduce(0) { $0 + $1.shape[0] * MemoryLayout<Float>.size }
        let data: Data?
        do {
            data = try FileHandle(forReadingFrom: url).read(upToCount: limit + 1)
        } catch {
            throw CheckpointError.unreadable(path: path, reason: error.systemReason)
        }
        do {
            let file = try SafetensorsFile([UInt8](data ?? Data()))
            let metadata = file.header.metadata
            guard metadata["format"] == Self.format, metadata["format_version"] == Self.formatVersion else {
                throw ModelError(problem: "it has no metadata of a training that this version knows")
            }
            guard metadata["arithmetic"] == Self.arithmetic else { throw CheckpointError.otherArithmetic(path: path) }
            guard metadata["configuration"] == (try configurationText) else {
                throw CheckpointError.differentTraining(path: path, what: "settings")
            }
            guard metadata["images"] == fingerprint else {
                throw CheckpointError.differentTraining(path: path, what: "images")
            }
            guard
                let progress = try? JSONDecoder().decode(
                    Progress.self, from: Data((metadata["progress"] ?? "").utf8)), isPossible(progress)
            else { throw ModelError(problem: "its progress cannot be") }
            let floats = try file.floats(expected)
            guard floats.allSatisfy(\.isFinite) else {
                throw ModelError(problem: "some of its numbers are infinite or undefined")
            }
            resume(at: progress, floats: floats)
        } catch let error as ModelError {
            throw CheckpointError.damaged(path: path, problem: error.problem)
        }
    }

    /// The configuration without what does not change the result.
    private var configurationText: String {
        get throws {
            var configuration = configuration
            configuration.threads = 1
            return String(decoding: try SafetensorsFile.json(configuration), as: UTF8.self)
        }
    }

    /// Tells images from others, unless somebody means to deceive: FNV-1a (Fowler, Noll and Vo) over bytes.
    private var fingerprint: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for bytes in [images.images, images.labels] {
            bytes.withUnsafeBufferPointer { bytes in
                for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            }
        }
        return "\(images.count) \(String(hash, radix: 16))"
    }
}

/// Why a training cannot go on from a file, or its state not be kept in one.
public enum CheckpointError: Error, Equatable, CustomStringConvertible, LocalizedError {
    /// Reading failed; the reason is the system's.
    case unreadable(path: String, reason: String)
    /// Not the state of a training, or no longer one.
    case damaged(path: String, problem: String)
    /// The state of a training by a version of the program that gives other numbers.
    case otherArithmetic(path: String)
    /// The state of a training with another configuration or other images.
    case differentTraining(path: String, what: String)
    /// Writing failed; the reason is the system's. What was there before is still there.
    case unwritable(path: String, reason: String)

    /// The sentence for a person: which file, what is wrong, what to do.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "the state of the training \(path) cannot be read: \(reason)"
        case .damaged(let path, let problem):
            "\(path) is not the state of a training, or is damaged: \(problem). Remove it to begin again"
        case .otherArithmetic(let path):
            """
            \(path) is the state of a training by another version of this program, which counts in another way. Go on with that \
            version, or remove the file to begin again
            """
        case .differentTraining(let path, let what):
            "\(path) is the state of a training with other \(what). Go on with the same, or give another file"
        case .unwritable(let path, let reason):
            "the state of the training cannot be written to \(path): \(reason)"
        }
    }

    /// The same as `description`.
    public var errorDescription: String? { description }
}
