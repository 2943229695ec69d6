import Testing

@testable import Reporting

@Suite struct LabelPlacementTests {
    @Test("Labels without overlap keep their positions")
    func noOverlap() {
        #expect(LabelPlacement.positions([80, 10, 40], gap: 15, within: 0...100) == [80, 10, 40])
    }

    @Test("Overlapping labels move evenly")
    func overlap() {
        #expect(LabelPlacement.positions([50, 50], gap: 10, within: 0...100) == [45, 55])
        // The mean of all positions stays the same.
        #expect(LabelPlacement.positions([52, 50, 48], gap: 10, within: 0...100) == [60, 50, 40])
        #expect(LabelPlacement.positions([], gap: 10, within: 0...100) == [])
    }

    @Test("Labels stay within the limits")
    func limits() {
        #expect(LabelPlacement.positions([0, 0, 1], gap: 10, within: 0...100) == [0, 10, 20])
        #expect(LabelPlacement.positions([100, 99], gap: 10, within: 0...100) == [100, 90])
    }
}
