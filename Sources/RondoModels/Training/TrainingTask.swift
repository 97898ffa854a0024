public import RondoEngine

/// What a model is trained for: its data, divided into steps, and the loss of a step.
///
/// The one `Trainer` and the one `TrainingRun` serve every task; a new task is one type that says
/// what stands here, and a model that conforms to `TrainableModel`.
public protocol TrainingTask<Model>: Sendable {
  /// The model.
  associatedtype Model: TrainableModel
  /// What goes from step to step beside the parameters, such as the recurrent state of a text.
  associatedtype State: CarriedState where State.Architecture == Model.Architecture
  /// The data that a model is measured on while it is trained.
  associatedtype Validation: ValidationData where Validation.Model == Model

  /// The number of training steps in which all data are read once.
  var stepsPerEpoch: Int { get }

  /// The state before the first step.
  func initialState(of model: Model) -> State

  /// Reads the data of a step, counted from 0; `loss` is then about these.
  mutating func prepare(step: Int)

  /// The number of symbols, or time steps, that the data prepared have.
  var symbolCount: Int { get }

  /// Where the data prepared lie, for messages: "symbols 0 to 64 of each stream".
  var place: String { get }

  /// What the learning rate of the data prepared is multiplied by; 1 unless the task says otherwise.
  var rateFactor: Double { get }

  /// How fast the parts of a model learn in a run of so many steps; nil where all do alike.
  func rates(of model: Model, totalSteps: Int) -> ParameterRates?

  /// The number of parts whose losses add up to that of the data prepared; 1 unless the task says
  /// otherwise. Each is differentiated by itself, so that a step needs memory for one at a time.
  var partCount: Int { get }

  /// The mean loss of the data prepared, the same without what regularisation adds, to be reported,
  /// and the state after them; or a part's share of the losses, and after the last part the state.
  ///
  /// - Parameters:
  ///   - part: the number of the part, from 0.
  ///   - model: the model.
  ///   - step: the number of steps taken before this one.
  ///   - state: the state after the last step.
  ///   - tape: where the computation is recorded.
  func loss(
    part: Int, of model: borrowing Model, step: Int, from state: State, on tape: Tape<Float>
  ) -> (loss: Variable<Float>, plain: Float, state: State)
}

extension TrainingTask {
  /// 1.
  public var rateFactor: Double { 1 }

  /// 1.
  public var partCount: Int { 1 }

  /// Nil.
  public func rates(of model: Model, totalSteps: Int) -> ParameterRates? { nil }
}

/// A model that can be trained, saved and loaded.
public protocol TrainableModel: Module<Float> {
  /// The parts and sizes.
  associatedtype Architecture: ModelArchitecture
  /// What turns input into numbers, and numbers into answers.
  associatedtype Preparation: ModelPreparation where Preparation.Architecture == Architecture
  /// What validation finds.
  associatedtype Score: ValidationScore
  /// How a run of the task is set up.
  associatedtype Settings: TaskSettings

  /// The task word.
  static var task: String { get }

  /// The parts and sizes.
  var architecture: Architecture { get }

  /// A model whose parameters are all zero, to be loaded.
  init(zeros architecture: Architecture)
}

/// Everything that decides what a run computes: the options that `--resume` keeps.
public protocol TaskSettings: Sendable, Hashable, Codable {
  /// How parameters are trained.
  var training: TrainingConfiguration { get }

  /// Whether a run can be made of the numbers; those of a file may be anything.
  var isUsable: Bool { get }
}

/// What validation finds: a few numbers, of which one decides what is best.
public protocol ValidationScore: Sendable, Hashable, Codable {
  /// The number that training makes small, unless the data say otherwise.
  var objective: Double { get }
}

/// Data that a model is measured on.
public protocol ValidationData<Model>: Sendable {
  /// The model measured.
  associatedtype Model: TrainableModel

  /// The score of a model; nil where a stop is asked for before it is known.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - batch: the number of sequences to be read side by side, at most.
  ///   - tape: where to compute.
  ///   - isStopRequested: asked now and then, so that a long measurement can be left.
  func measure(
    _ model: Model, batch: Int, on tape: Tape<Float>, unless isStopRequested: () -> Bool
  ) -> ValidationResult<Model.Score>?

  /// The number that decides which of two scores on these data is better: the smaller one.
  func objective(of score: Model.Score) -> Double

  /// The model that had a result, with what measuring it has found for it.
  func completed(_ model: Model, by result: ValidationResult<Model.Score>) -> Model
}

extension ValidationData {
  /// The score's own.
  public func objective(of score: Model.Score) -> Double { score.objective }

  /// The same model.
  public func completed(_ model: Model, by result: ValidationResult<Model.Score>) -> Model { model }
}

/// What one validation finds.
///
/// `Sendable`.
public struct ValidationResult<Score: ValidationScore>: Sendable, Hashable {
  /// What models are compared by.
  public var score: Score
  /// Of a text, nats per symbol over windows of 256 symbols, each from the state of zeros.
  public var windowed: Double?
  /// Of a classifier that asks other methods too, how much its networks and each of these count.
  public var opinionWeights: [Double]?

  /// A result.
  public init(score: Score, windowed: Double? = nil, opinionWeights: [Double]? = nil) {
    (self.score, self.windowed, self.opinionWeights) = (score, windowed, opinionWeights)
  }
}

/// What goes from step to step beside the parameters, and is saved with them.
public protocol CarriedState: Sendable {
  /// The architecture of the model whose state it is.
  associatedtype Architecture

  /// The tensors that it consists of, by name.
  var tensors: [(name: String, value: Tensor<Float>)] { get }

  /// The state made of tensors that `tensor` finds by name and shape.
  init(
    of architecture: Architecture,
    tensor: (_ name: String, _ fits: (Shape) -> Bool) throws -> Tensor<Float>) throws
}
