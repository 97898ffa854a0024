/// Records a computation while it runs, and differentiates it.
///
///     let tape = Tape<Double>()
///     let x = tape.variable(Tensor([3]))
///     let y = (x * x).sum()
///     y.backward()
///     x.gradient.scalars  // [6.0]
///
/// Reverse-mode differentiation: each operation is computed at once and recorded; `backward` goes
/// through the records from the last to the first. `reset` keeps all memory, so that a training
/// step like the one before allocates no memory for its operations. Operations of your own are
/// subclasses of `Operation`, or closures (`operation(_:value:gradient:)`). Not `Sendable`: a tape
/// is used by one task at a time; the work inside an operation is shared among `workers`.
public final class Tape<Scalar: TensorScalar> {
  /// Threads that operations use.
  public let workers: Workers

  @exclusivity(unchecked) var operations: [Operation<Scalar>] = []
  @exclusivity(unchecked) var used = 0
  @exclusivity(unchecked) private(set) var generation = 1
  @exclusivity(unchecked) var parameters: Storage<Scalar>?
  @exclusivity(unchecked) var parameterGradients: Storage<Scalar>?
  @exclusivity(unchecked) var lastGradients: Storage<Scalar>?
  @exclusivity(unchecked) var isRecording = true
  /// Tapes of computations that run side by side, one for each thread.
  @exclusivity(unchecked) var helpers: [Tape<Scalar>] = []
  /// The backward pass of this step, if there was one.
  @exclusivity(unchecked) var differentiation: Differentiation<Scalar>?

  /// Creates an empty tape.
  public init(workers: Workers = .single) { self.workers = workers }

  /// Discards the recorded computation; its variables must not be used any more.
  public func reset() {
    used = 0
    generation += 1
    (parameters, parameterGradients) = (nil, nil)
    (isRecording, differentiation) = (true, nil)
  }

  /// Puts a tensor without a gradient on the tape.
  public func constant(_ tensor: Tensor<Scalar>) -> Variable<Scalar> {
    source(tensor, gradient: nil, needsGradient: false)
  }

  /// Puts a tensor with a gradient on the tape.
  public func variable(_ tensor: Tensor<Scalar>) -> Variable<Scalar> {
    source(tensor, gradient: nil, needsGradient: isRecording)
  }

  /// Puts a parameter on the tape: inside `gradient(of:_:)` it has a gradient if it belongs to that
  /// model, otherwise it is a constant.
  public func parameter(_ tensor: Tensor<Scalar>) -> Variable<Scalar> {
    guard tensor.storage === parameters, let parameterGradients else { return constant(tensor) }
    return source(
      tensor, gradient: parameterGradients.pointer + tensor.offset, needsGradient: true)
  }

  /// Puts a number without a gradient on the tape.
  func number(_ value: Scalar) -> Variable<Scalar> {
    let operation = next(NumberOperation<Scalar>.self)
    operation.prepare([], needsGradient: false)
    operation.value[0] = value
    return Variable(tape: self, operation: operation)
  }

  private func source(
    _ tensor: Tensor<Scalar>, gradient: UnsafeMutablePointer<Scalar>?, needsGradient: Bool
  ) -> Variable<Scalar> {
    let operation = next(SourceOperation<Scalar>.self)
    operation.tensor = tensor
    operation.borrow(
      tensor.shape, value: tensor.storage.pointer + tensor.offset, gradient: gradient,
      needsGradient: needsGradient)
    return Variable(tape: self, operation: operation)
  }

  /// The object for the next operation: the one used at this place before, if it has the same type.
  private func next<O: Operation<Scalar>>(_ type: O.Type) -> O {
    defer { used += 1 }
    let operation: O
    if used < operations.count, let earlier = operations[used] as? O {
      operation = earlier
    } else {
      operation = O()
      if used == operations.count { operations.append(operation) }
      operations[used] = operation
    }
    operation.inputs.removeAll(keepingCapacity: true)
    operation.results.removeAll(keepingCapacity: true)
    (operation.generation, operation.keepsValues) = (generation, false)
    return operation
  }

  /// Records an operation on its inputs and allocates its value, which the caller computes.
  ///
  /// - Returns: the operation, whose inputs are those of the given variables in their order: an
  ///   object from an earlier step if one of the same type was recorded at this place.
  public func record<O: Operation<Scalar>>(
    _ type: O.Type, shape: Shape, _ a: Variable<Scalar>, _ b: Variable<Scalar>? = nil,
    _ c: Variable<Scalar>? = nil, _ d: Variable<Scalar>? = nil, _ e: Variable<Scalar>? = nil,
    _ f: Variable<Scalar>? = nil, _ g: Variable<Scalar>? = nil, _ h: Variable<Scalar>? = nil
  ) -> O {
    let operation = next(type)
    var needsGradient = add(a, to: operation)
    if let b { needsGradient = add(b, to: operation) || needsGradient }
    if let c { needsGradient = add(c, to: operation) || needsGradient }
    if let d { needsGradient = add(d, to: operation) || needsGradient }
    if let e { needsGradient = add(e, to: operation) || needsGradient }
    if let f { needsGradient = add(f, to: operation) || needsGradient }
    if let g { needsGradient = add(g, to: operation) || needsGradient }
    if let h { needsGradient = add(h, to: operation) || needsGradient }
    operation.prepare(shape, needsGradient: isRecording && needsGradient)
    return operation
  }

  /// Records an operation on any number of inputs and allocates its value, which the caller
  /// computes.
  public func record<O: Operation<Scalar>>(
    _ type: O.Type, shape: Shape, inputs: [Variable<Scalar>]
  ) -> O {
    let operation = next(type)
    var needsGradient = false
    for input in inputs { needsGradient = add(input, to: operation) || needsGradient }
    operation.prepare(shape, needsGradient: isRecording && needsGradient)
    return operation
  }

  /// Appends a variable to the inputs of an operation; true if it needs a gradient.
  private func add(_ input: Variable<Scalar>, to operation: Operation<Scalar>) -> Bool {
    precondition(
      input.tape === self,
      "variables of two tapes meet in an operation: create constants with the tape of the other "
        + "operands")
    operation.inputs.append(input.current)
    return input.operation.needsGradient
  }

  /// Records a further result of an operation that was recorded since the last reset.
  ///
  /// - Parameter value: `shape.elementCount` elements in memory of the operation, valid until the
  ///   tape is reset; nil to allocate memory for the result, which the caller fills.
  public func recordResult(
    of operation: Operation<Scalar>, shape: Shape, value: UnsafeMutablePointer<Scalar>? = nil
  ) -> Variable<Scalar> {
    precondition(operation.generation == generation, "a result of an operation of an earlier step")
    let result = next(ResultOperation<Scalar>.self)
    if let value {
      result.borrow(shape, value: value, gradient: nil, needsGradient: operation.needsGradient)
    } else {
      result.prepare(shape, needsGradient: operation.needsGradient)
    }
    operation.results.append(result)
    return Variable(tape: self, operation: result)
  }
}
