import CReviewPage
import Foundation
import HTTPTypes
import Hummingbird

/// A file of the review page, embedded in the program.
struct PageFile: Sendable {
    /// The path of the file's address, such as `/main.js`; `/` for the HTML.
    let path: String
    /// The value of the response's `Content-Type`.
    let contentType: String
    /// The content of the file.
    let bytes: [UInt8]

    /// All files of the page, as `review_page.c` lists them.
    static let all: [PageFile] = {
        var count = 0
        let files = UnsafeBufferPointer(start: review_page_files(&count), count: count)
        return files.map { file in
            PageFile(
                path: String(cString: file.path), contentType: String(cString: file.content_type),
                bytes: Array(String(cString: file.text).utf8))
        }
    }()

    /// The response to a request for the file.
    var response: Response {
        Response(
            status: .ok, headers: [.contentType: contentType], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
