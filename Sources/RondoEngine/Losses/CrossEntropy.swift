extension Variable {
  /// Mean cross-entropy in nats of logits [..., V] and target ids, one for each row: −ln
  /// softmax(logits)[target], computed without overflow for logits of any size.
  ///
  /// Rows whose target is not in 0..<V contribute neither loss nor gradient and do not count in the
  /// mean.
  public func crossEntropy(_ targets: [Int32]) -> Variable {
    precondition(
      shape.rank > 0 && targets.count == shape.rows,
      "\(targets.count) targets for logits of shape \(shape)")
    let operation = tape.record(CrossEntropyOperation<Scalar>.self, shape: [], self)
    operation.forward(targets, smoothing: 0, tape.workers)
    return Variable(tape: tape, operation: operation)
  }

  /// Mean cross-entropy in nats with smoothed labels (Szegedy et al. 2016): the target has the
  /// probability 1 − smoothing + smoothing / V, every other id smoothing / V.
  ///
  /// - Parameters:
  ///   - targets: an id for each row; rows whose target is not in 0..<V do not count.
  ///   - smoothing: in 0..<1.
  /// - Returns: the loss for training, and the plain cross-entropy for reports, which has no
  ///   gradient. With a smoothing of 0 they are the same number.
  public func crossEntropy(
    _ targets: [Int32], labelSmoothing smoothing: Double
  ) -> (loss: Variable, plain: Scalar) {
    precondition(
      shape.rank > 0 && targets.count == shape.rows,
      "\(targets.count) targets for logits of shape \(shape)")
    precondition(
      (0..<1).contains(smoothing), "label smoothing must be in 0..<1, not \(smoothing)")
    let operation = tape.record(CrossEntropyOperation<Scalar>.self, shape: [], self)
    operation.forward(targets, smoothing: smoothing, tape.workers)
    return (Variable(tape: tape, operation: operation), operation.plain)
  }
}

/// loss = mean over rows of (log Σ exp(x) − x[target]): dx += (softmax(x) − one-hot(target)) / n.
/// Smoothing by s adds s·(x[target] − mean(x)) to a row's loss.
///
/// The gradient is computed together with the loss, while the row is in the cache.
final class CrossEntropyOperation<Scalar: TensorScalar>: Operation<Scalar> {
  /// Mean cross-entropy without smoothing.
  @exclusivity(unchecked) private(set) var plain: Scalar = 0
  @exclusivity(unchecked) private var losses = Workspace<Double>()
  @exclusivity(unchecked) private var slopes = Workspace<Scalar>()

  deinit {
    losses.free()
    slopes.free()
  }

  @_specialize(where Scalar == Float)
  func forward(_ targets: [Int32], smoothing: Double, _ workers: Workers) {
    let logits = inputs[0]
    let (rows, columns) = (logits.shape.rows, logits.shape.columns)
    var counted = 0
    for target in targets where target >= 0 && target < columns { counted += 1 }
    let scale = 1 / Scalar(max(counted, 1))
    let losses = losses.reserve(rows)
    let slopes = needsGradient ? slopes.reserve(rows * columns) : nil
    targets.withUnsafeBufferPointer { targets in
      let work = CrossEntropyRows(
        columns: columns, logits: logits.value, targets: targets.baseAddress!, scale: scale,
        losses: losses, slopes: slopes)
      workers.shareRows(logits.shape, cost: 20 * columns, work)
      plain = mean(of: losses, rows, counted)
      value[0] = plain
      guard smoothing > 0 else { return }
      workers.shareRows(
        logits.shape, cost: 4 * columns, SmoothedRows(rows: work, smoothing: Scalar(smoothing)))
      value[0] = mean(of: losses, rows, counted)
    }
  }

  private func mean(of losses: UnsafePointer<Double>, _ rows: Int, _ counted: Int) -> Scalar {
    var total = 0.0
    for row in 0..<rows { total += losses[row] }
    return Scalar(total / Double(max(counted, 1)))
  }

  override func backward(_ workers: Workers) { addSlopes(&slopes) }
}

/// The losses of rows of logits and, if wanted, their gradients.
struct CrossEntropyRows<Scalar: TensorScalar>: RangeWork {
  let columns: Int
  let logits: UnsafePointer<Scalar>
  let targets: UnsafePointer<Int32>
  let scale: Scalar
  let losses: UnsafeMutablePointer<Double>
  let slopes: UnsafeMutablePointer<Scalar>?

  @_specialize(where Scalar == Float)
  func run(_ range: Range<Int>) {
    let first = range.lowerBound
    Scalar.Kernels.crossEntropy(
      rows: range.count, columns: columns, logits + first * columns, targets: targets + first,
      scale: scale, losses: losses + first, gradient: slopes.map { $0 + first * columns })
  }
}

/// Changes the losses and gradients of rows to those of smoothed labels.
private struct SmoothedRows<Scalar: TensorScalar>: RangeWork {
  let rows: CrossEntropyRows<Scalar>
  let smoothing: Scalar

  func run(_ range: Range<Int>) {
    let (first, columns) = (range.lowerBound, rows.columns)
    Scalar.Kernels.smoothLabels(
      rows: range.count, columns: columns, rows.logits + first * columns,
      targets: rows.targets + first, scale: rows.scale, smoothing: smoothing,
      losses: rows.losses + first, gradient: rows.slopes.map { $0 + first * columns })
  }
}

extension Variable {
  /// Cross-entropy of each row of logits [..., V] and its target, in nats and double precision,
  /// whose mean is `crossEntropy`; 0 for rows whose target is not in 0..<V. Not recorded: it has no
  /// gradient.
  public func negativeLogLikelihoods(_ targets: [Int32]) -> [Double] {
    let (rows, columns) = (shape.rows, shape.columns)
    precondition(targets.count == rows, "\(targets.count) targets for logits of shape \(shape)")
    return [Double](unsafeUninitializedCapacity: rows) { losses, count in
      let start = losses.baseAddress
      targets.withUnsafeBufferPointer { targets in
        guard let start, let targets = targets.baseAddress else { return }
        tape.workers.shareRows(
          shape, cost: 20 * columns,
          CrossEntropyRows(
            columns: columns, logits: current.value, targets: targets, scale: 1, losses: start,
            slopes: nil))
      }
      count = rows
    }
  }
}

extension Operation {
  /// Adds the slopes of a loss, times the gradient of the loss itself, to the gradient of its
  /// input.
  ///
  /// Takes over the memory of the slopes instead of copying it if that gradient is 1, the input has
  /// no gradient yet and no further backward pass can follow.
  func addSlopes(_ slopes: inout Workspace<Scalar>) {
    if !keepsValues, gradient[0] == 1, inputs[0].takeGradient(from: &slopes) { return }
    Scalar.Kernels.addScaled(
      inputs[0].shape.elementCount, factor: gradient[0], slopes.pointer,
      into: inputs[0].gradientToAddTo())
  }
}
