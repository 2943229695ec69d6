/// What the page needs before it shows a view.
struct StartResponse: Encodable {
    /// A category or `none`, with the key of the keyboard and the names by language.
    struct CategoryEntry: Encodable {
        let id: String, key: String?
        let names: [String: String]
    }

    /// The token of POST requests.
    let token: String
    /// The file name of the catalog.
    let catalog: String
    /// The language that the browser prefers.
    let language: String
    let categories: [CategoryEntry]
}
