import Foundation

extension Browser {
    /// Returns the console messages of all windows since the start of the browser.
    public func consoleMessages() throws -> [ConsoleMessage] {
        let new: [ConsoleMessage] = try command("POST", "se/log", ["type": "browser"])
        return console.withLock { messages in
            messages += new
            return messages
        }
    }

    /// Returns the addresses that the pages of all windows have requested since the start of the browser, in order,
    /// including requests without a response. Requests of Chromium's own pages, such as an empty tab, are left out.
    public func requestedAddresses() throws -> [String] {
        struct Entry: Decodable { var message: String }
        let entries: [Entry] = try command("POST", "se/log", ["type": "performance"])
        let new = try entries.compactMap { entry -> String? in
            let event = try JSONDecoder().decode(Event.self, from: Data(entry.message.utf8)).message
            switch event.method {
            case "Network.requestWillBeSent":
                let isChromiumsOwn = event.params?.documentURL?.hasPrefix("chrome") ?? false
                return isChromiumsOwn ? nil : event.params?.request?.url
            case "Network.webSocketCreated", "Network.webTransportCreated": return event.params?.url
            default: return nil
            }
        }
        return requests.withLock { addresses in
            addresses += new
            return addresses
        }
    }

    /// Returns the hosts, with ports, of the requested addresses, such as `127.0.0.1:8080`.
    public func requestedHosts() throws -> Set<String> {
        Set(
            try requestedAddresses().compactMap { address in
                guard let url = URLComponents(string: address), let host = url.host, !host.isEmpty else { return nil }
                return host + (url.port.map { ":\($0)" } ?? "")
            })
    }

    /// The used part of an event of the Chrome DevTools Protocol.
    private struct Event: Decodable {
        struct Message: Decodable {
            var method: String
            var params: Parameters?
        }
        struct Parameters: Decodable {
            var request: Request?
            var url: String?
            var documentURL: String?

            enum Keys: CodingKey { case request, url, documentURL }

            /// Values of other types, which other events have under these names, become nil.
            init(from decoder: any Decoder) throws {
                let values = try decoder.container(keyedBy: Keys.self)
                request = try? values.decode(Request.self, forKey: .request)
                url = try? values.decode(String.self, forKey: .url)
                documentURL = try? values.decode(String.self, forKey: .documentURL)
            }
        }
        struct Request: Decodable { var url: String }

        var message: Message
    }
}
