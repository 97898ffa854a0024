import RondoFiles

/// Report of a training run to its caller: plain values, in the order of events.
///
/// `Sendable`.
public enum TrainingReport<Score: ValidationScore>: Sendable {
  /// Progress after some steps.
  case progress(ProgressReport)
  /// Result of a validation.
  case validation(ValidationReport<Score>)
  /// End of the run.
  case finished(FinishedReport<Score>)
}

/// Progress of a run.
public struct ProgressReport: Sendable, Hashable, Encodable {
  /// Number of steps taken.
  public var step: Int
  /// Number of steps taken, in epochs.
  public var epoch: Double
  /// Mean training loss since the last report; `nats` in JSON.
  public var loss: Double
  /// Norm of the last gradient before clipping.
  public var gradientNorm: Double
  /// Learning rate of the last step.
  public var learningRate: Double
  /// Symbols per second of training time since the last report.
  public var symbolsPerSecond: Double
  /// Estimated time until the last step, in seconds; nil without a limit.
  public var secondsLeft: Double?

  private enum CodingKeys: String, CodingKey {
    case step, epoch, loss = "nats", gradientNorm, learningRate, symbolsPerSecond, secondsLeft
  }

  /// Encodes all keys; unknown values are null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(step, forKey: .step)
    try container.encode(epoch, forKey: .epoch)
    try container.encode(loss, forKey: .loss)
    try container.encode(gradientNorm, forKey: .gradientNorm)
    try container.encode(learningRate, forKey: .learningRate)
    try container.encode(symbolsPerSecond, forKey: .symbolsPerSecond)
    try container.encode(secondsLeft, forKey: .secondsLeft)
  }
}

/// Score on the validation data after a step.
public struct ValidationReport<Score: ValidationScore>: Sendable, Hashable, Encodable {
  /// Number of steps taken.
  public var step: Int
  /// Number of steps taken, in epochs.
  public var epoch: Double
  /// Result of the validation.
  public var result: ValidationResult<Score>
  /// True if the averaged weights scored better, and this is their score; nil if no average is
  /// kept.
  public var averaged: Bool?
  /// True if the score is the best so far.
  public var best: Bool

  /// Score that models are compared by.
  public var score: Score { result.score }

  private enum Key: String, CodingKey { case step, epoch, averaged, best }

  /// Encodes the numbers of the score and its details beside the other keys.
  public func encode(to encoder: any Encoder) throws {
    try score.encode(to: encoder)
    try result.details.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(step, forKey: .step)
    try container.encode(epoch, forKey: .epoch)
    try container.encodeIfPresent(averaged, forKey: .averaged)
    try container.encode(best, forKey: .best)
  }
}

/// End of a run.
public struct FinishedReport<Score: ValidationScore>: Sendable, Hashable, Encodable {
  /// Total number of steps taken.
  public var steps: Int
  /// Total number of steps taken, in epochs.
  public var epochs: Double
  /// Time since this process started training, in seconds.
  public var seconds: Double
  /// Symbols per second of training time.
  public var symbolsPerSecond: Double
  /// Number of parameters of the model.
  public var parameters: Int
  /// Reason for the end.
  public var stoppedBy: StopReason
  /// Best score and its step.
  public var bestValidation: BestValidation<Score>?
  /// The value that was not finite, and where it occurred.
  public var divergence: Divergence?
  /// Path of the saved model, if it was saved.
  public var model: String?

  private enum CodingKeys: String, CodingKey {
    case steps, epochs, seconds, symbolsPerSecond, parameters, stoppedBy, bestValidation, model
  }

  /// Encodes all keys; unknown values are null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(steps, forKey: .steps)
    try container.encode(epochs, forKey: .epochs)
    try container.encode(seconds, forKey: .seconds)
    try container.encode(symbolsPerSecond, forKey: .symbolsPerSecond)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(stoppedBy, forKey: .stoppedBy)
    try container.encode(bestValidation, forKey: .bestValidation)
    try container.encode(model, forKey: .model)
  }
}

/// Best score of a run.
public struct BestValidation<Score: ValidationScore>: Sendable, Hashable, Codable {
  /// Score.
  public var score: Score
  /// Number of steps taken before the validation.
  public var step: Int
  /// True if the score is that of the averaged weights.
  public var averaged: Bool

  /// Creates a best score.
  public init(score: Score, step: Int, averaged: Bool = false) {
    (self.score, self.step, self.averaged) = (score, step, averaged)
  }

  private enum Key: String, CodingKey { case step, averaged }

  /// Encodes the score's numbers beside the step, and `averaged` only if it is true.
  public func encode(to encoder: any Encoder) throws {
    try score.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(step, forKey: .step)
    if averaged { try container.encode(averaged, forKey: .averaged) }
  }

  /// Decodes what `encode` has written.
  public init(from decoder: any Decoder) throws {
    score = try Score(from: decoder)
    let container = try decoder.container(keyedBy: Key.self)
    step = try container.decode(Int.self, forKey: .step)
    averaged = try container.decodeIfPresent(Bool.self, forKey: .averaged) ?? false
  }
}

/// Loss or gradient that was not finite.
public struct Divergence: Sendable, Hashable {
  /// Quantity, such as "loss" or "gradient".
  public var quantity: String
  /// Step that failed, counted from 1.
  public var step: Int
  /// Loss of that step.
  public var loss: Double
  /// Norm of its gradient.
  public var gradientNorm: Double
  /// Data of that step, such as "symbols 0 to 64 of each stream".
  public var place: String
}

/// Converts reports to lines of JSON, with the kind of event under `event`.
///
/// Keys are sorted, and numbers have their shortest form.
public enum ReportLine {
  /// Line of a training report.
  public static func of<Score>(_ report: TrainingReport<Score>) throws -> String {
    switch report {
    case .progress(let progress): try line("progress", progress)
    case .validation(let validation): try line("validation", validation)
    case .finished(let finished): try line("finished", finished)
    }
  }

  /// Line of any event.
  public static func line(_ event: String, _ body: some Encodable) throws -> String {
    try JSONText.of(Event(event: event, body: body))
  }

  private struct Event<Body: Encodable>: Encodable {
    let event: String
    let body: Body

    enum Key: String, CodingKey { case event }

    func encode(to encoder: any Encoder) throws {
      try body.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(event, forKey: .event)
    }
  }
}
