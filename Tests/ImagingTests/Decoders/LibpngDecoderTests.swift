import Testing

@testable import Imaging

@Suite("libpng decoder") struct LibpngDecoderTests {
    /// libpng returns no structure in this case, as where memory is short.
    @Test("A libpng of an incompatible version is reported as such, not as a lack of memory") func incompatibleVersion()
    {
        let decoder = LibpngDecoder(limits: .default, version: "1.4.0")
        let error = #expect(throws: ImagingError.self) { try decoder.reduced(Scene().png()) }
        guard case .incompatibleLibpng("1.4.0", let installed) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(installed.hasPrefix("1.6."))
        #expect(error?.description.contains("libpng \(installed)") == true)
        #expect(error?.description.contains("libpng 1.4.0") == true)
    }

    @Test("A libpng of another compatible version is accepted") func compatibleVersion() throws {
        let decoder = LibpngDecoder(limits: .default, version: "1.6.0")
        let png = Scene().png()
        try #expect(decoder.reduced(png) == LibpngDecoder(limits: .default).reduced(png))
    }

    @Test("A file that is not a PNG is recognised before the version of libpng is checked") func otherFormat() {
        let decoder = LibpngDecoder(limits: .default, version: "1.4.0")
        #expect(throws: ImagingError.notPNG(.gif)) { try decoder.reduced(Array("GIF89a".utf8)) }
    }
}
