extension Browser {
    /// Gives the window's page this size in CSS pixels, for as long as the window is open.
    ///
    /// - Parameters:
    ///   - scale: Device pixels of a CSS pixel: so much larger is a screenshot.
    ///   - isMobile: Lays pages out as phones do (`<meta name="viewport">`), and says that fingers touch them.
    public func setPageSize(width: Int, height: Int, scale: Double = 1, isMobile: Bool = false) throws {
        let metrics: [String: Any] = ["width": width, "height": height, "deviceScaleFactor": scale, "mobile": isMobile]
        try devTools("Emulation.setDeviceMetricsOverride", metrics)
        try devTools("Emulation.setTouchEmulationEnabled", ["enabled": isMobile])
    }

    /// What media queries are told, for as long as the window is open; what is not named is as it usually is.
    ///
    /// - Parameters:
    ///   - features: Such as `["prefers-color-scheme": "dark", "prefers-reduced-motion": "reduce"]`.
    ///   - type: `screen` or `print`.
    public func emulateMedia(_ features: [String: String], type: String = "screen") throws {
        let features = features.map { ["name": $0.key, "value": $0.value] }
        try devTools("Emulation.setEmulatedMedia", ["media": type, "features": features])
    }
}
