import Foundation
import TestSupport
import Testing

extension ReviewPageAppearanceTests {
    /// Screenshots of all states. The screenshots of the documentation are made by
    ///
    ///     TAGGER_SCREENSHOTS=docs/screenshots swift test --filter Screenshots
    @Suite struct Screenshots {
        /// The screenshots of the documentation: a state, and the language and appearance.
        private static let documented = [
            "prediction-en-light": "single", "audit-en-light": "audit", "grid-en-light": "grid",
            "prediction-pt-BR-dark-phone": "phone", "report": "report",
        ]

        private let shop: ReviewedShop
        private let folder: TemporaryFolder

        init() throws {
            shop = try .sample()
            folder = try TemporaryFolder()
        }

        /// Takes a screenshot, and writes it to the folder of the documentation if it is one of those.
        private func takeScreenshot(_ name: String, _ browser: Browser) throws {
            let image = try browser.screenshot(to: folder.file(name + ".png"))
            #expect(image.count > 5_000, "\(name) is empty")
            guard let documentation = ProcessInfo.processInfo.environment["TAGGER_SCREENSHOTS"],
                let documentedName = Self.documented[name]
            else { return }
            try image.write(to: URL(fileURLWithPath: documentation).appendingPathComponent(documentedName + ".png"))
        }

        @Test("Every state of the review page, light, dark, on a phone, in both languages")
        func everyState() throws {
            try shop.decide(12)
            let server = try ReviewServerProcess(shop.catalog)
            let appearances = [
                ("en", "light", false), ("en", "dark", false), ("en", "light", true), ("pt-BR", "dark", true),
            ]
            for (language, scheme, isPhone) in appearances {
                let page = try ReviewPage(server, language: language)
                try page.browser.setPageSize(
                    width: isPhone ? 390 : 1200, height: isPhone ? 844 : 800, isMobile: isPhone)
                try page.browser.emulateMedia(["prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"])
                for state in ReviewPageState.all {
                    try state.show(page)
                    try takeScreenshot(
                        "\(state.name)-\(language)-\(scheme)\(isPhone ? "-phone" : "")", page.browser)
                }
            }
        }

        @Test("The review page while it learns")
        func learning() throws {
            try shop.decide(22)
            let page = try ReviewPage(ReviewServerProcess(shop.catalog))
            try page.browser.click("#learn")
            _ = try page.browser.find("progress")
            try takeScreenshot("learning", page.browser)
            try page.browser.find(".figures > button").click()
            try page.waitForMessage("Learning")
        }

        @Test("The page of tagger report")
        func report() throws {
            try shop.decide(22)
            let report = try Program.run("report", "--db", shop.catalog, "--out", folder.file("report"))
            #expect(report.code == 0, "\(report.errors)")
            let browser = try Browser()
            try browser.setPageSize(width: 1200, height: 900, isMobile: false)
            try browser.emulateMedia(["prefers-color-scheme": "light"])
            try browser.open("file://" + folder.file("report/report.html"))
            try takeScreenshot("report", browser)
        }
    }
}
