import Foundation
import Platform
import SystemPackage
import TestSupport

/// The built program, run as a user runs it.
struct Program {
    struct Result {
        let code: Int32
        let output: String
        let errors: String

        /// Returns the output as a JSON object.
        func json() throws -> [String: Any] {
            try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
        }

        /// Returns the output as a JSON array of objects.
        func jsonArray() throws -> [[String: Any]] {
            try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]] ?? []
        }
    }

    /// The program is in the build folder, beside the test bundle.
    static let executable = Bundle.main.executableURL.map { executable in
        // The test runner is elsewhere; its arguments name the test bundle.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }.map { URL(fileURLWithPath: $0) }
        return (bundle ?? executable).deletingLastPathComponent().appendingPathComponent("tagger")
    }

    /// Starts the program and returns at once.
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

    /// Waits for the end of a started program.
    static func end(of program: (process: Process, output: Pipe, errors: Pipe)) throws -> Result {
        // Standard error is shorter than the buffer of a pipe: reading one pipe after the other cannot block.
        let output = try contents(of: program.output), errors = try contents(of: program.errors)
        let process = program.process
        process.waitUntilExit()
        let code = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        return Result(code: code, output: output, errors: errors)
    }

    /// Reads a pipe to its end. `FileHandle.readDataToEndOfFile()` ends the process if a signal interrupts the read.
    static func contents(of pipe: Pipe) throws -> String {
        let file = FileDescriptor(rawValue: pipe.fileHandleForReading.fileDescriptor)
        return String(decoding: try file.readAll(upToCount: 1 << 30) ?? Data(), as: UTF8.self)
    }

    /// Runs the program to its end.
    static func run(_ arguments: String..., in folder: String? = nil, environment: [String: String]? = nil) throws
        -> Result
    {
        try run(arguments, in: folder, environment: environment)
    }

    /// Runs the program to its end.
    static func run(_ arguments: [String], in folder: String? = nil, environment: [String: String]? = nil) throws
        -> Result
    {
        try end(of: start(arguments, in: folder, environment: environment))
    }
}
