/// Linear-chain conditional random field over the labels of a sequence (Lafferty, McCallum & Pereira
/// 2001, "Conditional Random Fields: Probabilistic Models for Segmenting and Labeling Sequence
/// Data").
///
///     let chain = LinearChain<Float>(labels: 3)
///     let tape = Tape<Float>()
///     let emissions = tape.variable(Tensor(zeros: [2, 1, 3]))  // [T, B, K]
///     let loss = chain.loss(of: emissions, targets: [0, 2])    // ln 3, in nats a step
///     chain.bestPath(of: [0, 1, 0, 2, 0, 0])                   // [1, 0], two steps
///
/// The score of labels y for emissions e [T, K] is start(y₁) + Σ e(t, y_t) + Σ A(y_t, y_t₊₁) +
/// end(y_T), and their probability exp(score) / Z, where Z sums over all labels of T steps. A step
/// costs O(K²). Parameters, zero at first: `transitions` A [K, K], row to column, `starts` [K] and
/// `ends` [K]. `Sendable`.
public struct LinearChain<Scalar: TensorScalar>: Module {
  /// A: score of the label of the column after that of the row, [K, K].
  public var transitions: Tensor<Scalar>
  /// Score of each first label, [K].
  public var starts: Tensor<Scalar>
  /// Score of each last label, [K].
  public var ends: Tensor<Scalar>

  /// Creates a chain whose scores are zero.
  public init(labels: Int) {
    precondition(labels > 0, "a chain needs labels, not \(labels)")
    transitions = Tensor(zeros: [labels, labels])
    (starts, ends) = (Tensor(zeros: [labels]), Tensor(zeros: [labels]))
  }

  /// K, number of labels.
  public var labels: Int { starts.shape[0] }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("transitions", &transitions)
    visitor.visit("starts", &starts)
    visitor.visit("ends", &ends)
  }

  /// Mean negative log-likelihood in nats a step of the labels of a batch: Σ (ln Z − score) over
  /// its sequences, divided by the number of their steps.
  ///
  /// A sequence has the same loss and gradient in any batch. Linear in T·B·K².
  ///
  /// - Parameters:
  ///   - emissions: e, [T, B, K].
  ///   - targets: Labels, [T·B], time-major; those after the end of a row are ignored.
  ///   - lengths: Number of steps of each row, each at least 1; empty if all have T.
  public func loss(
    of emissions: Variable<Scalar>, targets: [Int32], lengths: [Int] = []
  ) -> Variable<Scalar> {
    emissions.chainLoss(
      transitions: emissions.tape.parameter(transitions),
      starts: emissions.tape.parameter(starts), ends: emissions.tape.parameter(ends),
      targets: targets, lengths: lengths)
  }
}

/// Labels that may follow each other, for constrained decoding. `Sendable`.
public struct AllowedTransitions: Sendable, Hashable {
  /// Whether a sequence may begin with each label, [K].
  public var starts: [Bool]
  /// Whether the label of the column may follow that of the row, [K·K].
  public var transitions: [Bool]
  /// Whether a sequence may end with each label, [K].
  public var ends: [Bool]

  /// Creates a table from a rule, in which nil stands for the border of a sequence.
  public init(labels: Int, _ allows: (_ previous: Int?, _ next: Int?) -> Bool) {
    starts = (0..<labels).map { allows(nil, $0) }
    ends = (0..<labels).map { allows($0, nil) }
    transitions = (0..<labels).flatMap { i in (0..<labels).map { allows(i, $0) } }
  }
}

