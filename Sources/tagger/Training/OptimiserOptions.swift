import ArgumentParser
import NeuralNetwork

/// How a network is trained, where the study's own way (Adam, one rate, no more) is left.
struct OptimiserOptions: ParsableArguments {
    enum Rule: String, ExpressibleByArgument, CaseIterable { case adam, adamw, nesterov }
    enum Decay: String, ExpressibleByArgument, CaseIterable { case none, linear, cosine }

    @Option(help: "How parameters move: adam, adamw, or nesterov (SGD with Nesterov momentum 0.9).")
    var optimiser = Rule.adam

    @Option(help: ArgumentHelp("How far they move, at most (default: 0.001).", valueName: "rate"))
    var learningRate: Double?

    @Option(
        help: ArgumentHelp("How weights are pulled towards 0, with adamw and nesterov (default: 0).", valueName: "rate")
    )
    var weightDecay: Double?

    @Option(help: ArgumentHelp("Share of the steps in which the learning rate rises (default: 0).", valueName: "p"))
    var warmUp: Double?

    @Option(help: "How it falls after that: none, linear, cosine.")
    var decay = Decay.none

    @Option(help: ArgumentHelp("Share of each label that is spread over all classes (default: 0).", valueName: "p"))
    var labelSmoothing: Double?

    @Option(help: ArgumentHelp("Keep a moving average of the weights with this decay.", valueName: "p"))
    var averagingDecay: Double?

    @Option(
        help: ArgumentHelp(
            "End after so many epochs without a smaller validation loss, and return to the best.", valueName: "n"))
    var patience: Int?

    @Option(
        help: ArgumentHelp(
            "What logits are divided by before the softmax (default: what fits the validation split best).",
            valueName: "t"))
    var temperature: Double?

    @Option(
        help: ArgumentHelp(
            "Threads; the result is the same for any number (default: one for each core).", valueName: "n"))
    var threads: Int?

    func validate() throws {
        if optimiser == .adam, weightDecay != nil {
            throw ValidationError("--weight-decay goes with adamw or nesterov.")
        }
        if let temperature, !(0.01...100).contains(temperature) {
            throw ValidationError("--temperature is a number from 0.01 to 100.")
        }
        if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads is a number from 1 to 1024.") }
    }

    func apply(to configuration: inout TrainingConfiguration) {
        switch optimiser {
        case .adam: configuration.optimiser = .adam
        case .adamw: configuration.optimiser = .adamW(weightDecay: weightDecay ?? 0)
        case .nesterov: configuration.optimiser = .nesterov(momentum: 0.9, weightDecay: weightDecay ?? 0)
        }
        if let learningRate { configuration.learningRate = learningRate }
        if let labelSmoothing { configuration.labelSmoothing = labelSmoothing }
        if let threads { configuration.threads = threads }
        configuration.averagingDecay = averagingDecay
        configuration.patience = patience
        let falls: LearningRateSchedule.Decay =
            switch decay {
            case .none: .none
            case .linear: .linear
            case .cosine: .cosine
            }
        configuration.schedule = LearningRateSchedule(warmUp: warmUp ?? 0, decay: falls)
    }

    /// What was chosen, as on the command line; the number of threads changes nothing and is left out.
    var words: [String] {
        func word(_ name: String, _ value: (some Any)?) -> [String] { value.map { ["--\(name) \($0)"] } ?? [] }
        return word("optimiser", optimiser == .adam ? nil : optimiser.rawValue) + word("learning-rate", learningRate)
            + word("weight-decay", weightDecay) + word("warm-up", warmUp)
            + word("decay", decay == .none ? nil : decay.rawValue) + word("label-smoothing", labelSmoothing)
            + word("averaging-decay", averagingDecay) + word("patience", patience)
            + word("temperature", temperature)
    }
}
