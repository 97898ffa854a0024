/// A recurrent cell made of tape operations, which provide its gradient; `RecurrentLayers` runs it
/// over time, directions, layers and rows of different lengths.
///
///     /// h′ = tanh(W·[x, h] + b).
///     struct Elman: RecurrentCell {
///       typealias Scalar = Float
///       struct State: RecurrentState {
///         var hidden: Variable<Float>
///         mutating func visitVariables(_ visit: (inout Variable<Float>) -> Void) {
///           visit(&hidden)
///         }
///       }
///       var dense: Linear<Float>  // [H, D + H]
///       var outputSize: Int { dense.weight.shape[0] }
///       var inputSize: Int { dense.weight.shape[1] - outputSize }
///       mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
///         visitor.visit("dense", &dense)
///       }
///       func initialState(batch: Int, on tape: Tape<Float>) -> State {
///         State(hidden: tape.constant(Tensor(zeros: [batch, outputSize])))
///       }
///       func step(_ input: Variable<Float>, from state: State) -> State {
///         State(hidden: dense(input.joined(with: state.hidden)).tanh())
///       }
///       func output(of state: State) -> Variable<Float> { state.hidden }
///     }
///
/// A step must treat each row of the batch separately, so that a row has the same bits alone and in
/// any batch. The cells of `BuiltInCell` run in an `RNN` instead, whose whole sequence is one
/// operation.
public protocol RecurrentCell<Scalar>: Module {
  /// State between two steps.
  associatedtype State: RecurrentState<Scalar>

  /// D: size of an input vector.
  var inputSize: Int { get }

  /// H: size of an output vector.
  var outputSize: Int { get }

  /// The state before the first step: zeros, or variables made of parameters if it is learnt.
  func initialState(batch: Int, on tape: Tape<Scalar>) -> State

  /// The state after a step with the input x [B, D].
  func step(_ input: Variable<Scalar>, from state: State) -> State

  /// The output [B, H] of the step that led to a state.
  func output(of state: State) -> Variable<Scalar>
}

/// State of a recurrent cell on a tape: a struct of variables whose first axis is the batch.
public protocol RecurrentState<Scalar> {
  /// Type of the variables' elements.
  associatedtype Scalar: TensorScalar

  /// Calls `visit` with each variable, [B, …], always in the same order; `visit` can replace it by
  /// another one of the same shape.
  mutating func visitVariables(_ visit: (inout Variable<Scalar>) -> Void)
}

extension RecurrentState {
  /// The variables in the order of the visit.
  public var variables: [Variable<Scalar>] {
    var (copy, result) = (self, [Variable<Scalar>]())
    copy.visitVariables { result.append($0) }
    return result
  }

  /// Values of the variables, which stay valid after the tape is reset. Copies them.
  public var tensors: [Tensor<Scalar>] { variables.map(\.value) }

  /// A state with these values, in the order of `tensors`, and no gradient: backpropagation through
  /// time is truncated there.
  public func replaced(by tensors: [Tensor<Scalar>], on tape: Tape<Scalar>) -> Self {
    replacingVariables(by: tensors.map(tape.constant))
  }

  /// The state with a function applied to each variable.
  public func map(_ change: (Variable<Scalar>) -> Variable<Scalar>) -> Self {
    replacingVariables(by: variables.map(change))
  }

  /// The state with each variable combined with the corresponding one of another state.
  public func merged(
    with other: Self, _ combine: (Variable<Scalar>, Variable<Scalar>) -> Variable<Scalar>
  ) -> Self {
    let (own, others) = (variables, other.variables)
    precondition(
      own.count == others.count, "states of \(own.count) and of \(others.count) variables")
    return replacingVariables(by: zip(own, others).map(combine))
  }

  private func replacingVariables(by replacements: [Variable<Scalar>]) -> Self {
    var (copy, next) = (self, 0)
    copy.visitVariables { variable in
      precondition(
        next < replacements.count && replacements[next].shape == variable.shape,
        "variable \(next) of a state is not replaced by one of shape \(variable.shape)")
      variable = replacements[next]
      next += 1
    }
    precondition(next == replacements.count, "\(replacements.count) variables for \(next)")
    return copy
  }
}

extension RecurrentVariables: RecurrentState {
  public mutating func visitVariables(_ visit: (inout Variable<Scalar>) -> Void) {
    for k in hidden.indices { visit(&hidden[k]) }
    for k in cell.indices { visit(&cell[k]) }
  }
}

/// A variable is the state of a cell that keeps one vector.
extension Variable: RecurrentState {
  /// Calls `visit` with the variable itself.
  public mutating func visitVariables(_ visit: (inout Variable) -> Void) { visit(&self) }
}

extension RecurrentCell where State == Variable<Scalar> {
  /// Zeros, [B, H].
  public func initialState(batch: Int, on tape: Tape<Scalar>) -> Variable<Scalar> {
    tape.constant(Tensor(zeros: [batch, outputSize]))
  }

  /// The state itself.
  public func output(of state: Variable<Scalar>) -> Variable<Scalar> { state }
}
