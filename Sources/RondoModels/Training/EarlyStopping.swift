/// Limits of training; the first one reached ends the run. `patience` is that of early stopping
/// (Prechelt 1998).
///
/// `Sendable`.
public struct TrainingLimits: Sendable, Hashable, Codable {
  /// Number of epochs, passes over the training data.
  public var epochs: Int?
  /// Number of optimizer steps.
  public var steps: Int?
  /// Number of consecutive validations without a new best score after which training stops.
  public var patience: Int?

  /// Creates limits; without any, training continues until a stop is requested.
  public init(epochs: Int? = nil, steps: Int? = nil, patience: Int? = nil) {
    (self.epochs, self.steps, self.patience) = (epochs, steps, patience)
  }

  /// Number of steps at which the limits end a run with `stepsPerEpoch` steps per epoch.
  public func totalSteps(stepsPerEpoch: Int) -> Int {
    min(
      steps ?? .max,
      epochs.map { $0.multipliedReportingOverflow(by: stepsPerEpoch) }.map {
        $0.overflow ? .max : $0.partialValue
      } ?? .max)
  }
}

/// Reason for the end of a run.
public enum StopReason: String, Sendable, Hashable, Codable {
  /// The number of epochs was reached.
  case epochs
  /// The number of steps was reached.
  case steps
  /// The number of steps planned for the time limit, or the limit itself, was reached.
  case minutes
  /// The validation score stopped improving.
  case patience
  /// A stop was requested.
  case signal
  /// A loss or gradient was not finite.
  case nonFinite
}
