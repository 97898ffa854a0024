extension Variable {
  /// Cross-entropy in nats of logits [..., K] of K independent yes/no labels, summed over the
  /// labels and averaged over the rows: −ln σ(x) for a positive label, −ln (1 − σ(x)) for a
  /// negative one, computed without overflow for logits of any size.
  ///
  /// - Parameters:
  ///   - targets: [..., K], row by row: above 0 for a positive label, 0 for a negative one.
  ///   - positiveWeights: weight of the positive label of each column, [K], non-negative; nil for
  ///     weights of 1. PyTorch's `pos_weight`.
  public func sigmoidCrossEntropy(
    _ targets: [Scalar], positiveWeights: [Scalar]? = nil
  ) -> Variable {
    precondition(
      shape.rank > 0 && targets.count == shape.elementCount,
      "\(targets.count) targets for logits of shape \(shape)")
    if let positiveWeights {
      precondition(
        positiveWeights.count == shape.columns,
        "\(positiveWeights.count) weights for logits of shape \(shape)")
      for weight in positiveWeights {
        precondition(weight >= 0 && weight.isFinite, "a label's weight cannot be \(weight)")
      }
    }
    let operation = tape.record(SigmoidCrossEntropyOperation<Scalar>.self, shape: [], self)
    operation.forward(targets, positiveWeights ?? [], tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

/// loss = Σ w·(max(z, 0) + ln(1 + e^(−|z|))) / n, where z = −x and w is the column's weight for a
/// positive label, z = x and w = 1 for a negative one: dx += w·σ(z) / n, negated for a positive
/// label.
///
/// The gradient is computed together with the loss, while the row is in the cache.
final class SigmoidCrossEntropyOperation<Scalar: TensorScalar>: Operation<Scalar> {
  private var losses = Workspace<Double>()
  private var slopes = Workspace<Scalar>()

  deinit {
    losses.free()
    slopes.free()
  }

  func forward(_ targets: [Scalar], _ weights: [Scalar], _ workers: Workers) {
    let logits = inputs[0]
    let (rows, columns) = (logits.shape.rows, logits.shape.columns)
    let losses = losses.reserve(rows)
    let slopes = needsGradient ? slopes.reserve(rows * columns) : nil
    let scale = 1 / Scalar(max(rows, 1))
    targets.withUnsafeBufferPointer { targets in
      weights.withUnsafeBufferPointer { weights in
        guard let targets = targets.baseAddress else { return }
        workers.shareRows(
          logits.shape, cost: 40 * columns,
          Rows(
            columns: columns, logits: logits.value, targets: targets,
            weights: weights.isEmpty ? nil : weights.baseAddress, scale: scale, losses: losses,
            slopes: slopes))
      }
    }
    var total = 0.0
    for row in 0..<rows { total += losses[row] }
    value[0] = Scalar(total / Double(max(rows, 1)))
  }

  override func backward(_ workers: Workers) { addSlopes(&slopes) }

  /// The losses of rows of logits and, if wanted, their gradients.
  private struct Rows: RangeWork {
    let columns: Int
    let logits: UnsafePointer<Scalar>
    let targets: UnsafePointer<Scalar>
    let weights: UnsafePointer<Scalar>?
    let scale: Scalar
    let losses: UnsafeMutablePointer<Double>
    let slopes: UnsafeMutablePointer<Scalar>?

    func run(_ range: Range<Int>) {
      let first = range.lowerBound
      Scalar.Kernels.sigmoidCrossEntropy(
        rows: range.count, columns: columns, logits + first * columns,
        targets: targets + first * columns, weights: weights, scale: scale,
        losses: losses + first, gradient: slopes.map { $0 + first * columns })
    }
  }
}
