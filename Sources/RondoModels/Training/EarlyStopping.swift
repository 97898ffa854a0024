/// The limits of training, of which the first one reached ends it; `patience` is that of early
/// stopping (Prechelt 1998).
///
/// `Sendable`.
public struct TrainingLimits: Sendable, Hashable, Codable {
  /// The number of times that the training part is read.
  public var epochs: Int?
  /// The number of training steps.
  public var steps: Int?
  /// The number of validations in a row without a new best after which training stops.
  public var patience: Int?

  /// Limits; without any, training goes on until it is stopped.
  public init(epochs: Int? = nil, steps: Int? = nil, patience: Int? = nil) {
    (self.epochs, self.steps, self.patience) = (epochs, steps, patience)
  }

  /// The number of steps of a run whose epochs have `stepsPerEpoch`.
  public func totalSteps(stepsPerEpoch: Int) -> Int {
    min(
      steps ?? .max,
      epochs.map { $0.multipliedReportingOverflow(by: stepsPerEpoch) }.map {
        $0.overflow ? .max : $0.partialValue
      } ?? .max)
  }
}

/// Why a run ends.
public enum StopReason: String, Sendable, Hashable, Codable {
  /// The number of epochs was reached.
  case epochs
  /// The number of steps was reached.
  case steps
  /// The number of steps that the time allowed was reached.
  case minutes
  /// The validation score had stopped improving.
  case patience
  /// It was asked to stop.
  case signal
  /// A loss or gradient was not finite.
  case nonFinite
}
