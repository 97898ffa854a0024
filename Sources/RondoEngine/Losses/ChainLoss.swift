extension Variable {
  /// Mean negative log-likelihood in nats a step of labels under a linear chain; `LinearChain` has
  /// the definition.
  ///
  /// - Parameters:
  ///   - transitions: A, [K, K].
  ///   - starts: Scores of first labels, [K].
  ///   - ends: Scores of last labels, [K].
  ///   - targets: Labels, [T·B], time-major; those after the end of a row are ignored.
  ///   - lengths: Number of steps of each row, each at least 1; empty if all have T.
  public func chainLoss(
    transitions: Variable, starts: Variable, ends: Variable, targets: [Int32],
    lengths: [Int] = []
  ) -> Variable {
    requireSteps(lengths)
    let labels = shape[2]
    precondition(
      transitions.shape == [labels, labels] && starts.shape == [labels] && ends.shape == [labels],
      "a chain of \(labels) labels with transitions \(transitions.shape), starts \(starts.shape)"
        + " and ends \(ends.shape)")
    precondition(
      targets.count == shape[0] * shape[1],
      "\(targets.count) targets for emissions of shape \(shape)")
    let operation = tape.record(
      ChainLossOperation<Scalar>.self, shape: [], self, transitions, starts, ends)
    operation.forward(targets, lengths, tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

/// loss = (Σ_b ln Z_b − score_b) / n for n steps of all rows: with p the marginal probabilities,
/// de[t, b, j] += (p(y_t = j) − 1[y_t = j]) / n and dA[i, j] += Σ (p(y_t = i, y_t₊₁ = j) − 1[…]) / n.
///
/// Each row keeps sums of its own, which are added in the order of the rows: any number of threads
/// gives the same bits.
final class ChainLossOperation<Scalar: TensorScalar>: Operation<Scalar> {
  private var lengths = RowLengths()
  private var count = 0
  private var targets: [Int32] = []
  private var transposed = Workspace<Scalar>()
  private var losses = Workspace<Double>()
  /// α of each row, [B, T, K].
  private var alphas = Workspace<Scalar>()
  private var partitions = Workspace<Scalar>()
  private var scratch = Workspace<Scalar>()
  /// Gradients of A, starts and ends by each row, [B, K·K + 2·K].
  private var parts = Workspace<Scalar>()

  deinit {
    lengths.free()
    for workspace in [transposed, alphas, partitions, scratch, parts] {
      var workspace = workspace
      workspace.free()
    }
    losses.free()
  }

  private var steps: Int { inputs[0].shape[0] }
  private var batch: Int { inputs[0].shape[1] }
  private var labels: Int { inputs[0].shape[2] }

  private var chain: ChainScores<Scalar> {
    ChainScores(
      labels: labels, transitions: inputs[1].value, transposed: transposed.pointer,
      starts: inputs[2].value, ends: inputs[3].value)
  }

  @_specialize(where Scalar == Float)
  func forward(_ targets: [Int32], _ counts: [Int], _ workers: Workers) {
    let k = labels
    lengths.set(counts, steps: steps)
    self.targets = targets
    count = 0
    for row in 0..<batch {
      let own = lengths.length(row, of: steps)
      precondition(own > 0, "row \(row) has no steps")
      for t in 0..<own {
        let label = targets[t * batch + row]
        precondition(label >= 0 && label < k, "label \(label) of \(k) at step \(t) of row \(row)")
      }
      count += own
    }
    let flipped = transposed.reserve(k * k)
    for i in 0..<k {
      for j in 0..<k { flipped[j * k + i] = inputs[1].value[i * k + j] }
    }
    let losses = losses.reserve(batch)
    _ = alphas.reserve(batch * steps * k)
    _ = partitions.reserve(batch)
    _ = scratch.reserve(batch * (chain.scratchCount + steps * k))
    workers.share(batch, cost: cost, Rows(operation: self, isForward: true))
    var total = 0.0
    for row in 0..<batch { total += losses[row] }
    value[0] = Scalar(total / Double(count))
  }

  private var cost: Int { 12 * steps * labels * labels }

  override func backward(_ workers: Workers) {
    let (k, size) = (labels, labels * labels + 2 * labels)
    for input in inputs where input.needsGradient { _ = input.gradientToAddTo() }
    _ = parts.reserve(batch * size)
    workers.share(batch, cost: 2 * cost, Rows(operation: self, isForward: false))
    var offset = 0
    for (input, width) in zip(inputs.dropFirst(), [k * k, k, k]) {
      if input.needsGradient {
        Scalar.Kernels.addColumnSums(
          rows: batch, columns: width, .init(pointer: parts.pointer + offset, stride: size),
          into: input.gradient)
      }
      offset += width
    }
  }

  private struct Rows: RangeWork {
    let operation: ChainLossOperation
    let isForward: Bool

    func run(_ rows: Range<Int>) {
      for row in rows { isForward ? operation.forward(row) : operation.backward(row) }
    }
  }

  /// Scratch memory of a row.
  private func scratch(_ row: Int) -> UnsafeMutablePointer<Scalar> {
    scratch.pointer + row * (chain.scratchCount + steps * labels)
  }

  @_specialize(where Scalar == Float)
  private func forward(_ row: Int) {
    let (chain, k, own) = (chain, labels, lengths.length(row, of: steps))
    let (e, stride) = (inputs[0].value + row * k, batch * k)
    let alpha = alphas.pointer + row * steps * k
    chain.forward(e, stride: stride, steps: own, into: alpha, scratch(row))
    let whole = chain.logPartition(alpha, steps: own, scratch(row))
    partitions.pointer[row] = whole
    let score = chain.score(
      e, stride: stride, (0..<own).lazy.map { Int(self.targets[$0 * self.batch + row]) })
    losses.pointer[row] = Double(whole - score)
  }

  @_specialize(where Scalar == Float)
  private func backward(_ row: Int) {
    let (chain, k, own) = (chain, labels, lengths.length(row, of: steps))
    let (e, stride) = (inputs[0].value + row * k, batch * k)
    let (alpha, whole) = (alphas.pointer + row * steps * k, partitions.pointer[row])
    let beta = scratch(row) + chain.scratchCount
    chain.backward(e, stride: stride, steps: own, into: beta, scratch(row))
    let factor = gradient[0] / Scalar(count)
    let part = parts.pointer + row * (k * k + 2 * k)
    Scalar.Kernels.fill(k * k + 2 * k, with: 0, into: part)
    let (starts, ends) = (part + k * k, part + k * k + k)
    let p = scratch(row)
    for t in 0..<own {
      let label = Int(targets[t * batch + row])
      for j in 0..<k { p[j] = alpha[t * k + j] + beta[t * k + j] - whole }
      Scalar.Kernels.apply(.exp, k, p, into: p)
      p[label] -= 1
      if t == 0 { Scalar.Kernels.addScaled(k, factor: factor, p, into: starts) }
      if t == own - 1 { Scalar.Kernels.addScaled(k, factor: factor, p, into: ends) }
      if inputs[0].needsGradient {
        Scalar.Kernels.addScaled(
          k, factor: factor, p, into: inputs[0].gradient + t * stride + row * k)
      }
      if t + 1 < own, inputs[1].needsGradient {
        addPairs(e, stride, alpha, beta, whole, at: t, factor, p, into: part)
        let next = Int(targets[(t + 1) * batch + row])
        part[label * k + next] -= factor
      }
    }
  }

  /// Adds the probabilities of the labels of two consecutive steps times a factor.
  @_specialize(where Scalar == Float)
  private func addPairs(
    _ e: UnsafePointer<Scalar>, _ stride: Int, _ alpha: UnsafePointer<Scalar>,
    _ beta: UnsafePointer<Scalar>, _ whole: Scalar, at t: Int, _ factor: Scalar,
    _ p: UnsafeMutablePointer<Scalar>, into sums: UnsafeMutablePointer<Scalar>
  ) {
    let (k, a) = (labels, inputs[1].value)
    let after = p + k * k
    for j in 0..<k { after[j] = e[(t + 1) * stride + j] + beta[(t + 1) * k + j] - whole }
    for i in 0..<k {
      let own = alpha[t * k + i]
      for j in 0..<k { p[i * k + j] = own + a[i * k + j] + after[j] }
    }
    Scalar.Kernels.apply(.exp, k * k, p, into: p)
    Scalar.Kernels.addScaled(k * k, factor: factor, p, into: sums)
  }
}
