public import RondoEngine

/// Training task of a model: its data, divided into steps, and the loss of a step.
///
///     struct Regression: TrainingTask {
///       let x = Tensor<Float>([0, 1, 2], shape: [3, 1])  // [N, D]
///       let y = Tensor<Float>([1, 3, 5], shape: [3, 1])  // [N, 1]
///       var stepsPerEpoch: Int { 1 }
///       func loss(
///         of model: borrowing Linear<Float>, at step: TrainingStep<NoState>, on tape: Tape<Float>
///       ) -> StepLoss<NoState> {
///         StepLoss(model(tape.constant(x)).meanSquaredError(tape.constant(y)))
///       }
///     }
///     var random = RandomSource(seed: 1)
///     let model = Linear<Float>(inputs: 1, outputs: 1, random: &random)
///     var trainer = Trainer(model, Regression(), totalSteps: 1000)
///
/// A task needs only a `Module`, data and a loss. `ScoredTask` adds validation, `SavedTask` saving.
public protocol TrainingTask<Model>: Sendable {
  /// Model to train.
  associatedtype Model: Module<Float>
  /// State carried from step to step beside the parameters, such as the recurrent state of a text.
  associatedtype State: Sendable = NoState

  /// Number of steps of an epoch, in which all data are read once.
  var stepsPerEpoch: Int { get }

  /// Prepares the data of a step, counted from 0, for `loss`. Does nothing by default.
  mutating func prepare(step: Int)

  /// State before the first step.
  func initialState(of model: Model) -> State

  /// Number of losses of a step, computed one after another, each followed by the update of the
  /// parameter groups of its turn: 2 for two networks trained in turn. 1 by default.
  var turnCount: Int { get }

  /// Parameter groups: parts of the model with update rules of their own, or updated after one of
  /// several losses. By default one group of all parameters, trained with the settings of the
  /// configuration.
  static func groups(_ configuration: TrainingConfiguration) -> [ParameterGroup]

  /// Number of parts whose losses add up to the loss of the prepared data; 1 by default. Each part
  /// is differentiated separately, so that a step needs memory for one part at a time.
  var partCount: Int { get }

  /// Number of groups of parts that depend on different parameters, such as the networks of an
  /// ensemble, and are computed at the same time on several threads; 1 by default. A part belongs to
  /// the group whose index is the remainder of its own index; `partCount` is a multiple of this
  /// number. A task with several groups carries no state from step to step.
  var partGroupCount: Int { get }

  /// Computes the loss of the prepared data, or of one of its parts.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - step: Step, turn and part, with the state after the last step.
  ///   - tape: Tape that records the computation.
  func loss(
    of model: borrowing Model, at step: TrainingStep<State>, on tape: Tape<Float>
  ) -> StepLoss<State>

  /// Factor of the learning rate for the prepared data; 1 by default.
  var rateFactor: Double { get }

  /// Learning rates of parts of the model in a run of `totalSteps`; nil, the default, if all parts
  /// have the same rate.
  func rates(of model: Model, totalSteps: Int) -> ParameterRates?

  /// Number of symbols, time steps or cases in the prepared data, for the reported speed; 1 by
  /// default.
  var symbolCount: Int { get }

  /// Position of the prepared data for messages, such as "symbols 0 to 64 of each stream".
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
  public var partGroupCount: Int { 1 }
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
  /// The empty state.
  public func initialState(of model: Model) -> NoState { NoState() }
}

/// Identifies the loss that a task computes.
///
/// `Sendable`.
public struct TrainingStep<State: Sendable>: Sendable {
  /// Number of steps taken before this one.
  public let step: Int
  /// Index of the loss within the step, in 0..<`turnCount`.
  public let turn: Int
  /// Index of the part of the loss, in 0..<`partCount`.
  public let part: Int
  /// State after the last step.
  public let state: State

  /// Creates the description of a loss.
  public init(_ step: Int, turn: Int = 0, part: Int = 0, state: State) {
    (self.step, self.turn, self.part, self.state) = (step, turn, part, state)
  }
}

/// Loss computed by a task. Not `Sendable`: it refers to a tape.
public struct StepLoss<State: Sendable> {
  /// Loss to train with, a scalar.
  public var loss: Variable<Float>
  /// Loss to report, without regularization terms.
  public var plain: Float
  /// State after the step; with several turns or parts, that of the last one.
  public var state: State

  /// Creates a loss.
  public init(_ loss: Variable<Float>, plain: Float, state: State) {
    (self.loss, self.plain, self.state) = (loss, plain, state)
  }
}

extension StepLoss where State == NoState {
  /// Creates the loss of a task without state; reports the loss itself unless `plain` is given.
  public init(_ loss: Variable<Float>, plain: Float? = nil) {
    self.init(loss, plain: plain ?? loss.scalar, state: NoState())
  }
}

/// State of a task that carries nothing from step to step.
///
/// `Sendable`.
public struct NoState: Sendable, Hashable {
  /// Creates the empty state.
  public init() {}
}

/// Task defined by a closure, for a model and a loss that need no type of their own.
///
///     let batches: [(x: Tensor<Float>, y: [Int32])] = [(Tensor([1, 2], shape: [1, 2]), [0])]
///     let task = LossTask<Linear<Float>>(stepsPerEpoch: batches.count) { model, step, tape in
///       let (x, y) = batches[step % batches.count]
///       return model(tape.constant(x)).crossEntropy(y)
///     }
///
/// `Sendable`.
public struct LossTask<Model: Module<Float>>: TrainingTask {
  /// Number of steps of an epoch.
  public let stepsPerEpoch: Int
  /// Number of losses of a step.
  public let turnCount: Int

  private let compute:
    @Sendable (borrowing Model, TrainingStep<NoState>, Tape<Float>) -> Variable<Float>

  /// Creates a task from the loss of each step, which is counted from 0.
  public init(
    stepsPerEpoch: Int,
    _ loss:
      @escaping @Sendable (
        _ model: borrowing Model, _ step: Int, _ tape: Tape<Float>
      ) -> Variable<Float>
  ) {
    self.init(stepsPerEpoch: stepsPerEpoch, turns: 1) { loss($0, $1.step, $2) }
  }

  /// Creates a task with several losses per step, computed one after another.
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
