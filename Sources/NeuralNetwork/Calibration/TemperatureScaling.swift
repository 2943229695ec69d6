import Foundation

/// Calibration by temperature scaling (Guo et al., "On calibration of modern neural networks", 2017): logits are
/// divided by one number before the softmax, which changes confidences but no predicted class.
enum TemperatureScaling {
    /// Returns the temperature that minimises the mean cross-entropy of logits `[N, classes]` with labels `[N]`.
    ///
    /// The result is limited to 0.01...100, since the minimum is at 0 where all predictions are correct. Without images
    /// it is 1.
    ///
    /// The loss is convex in the inverse temperature, so its slope changes sign at most once, and bisection finds the
    /// position.
    static func fit(logits: [Float], labels: some Collection<UInt8>) -> Double {
        guard !labels.isEmpty else { return 1 }
        let labels = Array(labels)
        var (low, high) = (log(0.01), log(100.0))  // of the inverse temperature
        for _ in 0..<40 {
            let middle = (low + high) / 2
            if slope(logits: logits, labels: labels, inverseTemperature: exp(middle)) < 0 {
                low = middle
            } else {
                high = middle
            }
        }
        return exp(-(low + high) / 2)
    }

    /// Returns the derivative of the summed cross-entropy with respect to the inverse temperature: Σ over images of
    /// E[logit] − logit[label].
    private static func slope(logits: [Float], labels: [UInt8], inverseTemperature: Double) -> Double {
        let classes = logits.count / labels.count
        precondition(logits.count == labels.count * classes && classes > 0)
        var slope = 0.0
        logits.withUnsafeBufferPointer { logits in
            for (row, label) in labels.enumerated() {
                let start = row * classes
                var largest = -Double.infinity
                for i in start..<start + classes { largest = max(largest, Double(logits[i])) }
                var (sum, weighted) = (0.0, 0.0)
                for i in start..<start + classes {
                    let logit = Double(logits[i])
                    let weight = exp((logit - largest) * inverseTemperature)
                    sum += weight
                    weighted += weight * logit
                }
                slope += weighted / sum - Double(logits[start + Int(label)])
            }
        }
        return slope
    }
}
