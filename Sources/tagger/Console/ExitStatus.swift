import ArgumentParser
import Foundation
import Platform

/// The exit codes of the program. They follow sysexits.h where that has a code.
enum ExitStatus {
    /// The command is done, but some items failed in this run.
    static let someFailed = ExitCode(1)

    /// The exit code of a program that a signal ended.
    static func interrupted(by signal: Int32) -> ExitCode { ExitCode(128 + signal) }

    /// Reports an error and ends the program with the exit code of the error.
    static func exit(after error: any Error) -> Never {
        switch error {
        case let error as TaggerError:
            log.error("\(error.description)")
            Foundation.exit(code(error.kind))
        case let code as ExitCode:
            // The command printed its results before it threw the code.
            if (try? StandardOutput.finish()) == nil { Foundation.exit(EX_IOERR) }
            Foundation.exit(code.rawValue)
        default:
            exit(afterParserError: error)
        }
    }

    /// Reports an error of the command line, or prints the help or version that was asked for.
    private static func exit(afterParserError error: any Error) -> Never {
        let code = Tagger.exitCode(for: error)
        guard code != .failure else {
            log.error("\(error)")
            Foundation.exit(EX_SOFTWARE)
        }
        guard code == .validationFailure else { Tagger.exit(withError: error) }
        let message = Tagger.message(for: error)
        let usage = Tagger.fullMessage(for: error).dropFirst("Error: \(message)".count)
        let correction = CommandLineCorrection(
            arguments: Array(CommandLine.arguments.dropFirst()), parserMessage: message, parserUsage: usage)
        log.error("\(correction.text)")
        Foundation.exit(code.rawValue)
    }

    private static func code(_ kind: TaggerError.Kind) -> Int32 {
        switch kind {
        case .usage: EX_USAGE
        case .invalidData: EX_DATAERR
        case .notFound: EX_NOINPUT
        case .inputOutput: EX_IOERR
        case .busy: EX_TEMPFAIL
        case .noPermission: EX_NOPERM
        }
    }
}
