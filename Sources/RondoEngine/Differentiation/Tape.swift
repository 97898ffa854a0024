/// Records a computation as it runs, and then finds the gradient of its result.
///
///     let tape = Tape<Double>()
///     let x = tape.variable(Tensor([3]))
///     let y = (x * x).sum()
///     y.backward()
///     x.gradient.scalars  // [6.0]
///
/// Reverse-mode differentiation: each operation runs at once and is noted; `backward` walks the
/// notes from the last to the first. Starting again with `reset` keeps all memory, so that a
/// training step like the one before it allocates nothing for its operations. Not `Sendable`: one
/// tape belongs to one task at a time; the work inside an operation is shared among `workers`.
/// Operations of one's own are subclasses of `Operation`, or closures (`operation`).
public final class Tape<Scalar: TensorScalar> {
  /// The threads that operations use.
  public let workers: Workers

  @exclusivity(unchecked) var operations: [Operation<Scalar>] = []
  @exclusivity(unchecked) var used = 0
  @exclusivity(unchecked) private(set) var generation = 1
  @exclusivity(unchecked) var parameters: Storage<Scalar>?
  @exclusivity(unchecked) var parameterGradients: Storage<Scalar>?
  @exclusivity(unchecked) var lastGradients: Storage<Scalar>?
  @exclusivity(unchecked) var isRecording = true
  /// The backward pass of this step, if there was one.
  @exclusivity(unchecked) var differentiation: Differentiation<Scalar>?

  /// An empty tape.
  public init(workers: Workers = .single) { self.workers = workers }

  /// Forgets the computation so far; its variables must not be used any more.
  public func reset() {
    used = 0
    generation += 1
    (parameters, parameterGradients) = (nil, nil)
    (isRecording, differentiation) = (true, nil)
  }

  /// A tensor that has no gradient.
  public func constant(_ tensor: Tensor<Scalar>) -> Variable<Scalar> {
    source(tensor, gradient: nil, needsGradient: false)
  }

  /// A tensor whose gradient is wanted.
  public func variable(_ tensor: Tensor<Scalar>) -> Variable<Scalar> {
    source(tensor, gradient: nil, needsGradient: isRecording)
  }

  /// A parameter: inside `gradient(of:_:)` it has a gradient if it is one of that model's,
  /// otherwise it is a constant.
  public func parameter(_ tensor: Tensor<Scalar>) -> Variable<Scalar> {
    guard tensor.storage === parameters, let parameterGradients else { return constant(tensor) }
    return source(
      tensor, gradient: parameterGradients.pointer + tensor.offset, needsGradient: true)
  }

  /// A number that has no gradient.
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

  /// The object for the next operation: the one used in this place before, if its type fits.
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

  /// Notes an operation on its inputs and makes room for its value; the caller computes it.
  ///
  /// - Returns: the operation, whose inputs are those of the given variables in their order: an
  ///   object used in an earlier step, where one of this type stood in the same place.
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

  /// Notes an operation on any number of inputs and makes room for its value; the caller computes
  /// it.
  public func record<O: Operation<Scalar>>(
    _ type: O.Type, shape: Shape, inputs: [Variable<Scalar>]
  ) -> O {
    let operation = next(type)
    var needsGradient = false
    for input in inputs { needsGradient = add(input, to: operation) || needsGradient }
    operation.prepare(shape, needsGradient: isRecording && needsGradient)
    return operation
  }

  /// Makes a variable the next input of an operation; true where it needs a gradient.
  private func add(_ input: Variable<Scalar>, to operation: Operation<Scalar>) -> Bool {
    precondition(input.tape === self, "a variable of another tape")
    operation.inputs.append(input.current)
    return input.operation.needsGradient
  }

  /// Notes a further result of an operation recorded since the last reset.
  ///
  /// - Parameter value: `shape.elementCount` numbers in memory of the operation, which stays where it
  ///   is until the tape is reset; nil for memory of the result's own, to be filled by the caller.
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
