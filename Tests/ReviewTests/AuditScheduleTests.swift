import Testing

@testable import Review

@Suite struct AuditScheduleTests {
    @Test func shareOfAuditsIsNeverBelowAQuarter() {
        for first in stride(from: 0, through: 5000, by: 100) {
            let more = AuditSchedule.audits(among: first + 100) - AuditSchedule.audits(among: first)
            #expect((25...100).contains(more), "\(first)")
        }
        #expect(AuditSchedule.audits(among: 40) == 40)
        #expect(AuditSchedule.audits(among: 1000) > 450)
    }
}
