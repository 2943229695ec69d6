import Foundation
import Testing

@testable import Reporting

@Suite struct PlotTests {
    static let hostile = "<script>&\"'\u{1B}[31m]]> \u{202E}\0"

    private func lineChart(_ words: String = "loss") -> LineChart {
        LineChart(
            title: words, description: words, x: Axis(words), y: Axis(words, including: 0...1),
            series: [
                .init(words, colour: 0, points: [(0, 0), (5, 0.5), (10, 1)]),
                .init(
                    words, colour: 1, points: [(0, 1), (10, 1)], spread: [0.1, 0.1], isDashed: true, hasPoints: true),
            ], marks: [.init(x: 2.5, label: words)])
    }

    private func pointRangeChart(_ words: String = "loss") -> PointRangeChart {
        PointRangeChart(
            title: words, description: words, x: Axis(words, including: 0...100),
            rows: [
                .init(words, values: [20, 30], mean: 25, halfWidth: 5, note: words),
                .init(words, mean: 100, note: words),
            ],
            reference: (50, words))
    }

    private func drawings(_ words: String) -> [String] {
        [
            lineChart(words).svg, pointRangeChart(words).svg,
            HeatMap(
                title: words, description: words, rowTitle: words, columnTitle: words, names: [words, words],
                counts: [[9, 1], [0, 0]]
            ).svg,
            ReliabilityDiagram(
                title: words, description: words,
                panels: [.init(words, bins: [.init(confidence: 0.5, accuracy: 0.25, count: 3)])]
            ).svg,
            ImageGrid(
                title: words, description: words, side: 56,
                rows: [.init(words, images: [(Array(repeating: 7, count: 784), [words])])]
            ).svg,
        ]
    }

    @Test("Plots with hostile texts are well-formed and have no script")
    func hostileTexts() throws {
        for svg in drawings(Self.hostile) {
            let parsed = try ParsedSVG(svg)
            #expect(parsed.elements.first?.attributes["role"] == "img")
            #expect(parsed.all("script").isEmpty)
            let shown = #"<script>&"'\u{1B}[31m]]> \u{202E}\u{0}"#
            #expect(parsed.all("title").map(\.text) == [shown])
            #expect(parsed.all("desc").map(\.text) == [shown])
            #expect(parsed.all("text").contains { $0.text == shown })
        }
    }

    @Test("Characters with combining marks are escaped")
    func combiningMarks() throws {
        let words = "<\u{301}b>\u{338} \u{0D4E}&\u{301} \u{0D4E}< \"\u{301}'\u{301}"
        for svg in drawings(words) {
            let parsed = try ParsedSVG(svg)
            #expect(parsed.all("title").map(\.text) == [words] && parsed.all("b").isEmpty)
        }
    }

    @Test("Each colour class has a colour for dark mode")
    func darkMode() throws {
        let style = try #require(ParsedSVG(lineChart().svg).all("style").first?.text)
        let parts = style.components(separatedBy: "@media (prefers-color-scheme: dark)")
        try #require(parts.count == 2)
        for name in ["text {", "faint {", ".paper", ".grid", ".axis", "line0", "fill0", "line3", "fill3"] {
            #expect(parts[0].contains(name) && parts[1].contains(name), "\(name)")
        }
    }

    @Test("All coordinates are on the page")
    func coordinates() throws {
        for svg in drawings("a name of some length") {
            let parsed = try ParsedSVG(svg)
            let page = try #require(parsed.elements.first)
            for element in parsed.elements.dropFirst() where element.attributes["width"] != "100%" {
                for (name, limit) in [
                    ("x", page["width"]), ("x1", page["width"]), ("cx", page["width"]), ("y", page["height"]),
                    ("y1", page["height"]), ("cy", page["height"]),
                ]
                where element.attributes[name] != nil {
                    #expect((0...limit).contains(element[name]), "\(element)")
                }
            }
        }
    }

