public import RondoEngine

/// Task whose model is validated during training, as `TrainingRun` requires.
public protocol ScoredTask: TrainingTask {
  /// Validation data; `NoValidation` by default.
  associatedtype Validation: ValidationData = NoValidation<Model> where Validation.Model == Model
}

extension ScoredTask {
  /// Score of a validation.
  public typealias Score = Validation.Score
}

/// Validation data.
public protocol ValidationData<Model>: Sendable {
  /// Model that is measured.
  associatedtype Model: Module<Float>
  /// Score of a model.
  associatedtype Score: ValidationScore

  /// Measures a model; returns nil if a stop is requested first.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - batch: Largest number of sequences in a batch.
  ///   - tape: Tape to compute on.
  ///   - isStopRequested: Checked regularly, so that a long measurement can be interrupted.
  func measure(
    _ model: Model, batch: Int, on tape: Tape<Float>, unless isStopRequested: () -> Bool
  ) -> ValidationResult<Score>?

  /// Number by which scores on these data are compared; less is better. By default the score's own.
  func objective(of score: Score) -> Double

  /// Adds what the measurement found to the model; by default returns the same model.
  func completed(_ model: Model, by result: ValidationResult<Score>) -> Model
}

extension ValidationData {
  /// The score's own objective.
  public func objective(of score: Score) -> Double { score.objective }

  /// Returns the same model.
  public func completed(_ model: Model, by result: ValidationResult<Score>) -> Model { model }
}

/// Score of a validation: numbers, one of which decides which model is best. They become fields of
/// the run's reports.
public protocol ValidationScore: Sendable, Hashable, Codable {
  /// Further numbers of a validation, reported but not saved with the model; none by default.
  associatedtype Details: Sendable, Hashable, Encodable = NoDetails

  /// Number that training minimizes, unless the validation data define another.
  var objective: Double { get }
}

/// Details of a score that has none.
///
/// `Sendable`.
public struct NoDetails: Sendable, Hashable, Encodable {
  /// Creates empty details.
  public init() {}
}

/// Result of one validation.
///
/// `Sendable`.
public struct ValidationResult<Score: ValidationScore>: Sendable, Hashable {
  /// Score that models are compared by.
  public var score: Score
  /// Further numbers.
  public var details: Score.Details

  /// Creates a result.
  public init(_ score: Score, details: Score.Details) {
    (self.score, self.details) = (score, details)
  }
}

extension ValidationResult where Score.Details == NoDetails {
  /// Creates a result without details.
  public init(_ score: Score) { self.init(score, details: NoDetails()) }
}

/// Mean loss on validation data, for tasks that need no other score.
///
/// `Sendable`.
public struct MeanLoss: ValidationScore {
  /// Mean loss.
  public var loss: Double

  /// Creates a score.
  public init(_ loss: Double) { self.loss = loss }

  /// The loss itself.
  public var objective: Double { loss }
}

/// Validation data of a task that has none; a type without values.
public enum NoValidation<Model: Module<Float>>: ValidationData {
  public func measure(
    _ model: Model, batch: Int, on tape: Tape<Float>, unless isStopRequested: () -> Bool
  ) -> ValidationResult<MeanLoss>? { nil }
}
