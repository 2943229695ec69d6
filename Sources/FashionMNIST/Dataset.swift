import Foundation
import NeuralNetwork
import Platform

/// The folder with the Fashion-MNIST files that a command uses.
public struct Dataset: Sendable {
    /// The environment variable that names the folder.
    public static let variable = "TAGGER_DATA"

    /// Whether the environment variable names a folder.
    public static var isNamed: Bool { ProcessInfo.processInfo.environment[variable].map { !$0.isEmpty } ?? false }

    /// The folder with the four IDX files.
    public let folder: URL

    /// The command, in error messages, that fetches the dataset.
    private let fetchCommand: String

    /// Finds the folder: the given one, else that of the environment variable `TAGGER_DATA`, else
    /// ``DataFolder/fashionMNIST(environment:)``.
    ///
    /// - Parameters:
    ///   - folder: The path of the folder; nil where the user named none.
    ///   - fetchCommand: The command, in error messages, that fetches the dataset.
    /// - Throws: ``TaggerError`` of kind `notFound` where the folder does not exist, or the default folder is not
    ///   complete.
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
                    Fashion-MNIST was not found: neither --data nor \(Self.variable) names a folder, and \(self.folder.path) \
                    does not have its four files. Fetch the dataset: \(fetchCommand)
                    """)
            }
            return
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            let origin = folder == nil ? ", which \(Self.variable) names," : ""
            throw TaggerError(
                .notFound,
                "The folder \(path)\(origin) with the IDX files of Fashion-MNIST does not exist. \(Self.advice(fetchCommand))"
            )
        }
        self.folder = URL(fileURLWithPath: path, isDirectory: true)
    }

    private static func advice(_ fetchCommand: String) -> String {
        "Name another folder, or fetch the dataset and name no folder, neither with --data nor with \(variable): \(fetchCommand)"
    }

    /// Reads the training images or the test images.
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
