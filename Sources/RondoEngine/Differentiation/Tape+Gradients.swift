/// A completed backward pass, as far as a second one depends on it.
struct Differentiation<Scalar: TensorScalar> {
  /// True if it kept the values, so that another pass can follow.
  let keepsValues: Bool

  /// Gradients of the parameters before the pass, which belong to other parts of the loss; nil if
  /// no pass can follow.
  var parameterGradients: Storage<Scalar>?
}

extension Tape {
  /// Propagates the gradients of several results back through everything recorded before them;
  /// gradients of an earlier pass are discarded.
  ///
  ///     let tape = Tape<Float>()
  ///     let x = tape.variable(Tensor([1, 2]))
  ///     let (y, z) = (x * x, x.sum())
  ///     tape.backward(from: [y, z], gradients: [Tensor([1, 1]), Tensor([1], shape: [])])
  ///     x.gradient.scalars  // [3.0, 5.0]
  ///
  /// - Parameters:
  ///   - results: values on this tape; the gradient is that of their sum.
  ///   - gradients: the gradient of each result, in its shape; if absent, each result must be a
  ///     scalar, whose gradient is 1.
  ///   - keepingValues: true to keep the values that another backward pass needs, which costs
  ///     memory and time in recurrent layers and losses; otherwise this pass is the last one until
  ///     the tape is reset.
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

  /// Propagates the gradient of `result`, a scalar, back through everything recorded before it.
  func backward(from result: Operation<Scalar>, keepingValues: Bool = false) {
    precondition(
      result.shape.elementCount == 1, "only one number has a gradient, not \(result.shape)")
    guard begin(result.needsGradient, keepingValues: keepingValues) else { return }
    result.gradientToAddTo()[0] += 1
    passBack(keepingValues: keepingValues)
  }

  /// Prepares a backward pass; false if nothing needs a gradient.
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
  /// Computes a loss and its gradient with respect to every parameter of a model.
  ///
  ///     var random = RandomSource(seed: 1)
  ///     var model = Linear<Float>(inputs: 3, outputs: 2, random: &random)
  ///     var optimizer = Optimizer<Float>(Adam(), learningRate: 0.002)
  ///     let tape = Tape<Float>()
  ///     let (loss, gradients) = tape.gradient(of: &model) { model in
  ///       model(tape.constant(Tensor([1, 2, 3], shape: [1, 3]))).crossEntropy([0])
  ///     }
  ///     optimizer.update(&model, along: gradients)
  ///
  /// Resets the tape. Only the storage of the model's parameters changes, not their values.
  public func gradient<M: Module>(
    of model: inout M, _ loss: (borrowing M) throws -> Variable<Scalar>
  ) rethrows -> (loss: Scalar, gradients: Gradients<Scalar>) where M.Scalar == Scalar {
    try gradient(of: &model, parts: 1) { model, _ in try loss(model) }
  }

  /// Computes the sum of the losses of several parts, and its gradient: each part is computed and
  /// differentiated before the next, so that only the largest of them must fit in memory.
  ///
  /// Resets the tape before each part. `loss` gets the number of the part, from 0.
  public func gradient<M: Module>(
    of model: inout M, parts: Int, _ loss: (borrowing M, _ part: Int) throws -> Variable<Scalar>
  ) rethrows -> (loss: Scalar, gradients: Gradients<Scalar>) where M.Scalar == Scalar {
    precondition(parts > 0, "a loss of \(parts) parts")
    let memory = gradientMemory(of: &model)
    var sum: Scalar = 0
    for part in 0..<parts {
      begin(memory)
      let result = try loss(model, part)
      differentiate(result)
      sum += result.scalar
    }
    lastGradients = memory.gradients
    return (
      sum, Gradients(storage: memory.gradients, parameters: memory.parameters, workers: workers)
    )
  }

  /// Computes the sum of the losses of several parts, and its gradient, like `gradient(of:parts:_:)`,
  /// with groups of parts side by side on the threads of this tape. The bits are the same.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - parts: Number of parts.
  ///   - groups: Number of groups; a part belongs to the group whose number is the remainder of its
  ///     own. Parts of different groups depend on different parameters, or they would write the same
  ///     gradient at the same time. Those of a group are computed in order.
  ///   - loss: Computes the loss of a part on a tape; called on any thread.
  package func gradient<M: Module>(
    of model: inout M, parts: Int, groups: Int,
    _ loss: (borrowing M, _ part: Int, Tape<Scalar>) -> Variable<Scalar>
  ) -> (loss: Scalar, gradients: Gradients<Scalar>) where M.Scalar == Scalar {
    precondition(
      parts > 0 && groups > 0 && parts % groups == 0, "\(parts) parts in \(groups) groups")
    guard groups > 1, workers.count > 1 else {
      return gradient(of: &model, parts: parts) { loss($0, $1, self) }
    }
    let memory = gradientMemory(of: &model)
    let sum = withUnsafeTemporaryAllocation(of: Scalar.self, capacity: parts) { losses in
      let results = SharedResults(losses)
      let current = model
      runSideBySide(groups) { group, tape in
        for part in stride(from: group, to: parts, by: groups) {
          tape.begin(memory)
          let result = loss(current, part, tape)
          tape.differentiate(result)
          results[part] = result.scalar
        }
        tape.reset()
      }
      return losses.reduce(0, +)
    }
    lastGradients = memory.gradients
    return (
      sum, Gradients(storage: memory.gradients, parameters: memory.parameters, workers: workers)
    )
  }

  /// The parameters of a model in one buffer, and gradients of zero.
  private func gradientMemory<M: Module>(
    of model: inout M
  ) -> (parameters: Storage<Scalar>, gradients: Storage<Scalar>) where M.Scalar == Scalar {
    reset()
    let packed = model.packParameters()
    let gradients = spare(packed.count)
    workers.share(gradients.count, grain: 16, cost: 1, Zeros(into: gradients.pointer))
    return (packed, gradients)
  }

  private struct Zeros: RangeWork {
    let into: UnsafeMutablePointer<Scalar>

    func run(_ range: Range<Int>) {
      Scalar.Kernels.fill(range.count, with: 0, into: into + range.lowerBound)
    }
  }

  /// Resets the tape for the loss of a part.
  private func begin(_ memory: (parameters: Storage<Scalar>, gradients: Storage<Scalar>)) {
    reset()
    (parameters, parameterGradients) = memory
  }

  /// Adds the gradient of the loss of a part.
  private func differentiate(_ loss: Variable<Scalar>) {
    precondition(
      loss.tape === self,
      "the loss was computed on another tape: create its inputs with the tape of gradient(of:)")
    precondition(
      loss.operation.needsGradient,
      "the loss depends on no parameter of the model: call the model that the closure is given, "
        + "and visit its parameters in visitParameters")
    loss.backward()
  }

  /// Memory for `count` gradients: that of the last step if nothing uses it any more.
  private func spare(_ count: Int) -> Storage<Scalar> {
    if lastGradients?.count == count, isKnownUniquelyReferenced(&lastGradients),
      let lastGradients
    {
      return lastGradients
    }
    return Storage(uninitializedCount: count)
  }

  /// Runs `body` without preparing gradients, for evaluation. Resets the tape.
  public func withoutGradients<R>(_ body: () throws -> R) rethrows -> R {
    reset()
    isRecording = false
    defer { isRecording = true }
    return try body()
  }
}
