/// The share of audits among the decisions of a shop.
///
/// The first 40 decisions are audits, so that the model learns from a random sample. Then a quarter of the decisions
/// are audits, since a small number of audits certifies nothing and audits teach less than other decisions; from the
/// 241st to the 1,000th decision 55%, so that the audits suffice for a certificate; then a quarter.
enum AuditSchedule {
    /// Returns the number of audits among a number of decisions.
    static func audits(among decisions: Int) -> Int {
        func between(_ first: Int, _ last: Int) -> Int { max(0, min(decisions, last) - first) }
        return between(0, 40) + between(40, 240) / 4 + between(240, 1000) * 11 / 20 + between(1000, .max) / 4
    }
}
