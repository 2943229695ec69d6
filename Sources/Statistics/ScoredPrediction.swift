/// The confidence of a prediction, from 0 to 1, and whether the predicted category is the true one.
public typealias ScoredPrediction = (confidence: Double, isCorrect: Bool)
