extension Browser {
    /// Sets the size of the page in the window, in CSS pixels, until the window is closed.
    ///
    /// - Parameters:
    ///   - scale: Device pixels for each CSS pixel. A screenshot is larger by this factor.
    ///   - isMobile: Whether to use the layout of phones (`<meta name="viewport">`) and to report a touch screen.
    public func setPageSize(width: Int, height: Int, scale: Double = 1, isMobile: Bool = false) throws {
        let metrics: [String: Any] = ["width": width, "height": height, "deviceScaleFactor": scale, "mobile": isMobile]
        try devTools("Emulation.setDeviceMetricsOverride", metrics)
        try devTools("Emulation.setTouchEmulationEnabled", ["enabled": isMobile])
    }

    /// Sets media type and features for media queries until the window is closed. Features that are not given keep
    /// their defaults.
    ///
    /// - Parameters:
    ///   - features: For example `["prefers-color-scheme": "dark", "prefers-reduced-motion": "reduce"]`.
    ///   - type: `screen` or `print`.
    public func emulateMedia(_ features: [String: String], type: String = "screen") throws {
        let features = features.map { ["name": $0.key, "value": $0.value] }
        try devTools("Emulation.setEmulatedMedia", ["media": type, "features": features])
    }
}
