import Foundation
import TestSupport
import Testing

extension ReviewPageTests {
    @Suite struct Screenshots {
        /// The pictures of docs/REVIEWING.md come from here: TAGGER_SCREENSHOTS names the folder that they are to be written to.
        @Test("Every state, light, dark, on a phone, in both languages")
        func everyState() throws {
            let shop = try ReviewedShop.sample()
            try shop.decide(12)
            let serving = try ReviewServing(shop.catalog)
            let temporary = try TemporaryFolder()
            let folder = ProcessInfo.processInfo.environment["TAGGER_SCREENSHOTS"] ?? temporary.path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            var names: Set<String> = []
            for language in ["en", "pt-BR"] {
                let visit = try ReviewVisit(serving, language: language)
                let looks = language == "en" ? [("light", false), ("dark", false), ("light", true)] : [("dark", true)]
                for (scheme, isPhone) in looks {
                    try visit.browser.setPageSize(
                        width: isPhone ? 390 : 1200, height: isPhone ? 844 : 800, isMobile: isPhone)
                    try visit.browser.emulateMedia(["prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"])
                    for state in ReviewState.all {
                        try state.show(visit)
                        let name = "\(state.name)-\(language)-\(scheme)\(isPhone ? "-phone" : "").png"
                        let picture = try visit.browser.screenshot(to: folder + "/" + name)
                        #expect(picture.count > 5_000, "\(name)")
                        names.insert(name)
                    }
                }
                guard language == "en" else { continue }
                try shop.decide(10)
                try visit.open()
                try visit.browser.click("#learn")
                _ = try visit.browser.find("progress")
                try visit.browser.screenshot(to: folder + "/learning-en-light.png")
                try visit.browser.find(".figures > button").click()
                try visit.waitForMessage("Learning")
            }
            #expect(names.count == 4 * ReviewState.all.count)
        }
    }
}
