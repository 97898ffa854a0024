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
public final class Tape<Scalar: TensorScalar> {
  /// The threads that operations use.
  public let workers: Workers

  private var operations: [Operation<Scalar>] = []
  private var used = 0
  private(set) var generation = 1
  private var parameters: Storage<Scalar>?
  private var parameterGradients: Storage<Scalar>?
  private var lastGradients: Storage<Scalar>?
  private var isRecording = true
  private var isDifferentiated = false

  /// An empty tape.
  public init(workers: Workers = .single) { self.workers = workers }

  /// Forgets the computation so far; its variables must not be used any more.
  public func reset() {
    used = 0
    generation += 1
    (parameters, parameterGradients) = (nil, nil)
    (isRecording, isDifferentiated) = (true, false)
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
    operation.generation = generation
    return operation
  }

  /// Notes an operation on its inputs and makes room for its value; the caller computes it.
  func record<O: Operation<Scalar>>(
    _ type: O.Type, shape: Shape, _ a: Variable<Scalar>, _ b: Variable<Scalar>? = nil,
    _ c: Variable<Scalar>? = nil, _ d: Variable<Scalar>? = nil, _ e: Variable<Scalar>? = nil,
    _ f: Variable<Scalar>? = nil, _ g: Variable<Scalar>? = nil, _ h: Variable<Scalar>? = nil
  ) -> O {
    let operation = next(type)
    var needsGradient = false
    func take(_ input: Variable<Scalar>?) {
      guard let input else { return }
      precondition(input.tape === self, "a variable of another tape")
      operation.inputs.append(input.current)
      needsGradient = needsGradient || input.operation.needsGradient
    }
    take(a)
    take(b)
    take(c)
    take(d)
    take(e)
    take(f)
    take(g)
    take(h)
    operation.prepare(shape, needsGradient: isRecording && needsGradient)
    return operation
  }

  /// Notes a further result of an operation recorded since the last reset.
  ///
  /// - Parameter value: `shape.elementCount` numbers in memory of the operation, which stays where it
  ///   is until the tape is reset; nil for memory of the result's own, to be filled by the caller.
  func recordResult(
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

  /// Passes the gradient of `result`, one number, back through everything recorded before it.
  func backward(from result: Operation<Scalar>) {
    precondition(
      result.shape.elementCount == 1, "only one number has a gradient, not \(result.shape)")
    precondition(
      !isDifferentiated,
      "a computation is differentiated once: add the losses up, or reset the tape")
    guard result.needsGradient else { return }
    isDifferentiated = true
    result.gradientToAddTo()[0] = 1
    for index in stride(from: used - 1, through: 0, by: -1) {
      let operation = operations[index]
      if operation.needsGradient && operation.isReached { operation.backward(workers) }
    }
  }
}

extension Tape {
  /// The loss that `loss` computes, and its gradient with respect to every parameter of the model.
  ///
  ///     let (loss, gradients) = tape.gradient(of: &model) { model in
  ///       model(tape.constant(inputs)).crossEntropy(targets)
  ///     }
  ///     optimizer.update(&model, along: gradients)
  ///
  /// Starts the tape anew. The model is changed only in how its parameters are stored.
  public func gradient<M: Module>(
    of model: inout M, _ loss: (borrowing M) throws -> Variable<Scalar>
  ) rethrows -> (loss: Scalar, gradients: Gradients<Scalar>) where M.Scalar == Scalar {
    try gradient(of: &model, parts: 1) { model, _ in try loss(model) }
  }

  /// The sum of the losses of several parts, and its gradient: one part is computed and
  /// differentiated after the other, so that memory is what the largest of them needs.
  ///
  /// Starts the tape anew with each part. `loss` is given the number of the part, from 0.
  public func gradient<M: Module>(
    of model: inout M, parts: Int, _ loss: (borrowing M, _ part: Int) throws -> Variable<Scalar>
  ) rethrows -> (loss: Scalar, gradients: Gradients<Scalar>) where M.Scalar == Scalar {
    precondition(parts > 0, "a loss of \(parts) parts")
    reset()
    let packed = model.packParameters()
    let gradients = spare(packed.count)
    Scalar.Kernels.fill(gradients.count, with: 0, into: gradients.pointer)
    var sum: Scalar = 0
    for part in 0..<parts {
      reset()
      (parameters, parameterGradients) = (packed, gradients)
      let result = try loss(model, part)
      result.backward()
      sum += result.scalar
    }
    lastGradients = gradients
    return (sum, Gradients(storage: gradients, parameters: packed, workers: workers))
  }

  /// Memory for `count` gradients: the last step's, if nobody uses it any more.
  private func spare(_ count: Int) -> Storage<Scalar> {
    if lastGradients?.count == count, isKnownUniquelyReferenced(&lastGradients),
      let lastGradients
    {
      return lastGradients
    }
    return Storage(uninitializedCount: count)
  }

  /// Runs `body` without preparing gradients: for evaluation. Starts the tape anew.
  public func withoutGradients<R>(_ body: () throws -> R) rethrows -> R {
    reset()
    isRecording = false
    defer { isRecording = true }
    return try body()
  }
}
