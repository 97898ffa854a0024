public import RondoEngine

/// What a model is trained for: its data, divided into steps, and the loss of a step.
///
///     struct Regression: TrainingTask {
///       let x: Tensor<Float>, y: Tensor<Float>  // [N, D] and [N, 1]
///       var stepsPerEpoch: Int { 1 }
///       func loss(
///         of model: borrowing MLP, at step: TrainingStep<NoState>, on tape: Tape<Float>
///       ) -> StepLoss<NoState> {
///         StepLoss(model(tape.constant(x)).meanSquaredError(tape.constant(y)))
///       }
///     }
///     var trainer = Trainer(MLP(), Regression(x: x, y: y), totalSteps: 1000)
///
/// Needs nothing but a `Module`, data and a loss. What measures a model while it is trained is a
/// `ScoredTask`, what saves a run a `SavedTask`.
public protocol TrainingTask<Model>: Sendable {
  /// The model.
  associatedtype Model: Module<Float>
  /// What goes from step to step beside the parameters, such as the recurrent state of a text.
  associatedtype State: Sendable = NoState

  /// The number of steps in which all data are read once.
  var stepsPerEpoch: Int { get }

  /// Reads the data of a step, counted from 0; `loss` is then about these. Does nothing by default.
  mutating func prepare(step: Int)

  /// The state before the first step.
  func initialState(of model: Model) -> State

  /// The number of losses of a step, computed one after another, each followed by the update of the
  /// parameter groups of its turn: 2 for two networks that learn in turn. 1 by default.
  var turnCount: Int { get }

  /// The parts of the model that learn by rules of their own, or after one of several losses; by
  /// default one group of all parameters, trained as the configuration says.
  static func groups(_ configuration: TrainingConfiguration) -> [ParameterGroup]

  /// The number of parts whose losses add up to the loss of the data prepared; 1 by default. Each is
  /// differentiated by itself, so that a step needs memory for one at a time.
  var partCount: Int { get }

  /// The loss of the data prepared, or a part's share of it.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - step: which step, turn and part, and the state after the last step.
  ///   - tape: where the computation is recorded.
  func loss(
    of model: borrowing Model, at step: TrainingStep<State>, on tape: Tape<Float>
  ) -> StepLoss<State>

  /// The factor of the learning rate for the data prepared; 1 by default.
  var rateFactor: Double { get }

  /// How fast the parts of a model learn in a run of `totalSteps`; nil, the default, where all do
  /// alike.
  func rates(of model: Model, totalSteps: Int) -> ParameterRates?

  /// The number of symbols, time steps or cases of the data prepared, for the speed reported; 1 by
  /// default.
  var symbolCount: Int { get }

  /// The place of the data prepared, for messages: "symbols 0 to 64 of each stream".
  var place: String { get }
}

extension TrainingTask {
  /// Does nothing.
  public mutating func prepare(step: Int) {}
  /// 1.
  public var turnCount: Int { 1 }
  /// One group of all parameters.
  public static func groups(_ configuration: TrainingConfiguration) -> [ParameterGroup] {
    [ParameterGroup(configuration)]
  }
  /// 1.
  public var partCount: Int { 1 }
  /// 1.
  public var rateFactor: Double { 1 }
  /// Nil.
  public func rates(of model: Model, totalSteps: Int) -> ParameterRates? { nil }
  /// 1.
  public var symbolCount: Int { 1 }
  /// "its data".
  public var place: String { "its data" }
}

extension TrainingTask where State == NoState {
  /// Nothing.
  public func initialState(of model: Model) -> NoState { NoState() }
}

/// Which loss a task is asked for.
///
/// `Sendable`.
public struct TrainingStep<State: Sendable>: Sendable {
  /// The number of steps taken before this one.
  public let step: Int
  /// The number of the loss within the step, in 0..<`turnCount`.
  public let turn: Int
  /// The number of the part of the loss, in 0..<`partCount`.
  public let part: Int
  /// The state after the last step.
  public let state: State

  /// A step.
  public init(_ step: Int, turn: Int = 0, part: Int = 0, state: State) {
    (self.step, self.turn, self.part, self.state) = (step, turn, part, state)
  }
}

/// The loss that a task computes. Not `Sendable`: it refers to a tape.
public struct StepLoss<State: Sendable> {
  /// The loss to train with, one number.
  public var loss: Variable<Float>
  /// The loss to report, without the terms of the regularization.
  public var plain: Float
  /// The state after the step; of a step with several turns or parts the last one's counts.
  public var state: State

  /// A loss.
  public init(_ loss: Variable<Float>, plain: Float, state: State) {
    (self.loss, self.plain, self.state) = (loss, plain, state)
  }
}

extension StepLoss where State == NoState {
  /// A loss of a task without a state; reported as it is unless `plain` is given.
  public init(_ loss: Variable<Float>, plain: Float? = nil) {
    self.init(loss, plain: plain ?? loss.scalar, state: NoState())
  }
}

/// The state of a task that carries nothing from step to step.
///
/// `Sendable`.
public struct NoState: Sendable, Hashable {
  /// Nothing.
  public init() {}
}

/// A task given by a closure: for a model and a loss that need no type of their own.
///
///     let task = LossTask<MLP>(stepsPerEpoch: 10) { model, step, tape in
///       model(tape.constant(batches[step % 10].x)).crossEntropy(batches[step % 10].y)
///     }
///
/// `Sendable`.
public struct LossTask<Model: Module<Float>>: TrainingTask {
  /// The number of steps in which all data are read once.
  public let stepsPerEpoch: Int
  /// The number of losses of a step.
  public let turnCount: Int

  private let compute:
    @Sendable (borrowing Model, TrainingStep<NoState>, Tape<Float>) -> Variable<Float>

  /// A task with the loss of each step, which is counted from 0.
  public init(
    stepsPerEpoch: Int,
    _ loss:
      @escaping @Sendable (
        _ model: borrowing Model, _ step: Int, _ tape: Tape<Float>
      ) -> Variable<Float>
  ) {
    self.init(stepsPerEpoch: stepsPerEpoch, turns: 1) { loss($0, $1.step, $2) }
  }

  /// A task of several losses a step, one after another.
  public init(
    stepsPerEpoch: Int, turns: Int,
    _ loss:
      @escaping @Sendable (
        _ model: borrowing Model, _ step: TrainingStep<NoState>, _ tape: Tape<Float>
      ) -> Variable<Float>
  ) {
    precondition(stepsPerEpoch > 0 && turns > 0, "\(stepsPerEpoch) steps of \(turns) losses")
    (self.stepsPerEpoch, turnCount, compute) = (stepsPerEpoch, turns, loss)
  }

  public func loss(
    of model: borrowing Model, at step: TrainingStep<NoState>, on tape: Tape<Float>
  ) -> StepLoss<NoState> { StepLoss(compute(model, step, tape)) }
}
