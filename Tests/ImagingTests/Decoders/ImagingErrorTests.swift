import Testing

@testable import Imaging

@Suite struct ImagingErrorTests {
    @Test(arguments: ImageFormat.allCases) func formatsAreNamedWithTheCommandThatConverts(format: ImageFormat) {
        let text = ImagingError.notPNG(format).description
        #expect(text.contains(format.name))
        if let conversion = format.conversion {
            #expect(text.contains(conversion.command) && text.contains(conversion.package))
        }
    }

    @Test func everyErrorIsOneSentenceThatSaysWhatToDo() {
        let errors: [ImagingError] = [
            .empty, .tooLarge(width: 65_535, height: 65_535, limits: .default), .truncated, .damaged("IDAT: CRC error"),
            .outOfMemory, .unreadable(errno: 5),
        ]
        for text in (errors + ImageFormat.allCases.map(ImagingError.notPNG)).map(\.description) {
            #expect(text.hasSuffix(".") && text.contains(": ") && !text.contains("\n"))
        }
        #expect(errors[1].description.contains("65535 × 65535") && errors[1].description.contains("100000000"))
        #expect(errors[3].description.contains("IDAT: CRC error"))
        #expect(errors[5].description.contains("Input/output error"))
    }

    /// What the file's author wrote must not reach a terminal or a log.
    @Test func messagesHoldNoBytesOfTheFile() {
        let png = Chunk.signature + Chunk.header(width: 1, height: 1) + Chunk("\u{1B}[2J", [1, 2, 3]).bytes
        let error = #expect(throws: ImagingError.self) { try ThumbnailMaker().thumbnail(png) }
        #expect(error?.description.unicodeScalars.allSatisfy { $0.isASCII && $0.value >= 0x20 } == true)
    }
}
