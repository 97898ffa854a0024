public import RondoEngine

/// A task whose model is measured while it is trained: what a `TrainingRun` needs.
public protocol ScoredTask: TrainingTask {
  /// The data that the model is measured on; `NoValidation` by default.
  associatedtype Validation: ValidationData = NoValidation<Model> where Validation.Model == Model
}

extension ScoredTask {
  /// The result of a validation.
  public typealias Score = Validation.Score
}

/// Data that a model is measured on.
public protocol ValidationData<Model>: Sendable {
  /// The model measured.
  associatedtype Model: Module<Float>
  /// The result of a measurement.
  associatedtype Score: ValidationScore

  /// The score of a model; nil where a stop is requested before it is known.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - batch: the number of sequences to be read side by side, at most.
  ///   - tape: where to compute.
  ///   - isStopRequested: asked now and then, so that a long measurement can be left.
  func measure(
    _ model: Model, batch: Int, on tape: Tape<Float>, unless isStopRequested: () -> Bool
  ) -> ValidationResult<Score>?

  /// The number that decides which of two scores on these data is better: the smaller one. By default
  /// the score's own.
  func objective(of score: Score) -> Double

  /// The measured model, completed by what the measurement found; by default the same model.
  func completed(_ model: Model, by result: ValidationResult<Score>) -> Model
}

extension ValidationData {
  /// The score's own.
  public func objective(of score: Score) -> Double { score.objective }

  /// The same model.
  public func completed(_ model: Model, by result: ValidationResult<Score>) -> Model { model }
}

/// The result of a validation: a few numbers, of which one decides which model is best. Its numbers
/// are the fields of the run's reports.
public protocol ValidationScore: Sendable, Hashable, Codable {
  /// Further numbers of a validation, which are reported but not kept with the model; by default none.
  associatedtype Details: Sendable, Hashable, Encodable = NoDetails

  /// The number that training makes small, unless the data say otherwise.
  var objective: Double { get }
}

/// The details of a score that has none.
///
/// `Sendable`.
public struct NoDetails: Sendable, Hashable, Encodable {
  /// Nothing.
  public init() {}
}

/// The result of one validation.
///
/// `Sendable`.
public struct ValidationResult<Score: ValidationScore>: Sendable, Hashable {
  /// The numbers that models are compared by.
  public var score: Score
  /// The numbers beside these.
  public var details: Score.Details

  /// A result.
  public init(_ score: Score, details: Score.Details) {
    (self.score, self.details) = (score, details)
  }
}

extension ValidationResult where Score.Details == NoDetails {
  /// A result without details.
  public init(_ score: Score) { self.init(score, details: NoDetails()) }
}

/// A loss on validation data, for tasks that need no other score.
///
/// `Sendable`.
public struct MeanLoss: ValidationScore {
  /// The mean loss.
  public var loss: Double

  /// A score.
  public init(_ loss: Double) { self.loss = loss }

  /// The loss.
  public var objective: Double { loss }
}

/// The validation data of a task that has none: it has no values.
public enum NoValidation<Model: Module<Float>>: ValidationData {
  public func measure(
    _ model: Model, batch: Int, on tape: Tape<Float>, unless isStopRequested: () -> Bool
  ) -> ValidationResult<MeanLoss>? { nil }
}
