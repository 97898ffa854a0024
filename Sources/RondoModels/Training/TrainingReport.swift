import RondoFiles

/// What a training run tells whoever watches it: plain values, in the order of events.
///
/// `Sendable`.
public enum TrainingReport<Score: ValidationScore>: Sendable {
  /// Some steps have been taken.
  case progress(ProgressReport)
  /// The model has been measured.
  case validation(ValidationReport<Score>)
  /// The run has ended.
  case finished(FinishedReport<Score>)
}

/// How far a run is.
public struct ProgressReport: Sendable, Hashable, Encodable {
  /// The number of steps taken.
  public var step: Int
  /// The same in epochs.
  public var epoch: Double
  /// The mean training loss since the last report: `nats` in JSON.
  public var loss: Double
  /// The norm of the last gradient before clipping.
  public var gradientNorm: Double
  /// The learning rate of the last step.
  public var learningRate: Double
  /// Symbols trained on per second of training time since the last report.
  public var symbolsPerSecond: Double
  /// An estimate of the time until the last step, in seconds; nil where no limit is set.
  public var secondsLeft: Double?

  private enum CodingKeys: String, CodingKey {
    case step, epoch, loss = "nats", gradientNorm, learningRate, symbolsPerSecond, secondsLeft
  }

  /// All keys are there; what is unknown is null.
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

/// The score on the validation data after a step.
public struct ValidationReport<Score: ValidationScore>: Sendable, Hashable, Encodable {
  /// The number of steps taken.
  public var step: Int
  /// The same in epochs.
  public var epoch: Double
  /// What was found.
  public var result: ValidationResult<Score>
  /// Where averaged weights are kept: true where they scored better, and this is their score.
  public var averaged: Bool?
  /// True where it is the best so far.
  public var best: Bool

  /// What models are compared by.
  public var score: Score { result.score }

  private enum Key: String, CodingKey { case step, epoch, averaged, best }

  /// The numbers of the score and its details stand beside the other keys.
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

/// How a run ended.
public struct FinishedReport<Score: ValidationScore>: Sendable, Hashable, Encodable {
  /// The number of steps taken in all.
  public var steps: Int
  /// The same in epochs.
  public var epochs: Double
  /// The time since this process began to train, in seconds.
  public var seconds: Double
  /// Symbols trained on per second of training time.
  public var symbolsPerSecond: Double
  /// The number of the model's parameters.
  public var parameters: Int
  /// Why it ended.
  public var stoppedBy: StopReason
  /// The best score and its step.
  public var bestValidation: BestValidation<Score>?
  /// What was not finite, where and when.
  public var divergence: Divergence?
  /// The file that holds the model, where it was saved.
  public var model: String?

  private enum CodingKeys: String, CodingKey {
    case steps, epochs, seconds, symbolsPerSecond, parameters, stoppedBy, bestValidation, model
  }

  /// All keys are there; what is unknown is null.
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

/// The best score of a run.
public struct BestValidation<Score: ValidationScore>: Sendable, Hashable, Codable {
  /// The score.
  public var score: Score
  /// The number of steps taken before it.
  public var step: Int
  /// True where it is that of the averaged weights.
  public var averaged: Bool

  /// A score and its step.
  public init(score: Score, step: Int, averaged: Bool = false) {
    (self.score, self.step, self.averaged) = (score, step, averaged)
  }

  private enum Key: String, CodingKey { case step, averaged }

  /// The score's numbers stand beside the step; `averaged` only where it is true.
  public func encode(to encoder: any Encoder) throws {
    try score.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(step, forKey: .step)
    if averaged { try container.encode(averaged, forKey: .averaged) }
  }

  /// Reads what `encode` writes.
  public init(from decoder: any Decoder) throws {
    score = try Score(from: decoder)
    let container = try decoder.container(keyedBy: Key.self)
    step = try container.decode(Int.self, forKey: .step)
    averaged = try container.decodeIfPresent(Bool.self, forKey: .averaged) ?? false
  }
}

/// A loss or gradient that was not finite.
public struct Divergence: Sendable, Hashable {
  /// "loss" or "gradient".
  public var quantity: String
  /// The step that would have been taken, from 1.
  public var step: Int
  /// The loss of that step.
  public var loss: Double
  /// The norm of its gradient.
  public var gradientNorm: Double
  /// The data of that step: "symbols 0 to 64 of each stream".
  public var place: String
}

/// A report as one line of JSON, with the kind of event under `event`.
///
/// Keys are sorted; numbers are in their shortest form.
public enum ReportLine {
  /// A training report.
  public static func of<Score>(_ report: TrainingReport<Score>) throws -> String {
    switch report {
    case .progress(let progress): try line("progress", progress)
    case .validation(let validation): try line("validation", validation)
    case .finished(let finished): try line("finished", finished)
    }
  }

  /// Any event.
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
