import Foundation
import TestSupport

/// The built program, run as a user runs it.
struct Program {
    struct Result {
        let code: Int32
        let output: String
        let errors: String

        /// The output as a JSON object.
        func json() throws -> [String: Any] {
            try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
        }
    }

    /// The program stands beside the tests in the build folder.
    static let executable = Bundle.main.executableURL.map { executable in
        // The test runner lives elsewhere; its arguments name the test bundle.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }.map { URL(fileURLWithPath: $0) }
        return (bundle ?? executable).deletingLastPathComponent().appendingPathComponent("tagger")
    }

    /// Starts it.
    static func start(_ arguments: [String], in folder: String? = nil, environment: [String: String]? = nil) throws
        -> (process: Process, output: Pipe, errors: Pipe)
    {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        if let environment { process.environment = environment }
        let output = Pipe(), errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        return (process, output, errors)
    }

    /// Runs it to its end.
    static func run(_ arguments: String..., in folder: String? = nil, environment: [String: String]? = nil) throws
        -> Result
    {
        try run(arguments, in: folder, environment: environment)
    }

    /// Runs it to its end.
    static func run(_ arguments: [String], in folder: String? = nil, environment: [String: String]? = nil) throws
        -> Result
    {
        let (process, output, errors) = try start(arguments, in: folder, environment: environment)
        // What goes to standard error is short, so that reading one after the other can't block.
        let outputData = output.fileHandleForReading.readDataToEndOfFile()
        let errorData = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let code = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        return Result(
            code: code, output: String(decoding: outputData, as: UTF8.self),
            errors: String(decoding: errorData, as: UTF8.self))
    }
}
