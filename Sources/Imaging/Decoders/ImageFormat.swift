/// The format of a file that is not a PNG, recognised by its first bytes.
public enum ImageFormat: String, Sendable, CaseIterable {
    case jpeg, webP, gif, bmp, tiff, avif, heic, jpegXL, jpeg2000, ico, psd, svg, pdf, html, zip, text, unknown

    /// The name of the format with its article, for use after "The file is", for example `a JPEG image`.
    public var name: String {
        switch self {
        case .jpeg: "a JPEG image"
        case .webP: "a WebP image"
        case .gif: "a GIF image"
        case .bmp: "a BMP image"
        case .tiff: "a TIFF image"
        case .avif: "an AVIF image"
        case .heic: "a HEIC image"
        case .jpegXL: "a JPEG XL image"
        case .jpeg2000: "a JPEG 2000 image"
        case .ico: "an ICO icon"
        case .psd: "a Photoshop document"
        case .svg: "an SVG drawing"
        case .pdf: "a PDF document"
        case .html: "an HTML page"
        case .zip: "a ZIP archive"
        case .text: "a text file"
        case .unknown: "of an unknown format"
        }
    }

    /// The command that converts a file of this format to a PNG, and the package of Debian and Ubuntu that contains the
    /// command; nil where the format is not an image format.
    public var conversion: (command: String, package: String)? {
        switch self {
        case .jpeg: ("convert photo.jpg photo.png", "imagemagick")
        case .webP: ("dwebp photo.webp -o photo.png", "webp")
        case .gif: ("convert 'photo.gif[0]' photo.png", "imagemagick")
        case .bmp: ("convert photo.bmp photo.png", "imagemagick")
        case .tiff: ("convert 'photo.tif[0]' photo.png", "imagemagick")
        case .avif: ("avifdec photo.avif photo.png", "libavif-bin")
        case .heic: ("heif-convert photo.heic photo.png", "libheif-examples")
        case .jpegXL: ("djxl photo.jxl photo.png", "libjxl-tools")
        case .jpeg2000: ("opj_decompress -i photo.jp2 -o photo.png", "libopenjp2-tools")
        case .ico: ("convert 'photo.ico[0]' photo.png", "imagemagick")
        case .psd: ("convert 'photo.psd[0]' photo.png", "imagemagick")
        case .svg: ("rsvg-convert --width 1024 --output photo.png photo.svg", "librsvg2-bin")
        case .pdf: ("pdftoppm -png -singlefile photo.pdf photo", "poppler-utils")
        case .html, .zip, .text, .unknown: nil
        }
    }

    /// Recognises the format of a file.
    ///
    /// - Parameter bytes: The first bytes of the file; 1,024 are enough.
    init(firstBytes bytes: [UInt8]) {
        func has(_ magic: [UInt8], at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: magic) }
        func has(_ magic: String, at offset: Int = 0) -> Bool { has(Array(magic.utf8), at: offset) }

        if has([0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if has("RIFF") && has("WEBP", at: 8) {
            self = .webP
        } else if has("GIF8") {
            self = .gif
        } else if has("BM") && has([0, 0, 0, 0], at: 6) {
            self = .bmp
        } else if has("II*\0") || has("MM\0*") || has("II+\0") || has("MM\0+") {
            self = .tiff
        } else if has("ftyp", at: 4) {
            self = Self.isoBaseMedia(bytes)
        } else if has([0xFF, 0x0A]) || has([0, 0, 0, 12]) && has("JXL ", at: 4) {
            self = .jpegXL
        } else if has([0xFF, 0x4F, 0xFF, 0x51]) || has([0, 0, 0, 12]) && has("jP  ", at: 4) {
            self = .jpeg2000
        } else if has([0, 0, 1, 0]) && bytes.count >= 22 {
            self = .ico
        } else if has("8BPS") {
            self = .psd
        } else if has("%PDF-") {
            self = .pdf
        } else if has("PK\u{3}\u{4}") || has("PK\u{5}\u{6}") {
            self = .zip
        } else {
            self = Self.text(bytes)
        }
    }

    /// Returns the format of an ISO base media file (ISO/IEC 14496-12), the container of both HEIC and AVIF: its first
    /// box lists the brands that the file conforms to.
    private static func isoBaseMedia(_ bytes: [UInt8]) -> ImageFormat {
        guard let high = bytes.dropFirst(2).first, let low = bytes.dropFirst(3).first else { return .unknown }
        let box = bytes.prefix(Int(high) << 8 | Int(low))
        let brands = stride(from: 8, to: box.count, by: 4).map {
            String(decoding: box[$0..<min($0 + 4, box.count)], as: UTF8.self)
        }
        if brands.contains(where: ["avif", "avis"].contains) { return .avif }
        let heic = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"]
        return brands.contains(where: heic.contains) ? .heic : .unknown
    }

    /// Returns the format of text: SVG and HTML by their elements, in upper or lower case. Text is UTF-8 without
    /// control characters other than white space.
    private static func text(_ bytes: [UInt8]) -> ImageFormat {
        let white: Set<UInt8> = [0x09, 0x0A, 0x0C, 0x0D, 0x20]
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || white.contains($0) }) else {
            return .unknown
        }
        // The last character may be incomplete: it decodes to at most three replacement characters.
        let string = String(decoding: bytes, as: UTF8.self)
        guard !string.dropLast(3).contains("\u{FFFD}") else { return .unknown }
        let start = string.drop { $0 == "\u{FEFF}" || $0.isWhitespace }.lowercased()
        guard start.hasPrefix("<") else { return .text }
        if start.contains("<svg") && !start.contains("<html") { return .svg }
        return ["<!doctype html", "<html", "<head", "<body"].contains(where: start.contains) ? .html : .text
    }
}
