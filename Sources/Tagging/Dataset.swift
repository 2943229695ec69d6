import Crypto
import Foundation
import NeuralNetwork
import Platform

/// Where Fashion-MNIST is.
public struct Dataset: Sendable {
    /// The folder with the four IDX files.
    public let folder: URL

    /// What brings the dataset here.
    private let fetchCommand: String

    /// The folder that is named, or else the one that the environment variable `TAGGER_DATA` names, or else
    /// ``DataFolder/fashionMNIST(environment:)``.
    ///
    /// - Parameter fetchCommand: What errors advise to run.
    /// - Throws: ``TaggerError`` of kind `notFound` when there is no such folder, or the last one is not complete.
    public init(
        folder: String?, environment: [String: String] = ProcessInfo.processInfo.environment,
        fetchCommand: String = "tagger data fetch"
    ) throws {
        self.fetchCommand = fetchCommand
        guard let path = folder ?? environment[Self.variable].flatMap({ $0.isEmpty ? nil : $0 }) else {
            self.folder = DataFolder.fashionMNIST(environment: environment)
            guard DataFolder.isComplete(self.folder) else {
                throw TaggerError(
                    .notFound,
                    """
                    Fashion-MNIST is not here: neither --data nor \(Self.variable) names a folder, and \(self.folder.path) does \
                    not hold its four files. Fetch them: \(fetchCommand)
                    """)
            }
            return
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            let origin = folder == nil ? ", which \(Self.variable) names," : ""
            throw TaggerError(
                .notFound,
                "There is no folder \(path)\(origin) with Fashion-MNIST's IDX files. \(Self.advice(fetchCommand))")
        }
        self.folder = URL(fileURLWithPath: path, isDirectory: true)
    }

    /// The environment variable that names its folder.
    public static let variable = "TAGGER_DATA"

    /// Whether it names one.
    public static var isNamed: Bool { ProcessInfo.processInfo.environment[variable].map { !$0.isEmpty } ?? false }

    private static func advice(_ command: String) -> String {
        "Or name none, neither with --data nor with \(variable), and fetch the dataset: \(command)"
    }

    /// Its training or its test images.
    ///
    /// - Throws: ``TaggerError``.
    public func images(_ split: LabeledImages.Split) throws -> LabeledImages {
        do {
            return try LabeledImages(folder: folder, split: split)
        } catch let error as IDXError {
            let kind: TaggerError.Kind =
                switch error {
                case .fileNotFound: .notFound
                case .unreadable: .inputOutput
                case .damaged: .invalidData
                }
            let advice = kind == .notFound ? " " + Self.advice(fetchCommand) : ""
            throw TaggerError(kind, error.description.asSentence + advice)
        }
    }
}

extension LabeledImages {
    /// SHA-256 of pixels and labels, in hexadecimal: which data a network was trained on.
    var digest: String {
        var hash = SHA256()
        hash.update(data: images)
        hash.update(data: labels)
        return hash.finalize().hexadecimal
    }
}

extension String {
    /// With a capital at the start and a full stop at the end, as errors are shown.
    var asSentence: String {
        prefix(1).uppercased() + dropFirst() + (hasSuffix(".") ? "" : ".")
    }
}
