import Foundation

/// The folder where the program keeps datasets that it fetched: `tagger` in the user's data folder, after the XDG Base
/// Directory Specification.
public enum DataFolder {
    /// Where `tagger data fetch` puts Fashion-MNIST: `$XDG_DATA_HOME/tagger/fashion-mnist`, and where that variable is not
    /// set, or is not an absolute path, `~/.local/share/tagger/fashion-mnist`.
    public static func fashionMNIST(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> URL {
        func absolute(_ name: String) -> URL? {
            environment[name].flatMap { $0.hasPrefix("/") ? URL(fileURLWithPath: $0, isDirectory: true) : nil }
        }
        let home = absolute("HOME") ?? URL(fileURLWithPath: NSHomeDirectory(), isDirectory: true)
        return (absolute("XDG_DATA_HOME") ?? home.appendingPathComponent(".local/share", isDirectory: true))
            .appendingPathComponent("tagger/fashion-mnist", isDirectory: true)
    }

    /// Whether a folder has all four files of Fashion-MNIST, gzipped or not. What is in them is not looked at.
    public static func isComplete(_ folder: URL) -> Bool {
        FashionMNISTFile.all.allSatisfy { file in
            let path = folder.appendingPathComponent(file.name).path
            return [path, String(path.dropLast(".gz".count))].contains { FileManager.default.fileExists(atPath: $0) }
        }
    }
}