    @Test("Lines, bars and marks are at the positions of their values")
    func lineChartPositions() throws {
        let parsed = try ParsedSVG(lineChart().svg)
        let lines = parsed.all("polyline").map(\.points)
        try #require(lines.count == 2 && lines[0].count == 3)
        let (first, middle, last) = (lines[0][0], lines[0][1], lines[0][2])
        // The middle point is in the middle of both axes, the ends are at the ticks of 0 and 1.
        #expect(abs(middle[0] - (first[0] + last[0]) / 2) < 0.02 && abs(middle[1] - (first[1] + last[1]) / 2) < 0.02)
        #expect(try abs(parsed.text("10")["x"] - last[0]) < 0.02)
        #expect(try abs(parsed.text("0.0")["y"] - 4.5 - first[1]) < 0.02)
        // The bars of the second line extend by 0.1 up and down.
        let bar = try #require(parsed.all("line", "line1").first { $0.has("thin") && !$0.has("pale") })
        #expect(abs(bar["y1"] - (last[1] + (first[1] - last[1]) / 10)) < 0.02)
        #expect(abs(bar["y2"] - (last[1] - (first[1] - last[1]) / 10)) < 0.02)
        let mark = try #require(parsed.all("line", "reference").first)
        #expect(abs(mark["x1"] - (first[0] + (last[0] - first[0]) / 4)) < 0.02)
    }

    @Test("Names of lines do not overlap")
    func lineNames() throws {
        let names = try ParsedSVG(lineChart().svg).all("text").filter {
            $0.text == "loss" && ($0.has("fill0") || $0.has("fill1"))
        }
        try #require(names.count == 2)
        #expect(abs(names[0]["y"] - names[1]["y"]) >= 17)
    }

    @Test("Infinite and undefined points leave a gap in the line")
    func gaps() throws {
        let chart = LineChart(
            title: "", description: "", x: Axis(""), y: Axis(""),
            series: [
                .init(nil, colour: 0, points: [(0, 1), (1, 2), (2, .nan), (3, 1), (4, .infinity), (5, 1), (6, 2)])
            ])
        #expect(try ParsedSVG(chart.svg).all("polyline").map(\.points.count) == [2, 1, 2])
    }

    @Test("Points and bars of a point range chart are at the positions of their values")
    func pointRangePositions() throws {
        let parsed = try ParsedSVG(pointRangeChart().svg)
        let (zero, hundred) = (try parsed.text("0")["x"], try parsed.text("100")["x"])
        func place(_ value: Double) -> Double { zero + (hundred - zero) * value / 100 }
        let small = parsed.all("circle", "pale").map { $0["cx"] }
        #expect(zip(small, [20, 30]).allSatisfy { abs($0 - place($1)) < 0.02 })
        let means = parsed.all("circle", "ring").map { $0["cx"] }
        #expect(zip(means, [25, 100]).allSatisfy { abs($0 - place($1)) < 0.02 })
        let bars = parsed.all("line", "line0")
        #expect(bars.count == 1 && abs(bars[0]["x1"] - place(20)) < 0.02 && abs(bars[0]["x2"] - place(30)) < 0.02)
        #expect(try abs(#require(parsed.all("line", "reference").first)["x1"] - place(50)) < 0.02)
    }

    @Test("The shade of a heat map is the square root of the share of the row")
    func heatMapShades() throws {
        let svg = HeatMap(
            title: "", description: "", rowTitle: "truth", columnTitle: "prediction", names: ["a", "b"],
            counts: [[81, 19], [0, 5]]
        ).svg
        let shades = try ParsedSVG(svg).all("rect", "shade").map {
            $0.attributes["fill-opacity"].flatMap(Double.init) ?? 1
        }
        #expect(shades == [0.9, 0.44, 0.03, 1])
    }

    @Test("The bars of a reliability diagram end at the accuracy")
    func reliabilityBars() throws {
        let bins = [
            ReliabilityDiagram.Bin(confidence: 0.5, accuracy: 0.25, count: 4),
            .init(confidence: 0.9, accuracy: 1, count: 4),
        ]
        let parsed = try ParsedSVG(ReliabilityDiagram(title: "", description: "", panels: [.init("p", bins: bins)]).svg)
        let (zero, all) = (try parsed.text("0%")["y"] - 4.5, try parsed.text("100%")["y"] - 4.5)
        let bars = parsed.all("rect", "fill0")
        #expect(bars.count == 2)
        #expect(abs(bars[0]["height"] - (zero - all) / 4) < 0.02 && abs(bars[1]["height"] - (zero - all)) < 0.02)
        // The gap to the confidence is a quarter above the first bar and a tenth within the second.
        let gaps = parsed.all("rect", "gap")
        #expect(abs(gaps[0]["height"] - (zero - all) / 4) < 0.02 && abs(gaps[1]["height"] - (zero - all) / 10) < 0.02)
    }
}
