import ArgumentParser
import NeuralNetwork

/// The options of the optimiser, its schedule and regularisation. The defaults are those of the study: Adam with a constant
/// learning rate.
struct OptimiserOptions: ParsableArguments {
    enum Rule: String, ExpressibleByArgument, CaseIterable { case adam, adamw, nesterov }
    enum Decay: String, ExpressibleByArgument, CaseIterable { case none, linear, cosine }

    @Option(help: "The optimiser; nesterov is SGD with Nesterov momentum 0.9.")
    var optimiser = Rule.adam

    @Option(help: ArgumentHelp("The highest learning rate. (default: 0.001)", valueName: "rate"))
    var learningRate: Double?

    @Option(
        help: ArgumentHelp("The weight decay, for adamw and nesterov. (default: 0)", valueName: "rate"))
    var weightDecay: Double?

    @Option(help: ArgumentHelp("The share of the steps in which the learning rate rises. (default: 0)", valueName: "p"))
    var warmUp: Double?

    @Option(help: "The decay of the learning rate after the warm-up.")
    var decay = Decay.none

    @Option(help: ArgumentHelp("The share of each label that is spread over all classes. (default: 0)", valueName: "p"))
    var labelSmoothing: Double?

    @Option(
        help: ArgumentHelp("Average the weights over the steps with this decay. (default: no average)", valueName: "p"))
    var averagingDecay: Double?

    @Option(
        help: ArgumentHelp(
            """
            Stop after this number of epochs without a lower validation loss, and return to the best epoch. (default: never stop \
            early)
            """, valueName: "n"))
    var patience: Int?

    @Option(
        help: ArgumentHelp(
            "The divisor of the logits before the softmax. (default: fitted on the validation split)",
            valueName: "t"))
    var temperature: Double?

    @Option(
        help: ArgumentHelp(
            "The number of threads; the result does not depend on it. (default: the number of cores)", valueName: "n"))
    var threads: Int?

    func validate() throws {
        if optimiser == .adam, weightDecay != nil {
            throw ValidationError("--weight-decay needs --optimiser adamw or nesterov.")
        }
        if let temperature, !(0.01...100).contains(temperature) {
            throw ValidationError("--temperature must be from 0.01 to 100.")
        }
        if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads must be from 1 to 1024.") }
    }

    /// Sets the chosen options in a configuration.
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

    /// The chosen options as on the command line. Options left at their default are omitted, and so is the number of threads,
    /// which does not change the result.
    var words: [String] {
        func word(_ name: String, _ value: (some Any)?) -> [String] { value.map { ["--\(name) \($0)"] } ?? [] }
        return word("optimiser", optimiser == .adam ? nil : optimiser.rawValue) + word("learning-rate", learningRate)
            + word("weight-decay", weightDecay) + word("warm-up", warmUp)
            + word("decay", decay == .none ? nil : decay.rawValue) + word("label-smoothing", labelSmoothing)
            + word("averaging-decay", averagingDecay) + word("patience", patience)
            + word("temperature", temperature)
    }
}
