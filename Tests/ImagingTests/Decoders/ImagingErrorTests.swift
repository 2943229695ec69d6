import Testing

@testable import Imaging

@Suite("Imaging errors") struct ImagingErrorTests {
    /// The text of every error, which users read as the reason of a failure.
    @Test(
        "Each error has its text",
        arguments: [
            (.empty, "The file is empty: export the image again."),
            (
                .notPNG(.webP),
                """
                The file is a WebP image, not a PNG: convert it with `dwebp photo.webp -o photo.png` (package webp).
                """
            ),
            (
                .notPNG(.html),
                """
                The file is an HTML page, not a PNG, possibly a saved error message: download the image again.
                """
            ),
            (.notPNG(.unknown), "The file is of an unknown format, not a PNG: replace it with a PNG image."),
            (
                .tooLarge(width: 65_535, height: 65_535, limits: .default),
                """
                The image has 65535 × 65535 pixels, more than the limit of 100000000 in total or 500000 on one edge: \
                scale it down.
                """
            ),
            (.truncated, "The PNG ends too early, for example after an interrupted copy: copy or export it again."),
            (.damaged("IDAT: CRC error"), "The PNG is damaged (IDAT: CRC error): copy or export it again."),
            (
                .outOfMemory,
                "There is not enough memory to decode the image: close other programs or use fewer jobs."
            ),
            (
                .unreadable(errno: 5),
                "The file could not be read (Input/output error): check the file and the disk."
            ),
            (
                .incompatibleLibpng(compiled: "1.6.39", installed: "1.4.0"),
                """
                The installed libpng 1.4.0 is not compatible with libpng 1.6.39, for which this program was compiled: \
                install libpng 1.6.39 or compile the program again.
                """
            ),
        ] as [(ImagingError, String)])
    func text(error: ImagingError, text: String) { #expect(error.description == text) }

    @Test("The error names every format, and the command and package that convert it", arguments: ImageFormat.allCases)
    func formats(format: ImageFormat) {
        let text = ImagingError.notPNG(format).description
        #expect(text.contains(format.name) && text.hasSuffix(".") && !text.contains("\n"))
        if let conversion = format.conversion {
            #expect(text.contains(conversion.command) && text.contains(conversion.package))
        }
    }

    /// Text from the file must not reach a terminal or a log.
    @Test("An error contains no control characters of the file") func controlCharacters() {
        let chunks = [PNGChunk.header(width: 1, height: 1), PNGChunk("\u{1B}[2J", [1, 2, 3])]
        let error = #expect(throws: ImagingError.self) {
            try ThumbnailMaker().thumbnail(PNGChunk.signature + chunks.flatMap(\.bytes))
        }
        #expect(error?.description.unicodeScalars.allSatisfy { $0.isASCII && $0.value >= 0x20 } == true)
    }
}
