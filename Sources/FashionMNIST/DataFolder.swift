import Foundation

/// The folder in which the program keeps fetched datasets, after the XDG Base Directory Specification.
public enum DataFolder {
    /// Returns the folder into which `tagger data fetch` writes Fashion-MNIST: `$XDG_DATA_HOME/tagger/fashion-mnist`,
    /// or `~/.local/share/tagger/fashion-mnist` where the variable is not set or not an absolute path.
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

    /// Whether a folder has all four files of Fashion-MNIST, gzipped or not. The contents are not checked.
    public static func isComplete(_ folder: URL) -> Bool {
        DatasetFile.all.allSatisfy { file in
            let path = folder.appendingPathComponent(file.name).path
            return [path, String(path.dropLast(".gz".count))].contains { FileManager.default.fileExists(atPath: $0) }
        }
    }
}
