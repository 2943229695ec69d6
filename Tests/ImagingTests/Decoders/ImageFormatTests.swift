import Testing

@testable import Imaging

@Suite("Image formats") struct ImageFormatTests {
    /// The first bytes of real files.
    static let beginnings: [(ImageFormat, [UInt8])] = [
        (.jpeg, [0xFF, 0xD8, 0xFF, 0xE0, 0, 16] + Array("JFIF\0".utf8)),
        (.webP, Array("RIFF\u{24}\0\0\0WEBPVP8 ".utf8)),
        (.gif, Array("GIF89a".utf8)),
        (.bmp, Array("BM6\0\u{3}\0\0\0\0\0\u{36}\0\0\0".utf8)),
        (.tiff, Array("II*\0\u{8}\0\0\0".utf8)),
        (.tiff, Array("MM\0*\0\0\0\u{8}".utf8)),
        (.avif, [0, 0, 0, 32] + Array("ftypavif\0\0\0\0avifmif1miafMA1B".utf8)),
        (.avif, [0, 0, 0, 28] + Array("ftypmif1\0\0\0\0mif1avifmiaf".utf8)),
        (.heic, [0, 0, 0, 24] + Array("ftypheic\0\0\0\0mif1heic".utf8)),
        (.unknown, [0, 0, 0, 24] + Array("ftypisom\0\0\u{2}\0isommp42".utf8)),
        (.jpegXL, [0xFF, 0x0A, 0xFA, 0x1F]),
        (.jpegXL, [0, 0, 0, 12] + Array("JXL ".utf8) + [0x0D, 0x0A, 0x87, 0x0A]),
        (.jpeg2000, [0, 0, 0, 12] + Array("jP  ".utf8) + [0x0D, 0x0A, 0x87, 0x0A]),
        (.ico, [0, 0, 1, 0, 1, 0, 16, 16] + [UInt8](repeating: 0, count: 20)),
        (.psd, Array("8BPS\0\u{1}".utf8)),
        (.pdf, Array("%PDF-1.7\n".utf8)),
        (.zip, Array("PK\u{3}\u{4}".utf8)),
        (.svg, Array("<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\">".utf8)),
        (.svg, Array("\u{FEFF}  <SVG width='3'/>".utf8)),
        (.html, Array("<!DOCTYPE html>\n<html><body>404 Not Found".utf8)),
        (.html, Array("\r\n<html lang=\"de\"><head><title>Übersicht</title><svg/>".utf8)),
        (.text, Array("sku,title,image\n1,Größe,a.png\n".utf8)),
        (.text, Array("<note>".utf8)),
        (.unknown, [0, 0, 0, 0]),
        (.unknown, [0xC3, 0x28, 0x41, 0x42, 0x43]),
        (.unknown, [0, 0, 0, 255] + Array("ftyp".utf8)),
    ]

    @Test("A format is recognised by the first bytes of a file, and named by the error", arguments: beginnings)
    func recognised(format: ImageFormat, bytes: [UInt8]) {
        #expect(ImageFormat(firstBytes: bytes) == format)
        #expect(throws: ImagingError.notPNG(format)) { try ThumbnailMaker().thumbnail(bytes) }
    }

    /// The first bytes of a file can end inside a character of several bytes.
    @Test("Text is recognised where the first bytes end inside a character") func textCutInsideCharacter() {
        let text = Array(String(repeating: "ä", count: 2000).utf8)
        #expect(ImageFormat(firstBytes: Array(text.prefix(1023))) == .text)
        #expect(throws: ImagingError.notPNG(.text)) { try ThumbnailMaker().thumbnail(Array("a".utf8) + text) }
    }

    @Test("Every prefix of a file is handled without a crash") func everyPrefix() {
        for (_, bytes) in Self.beginnings {
            for length in 0...bytes.count { _ = ImageFormat(firstBytes: Array(bytes.prefix(length))) }
        }
    }
}
