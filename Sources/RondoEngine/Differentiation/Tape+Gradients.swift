/// A backward pass that was run: what a second one must know.
struct Differentiation<Scalar: TensorScalar> {
  /// True where it kept the values, so that another pass may follow.
  let keepsValues: Bool

  /// The gradients of the parameters before the pass, which belong to other parts of a loss; nil
  /// where no pass may follow.
  var parameterGradients: Storage<Scalar>?
}

extension Tape {
  /// Passes gradients of several results back through everything recorded before them; gradients of
  /// an earlier pass are forgotten.
  ///
  ///     tape.backward(from: [outputs, state], gradients: [slopes, stateSlopes])
  ///
  /// - Parameters:
  ///   - results: values of this tape; the gradient found is that of their sum.
  ///   - gradients: of each result, in its shape; where absent each result is one number, whose
  ///     gradient is 1.
  ///   - keepingValues: true keeps what another backward pass needs, which costs memory and time in
  ///     recurrent layers and losses; without it this pass is the last one until the tape is reset.
  public func backward(
    from results: [Variable<Scalar>], gradients: [Tensor<Scalar>]? = nil,
    keepingValues: Bool = false
  ) {
    if let gradients {
      precondition(
        gradients.count == results.count,
        "\(gradients.count) gradients for \(results.count) results")
    }
    var needsGradient = false
    for (k, result) in results.enumerated() {
      precondition(result.tape === self, "a variable of another tape")
      let shape = result.current.shape
      if let gradients {
        precondition(
          gradients[k].shape == shape, "a gradient \(gradients[k].shape) of a value \(shape)")
      } else {
        precondition(shape.elementCount == 1, "only one number has a gradient, not \(shape)")
      }
      needsGradient = needsGradient || result.operation.needsGradient
    }
    guard begin(needsGradient, keepingValues: keepingValues) else { return }
    for (k, result) in results.enumerated() where result.operation.needsGradient {
      let slopes = result.operation.gradientToAddTo()
      guard let gradients else {
        slopes[0] += 1
        continue
      }
      gradients[k].withUnsafeBuffer { own in
        guard let start = own.baseAddress else { return }
        Scalar.Kernels.addScaled(own.count, factor: 1, start, into: slopes)
      }
    }
    passBack(keepingValues: keepingValues)
  }

  /// Passes the gradient of `result`, one number, back through everything recorded before it.
  func backward(from result: Operation<Scalar>, keepingValues: Bool = false) {
    precondition(
      result.shape.elementCount == 1, "only one number has a gradient, not \(result.shape)")
    guard begin(result.needsGradient, keepingValues: keepingValues) else { return }
    result.gradientToAddTo()[0] += 1
    passBack(keepingValues: keepingValues)
  }

  /// Prepares a backward pass; false where nothing needs a gradient.
  private func begin(_ needsGradient: Bool, keepingValues: Bool) -> Bool {
    if let differentiation {
      precondition(
        differentiation.keepsValues,
        "a computation is differentiated once: keep its values (keepingValues), add the losses up, "
          + "or reset the tape")
      for index in 0..<used { operations[index].forgetGradient() }
      if let before = differentiation.parameterGradients, let parameterGradients {
        parameterGradients.pointer.update(from: before.pointer, count: before.count)
      }
    }
    guard needsGradient else { return false }
    var own = Differentiation<Scalar>(keepsValues: keepingValues)
    if keepingValues, let parameterGradients {
      let before = Storage<Scalar>(uninitializedCount: parameterGradients.count)
      before.pointer.update(from: parameterGradients.pointer, count: before.count)
      Scalar.Kernels.fill(before.count, with: 0, into: parameterGradients.pointer)
      own.parameterGradients = before
    }
    differentiation = own
    return true
  }

  private func passBack(keepingValues: Bool) {
    for index in stride(from: used - 1, through: 0, by: -1) {
      let operation = operations[index]
      guard operation.needsGradient && operation.isReached else { continue }
      operation.keepsValues = keepingValues
      operation.backward(workers)
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
