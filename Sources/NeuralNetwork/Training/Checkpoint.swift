// The state of a training as a file, from which the training continues exactly where it was: a safetensors file with
// the parameters and the moments of the optimiser. Its metadata:
//
//   format                    tagger-training
//   format_version            1
//   arithmetic                2
//   configuration, progress   as JSON
//   images                    a fingerprint of the training images

import Foundation

extension TrainingRun {
    private static let format = "tagger-training"
    private static let formatVersion = "1"
    /// Increased when the result of a training step changes in any bit: a training must not mix two arithmetics.
    private static let arithmetic = "2"

    /// Writes the state to a file, completely or not at all.
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
                throw CheckpointError.unwritable(path: url.path, reason: "the header is too long")
            }
            try data.write(to: url, options: .atomic)
        } catch let error as CheckpointError {
            throw error
        } catch {
            throw CheckpointError.unwritable(path: url.path, reason: error.systemReason)
        }
    }

    /// Reads the state from a file. The contents of the file are validated completely.
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
            data = try contents(of: url, maximumBytes: limit)
        } catch {
            throw CheckpointError.unreadable(path: path, reason: error.systemReason)
        }
        do {
            guard let data else { throw ModelError(problem: "it is longer than \(limit) bytes") }
            let file = try SafetensorsFile([UInt8](data))
            let metadata = file.header.metadata
            guard metadata["format"] == Self.format, metadata["format_version"] == Self.formatVersion else {
                throw ModelError(problem: "its metadata is not that of a checkpoint in a format of this version")
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
            else { throw ModelError(problem: "its progress is not valid") }
            let floats = try file.floats(expected)
            guard floats.allSatisfy(\.isFinite) else {
                throw ModelError(problem: "some of its numbers are infinite or undefined")
            }
            resume(at: progress, floats: floats)
        } catch let error as ModelError {
            throw CheckpointError.damaged(path: path, problem: error.problem)
        }
    }

    /// The configuration as JSON, without the number of threads, which does not change the result.
    private var configurationText: String {
        get throws {
            var configuration = configuration
            configuration.threads = 1
            return String(decoding: try SafetensorsFile.json(configuration), as: UTF8.self)
        }
    }

    /// A hash of the images, which detects other images but not deliberate collisions: FNV-1a (Fowler, Noll and Vo).
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
