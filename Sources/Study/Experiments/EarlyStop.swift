import NeuralNetwork

/// The end of a training with early stopping, computed from the epochs of a training without it.
struct EarlyStop: Equatable {
    /// The last epoch, counted from 1.
    let epoch: Int
    /// The epoch whose parameters are kept.
    let best: Int

    /// Finds the first epoch after which the validation loss has not improved for `patience` epochs.
    init(after patience: Int, in records: [EpochRecord]) {
        var best = 1, epoch = 1
        for record in records {
            epoch = record.epoch
            if (record.validationLoss ?? .infinity) < (records[best - 1].validationLoss ?? .infinity) {
                best = epoch
            } else if epoch - best >= patience {
                break
            }
        }
        (self.epoch, self.best) = (epoch, best)
    }
}
