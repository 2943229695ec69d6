import TestSupport
import Testing

@testable import Imaging

/// Compares the decoders of PNGs: ``FastPNGDecoder``, with both variants of its code, and ``LibpngDecoder``.
enum FastPNGComparison {
    /// Whether libdeflate is installed. A suite that compares the decoders carries
    /// `.enabled(if: FastPNGComparison.isPossible, FastPNGComparison.missing)`.
    static let isPossible = FastPNGDecoder(isPortable: false) != nil
    static let missing: Comment = "needs libdeflate0"

    /// Expects that all decoders give the same image or the same error.
    ///
    /// - Parameter isCommon: Whether the fast decoder has to accept the file; nil where either is right.
    static func check(
        _ png: [UInt8], isCommon expected: Bool?, _ comment: Comment? = nil,
        at location: SourceLocation = #_sourceLocation
    ) {
        let results = PNGDecoder.Implementation.allCases.map { implementation in
            Result { () throws(ImagingError) in
                try PNGDecoder(limits: .default, implementation: implementation).reduced(png)
            }
        }
        #expect(results.allSatisfy { $0 == results[0] }, comment, sourceLocation: location)
        if let expected { #expect(isCommon(png) == expected, comment, sourceLocation: location) }
        if expected == true { #expect(throws: Never.self, comment, sourceLocation: location) { try results[0].get() } }
    }

    /// Returns whether the fast decoder accepts a file. Both variants of its code have to agree.
    private static func isCommon(_ png: [UInt8]) -> Bool {
        let answers = [false, true].map { isPortable in
            png.withUnsafeBytes { bytes in
                var image = ReducedImage()
                return FastPNGDecoder(isPortable: isPortable)?.decode(bytes, limits: .default, into: &image) ?? false
            }
        }
        #expect(answers[0] == answers[1])
        return answers[0]
    }
}
