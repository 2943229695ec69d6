import Synchronization

/// Names of temporary tables.
enum TemporaryTableName {
    private static let number = Atomic(0)

    /// Returns a name that no other temporary table of the process has.
    static func next(_ prefix: String) -> String {
        "\(prefix)_\(number.wrappingAdd(1, ordering: .relaxed).newValue)"
    }
}
