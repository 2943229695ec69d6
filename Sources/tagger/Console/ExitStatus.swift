import ArgumentParser
import Catalog
import Foundation
import Platform
import Reporting
import Tagging

/// How the program ends. The codes are those of sysexits.h where it has one.
enum ExitStatus {
    static let someFailed = ExitCode(1)

    /// The code of a program that a signal ended.
    static func interrupted(by signal: Int32) -> ExitCode { ExitCode(128 + signal) }

    /// Says what went wrong, and ends the program.
    static func exit(after error: any Error) -> Never {
        guard let (code, message) = explained(error) else {
            // Results that a command printed before it ended with a code.
            if error is ExitCode, (try? StandardOutput.finish()) == nil { Foundation.exit(EX_IOERR) }
            guard !(error is ExitCode), Tagger.exitCode(for: error) == .failure else { Tagger.exit(withError: error) }
            StandardError.write("Error: \(error)\n")
            Foundation.exit(EX_SOFTWARE)
        }
        StandardError.write("Error: \(message)\n")
        Foundation.exit(code)
    }

    static func explained(_ error: any Error) -> (code: Int32, message: String)? {
        switch error {
        case let error as TaggerError: (code(error.kind), error.description)
        default: nil
        }
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