extension LinearChain {
  /// The labels of the largest score (Viterbi 1967), of several those that are smaller at the last
  /// step in which they differ.
  ///
  /// - Parameters:
  ///   - emissions: e, [T·K], T at least 1.
  ///   - allowed: Labels that may follow each other; nil for all. If they allow no sequence of this
  ///     length, they are ignored.
  public func bestPath(
    of emissions: [Scalar], allowing allowed: AllowedTransitions? = nil
  ) -> [Int] {
    let (k, steps) = (labels, requireSteps(emissions))
    let (a, starts, ends) = (transitions.scalars, starts.scalars, ends.scalars)
    var scores = (0..<k).map { j -> Scalar in
      allowed?.starts[j] ?? true ? starts[j] + emissions[j] : -.infinity
    }
    var origins = [Int](repeating: 0, count: steps * k)
    for t in 1..<max(steps, 1) {
      var next = [Scalar](repeating: -.infinity, count: k)
      for i in 0..<k where scores[i] > -.infinity {
        for j in 0..<k where allowed?.transitions[i * k + j] ?? true {
          let score = scores[i] + a[i * k + j]
          if score > next[j] { (next[j], origins[t * k + j]) = (score, i) }
        }
      }
      scores = (0..<k).map { next[$0] + emissions[t * k + $0] }
    }
    var best: (label: Int, score: Scalar)?
    for j in 0..<k where allowed?.ends[j] ?? true {
      let score = scores[j] + ends[j]
      if score > best?.score ?? -.infinity { best = (j, score) }
    }
    guard var label = best?.label else {
      return allowed == nil ? Array(repeating: 0, count: steps) : bestPath(of: emissions)
    }
    var path = [label]
    for t in stride(from: steps - 1, to: 0, by: -1) {
      label = origins[t * k + label]
      path.append(label)
    }
    return path.reversed()
  }

  /// Probability of each label at each step, [T·K].
  ///
  /// - Parameter emissions: e, [T·K], T at least 1.
  public func marginals(of emissions: [Scalar]) -> [Scalar] {
    withRecursions(of: emissions) { alpha, beta, logPartition in
      let result = zip(alpha, beta).map { $0 + $1 - logPartition }
      return [Scalar](unsafeUninitializedCapacity: result.count) { buffer, count in
        if let start = buffer.baseAddress {
          Scalar.Kernels.apply(.exp, result.count, result, into: start)
        }
        count = result.count
      }
    }
  }

  /// ln of the probability that the steps from `first` have the given labels, at least one.
  ///
  /// - Parameter emissions: e, [T·K], T at least 1.
  public func logProbability(of part: [Int], at first: Int, in emissions: [Scalar]) -> Scalar {
    let (k, steps) = (labels, requireSteps(emissions))
    precondition(
      first >= 0 && !part.isEmpty && first + part.count <= steps,
      "\(part.count) labels from step \(first) of \(steps)")
    let a = transitions.scalars
    return withRecursions(of: emissions) { alpha, beta, logPartition in
      var sum = alpha[first * k + part[0]]
      for (index, label) in part.enumerated().dropFirst() {
        sum += a[part[index - 1] * k + label]
        sum += emissions[(first + index) * k + label]
      }
      return sum + beta[(first + part.count - 1) * k + part[part.count - 1]] - logPartition
    }
  }

  /// ln Z of one sequence.
  ///
  /// - Parameter emissions: e, [T·K], T at least 1.
  public func logPartition(of emissions: [Scalar]) -> Scalar {
    withRecursions(of: emissions) { _, _, logPartition in logPartition }
  }

  private func requireSteps(_ emissions: [Scalar]) -> Int {
    precondition(
      !emissions.isEmpty && emissions.count.isMultiple(of: labels),
      "\(emissions.count) emissions for \(labels) labels")
    return emissions.count / labels
  }

  private func withRecursions<Result>(
    of emissions: [Scalar],
    _ body: (_ alpha: [Scalar], _ beta: [Scalar], _ logPartition: Scalar) -> Result
  ) -> Result {
    let (k, steps) = (labels, requireSteps(emissions))
    let a = transitions.scalars
    let transposed = (0..<k * k).map { a[$0 % k * k + $0 / k] }
    var (alpha, beta) = (emissions, emissions)
    let (starts, ends) = (starts.scalars, ends.scalars)
    return a.withUnsafeBufferPointer { a in
      transposed.withUnsafeBufferPointer { transposed in
        starts.withUnsafeBufferPointer { starts in
          ends.withUnsafeBufferPointer { ends in
            let chain = ChainScores(
              labels: k, transitions: a.baseAddress!, transposed: transposed.baseAddress!,
              starts: starts.baseAddress!, ends: ends.baseAddress!)
            var scratch = [Scalar](repeating: 0, count: chain.scratchCount)
            chain.forward(emissions, stride: k, steps: steps, into: &alpha, &scratch)
            chain.backward(emissions, stride: k, steps: steps, into: &beta, &scratch)
            let logPartition = chain.logPartition(alpha, steps: steps, &scratch)
            return body(alpha, beta, logPartition)
          }
        }
      }
    }
  }
}
