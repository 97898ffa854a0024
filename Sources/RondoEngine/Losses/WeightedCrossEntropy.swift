extension Variable {
  /// Mean cross-entropy in nats of logits [..., V] and target ids, one for each row, weighted by
  /// the target's class: Σ w[target]·loss / Σ w[target], as in PyTorch.
  ///
  /// - Parameters:
  ///   - targets: an id for each row; rows whose target is not in 0..<V contribute neither loss nor
  ///     gradient.
  ///   - classWeights: w, [V], non-negative. The loss is zero if the sum of the weights is zero.
  public func crossEntropy(_ targets: [Int32], classWeights: [Scalar]) -> Variable {
    precondition(
      shape.rank > 0 && targets.count == shape.rows,
      "\(targets.count) targets for logits of shape \(shape)")
    precondition(
      classWeights.count == shape.columns,
      "\(classWeights.count) class weights for logits of shape \(shape)")
    for weight in classWeights {
      precondition(weight >= 0 && weight.isFinite, "a class weight cannot be \(weight)")
    }
    let operation = tape.record(WeightedCrossEntropyOperation<Scalar>.self, shape: [], self)
    operation.forward(targets, classWeights, tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

/// loss = Σ w[target]·(log Σ exp(x) − x[target]) / Σ w[target] over rows:
/// dx += (softmax(x) − one-hot(target))·w[target] / Σ w[target].
///
/// The gradient is computed together with the loss, while the row is in the cache.
final class WeightedCrossEntropyOperation<Scalar: TensorScalar>: Operation<Scalar> {
  private var losses = Workspace<Double>()
  private var slopes = Workspace<Scalar>()
  private var scales = Workspace<Scalar>()

  deinit {
    losses.free()
    slopes.free()
    scales.free()
  }

  func forward(_ targets: [Int32], _ weights: [Scalar], _ workers: Workers) {
    let logits = inputs[0]
    let (rows, columns) = (logits.shape.rows, logits.shape.columns)
    let (losses, scales) = (losses.reserve(rows), scales.reserve(rows))
    func weight(_ row: Int) -> Double {
      let target = Int(targets[row])
      return target >= 0 && target < columns ? Double(weights[target]) : 0
    }
    var sum = 0.0
    for row in 0..<rows { sum += weight(row) }
    for row in 0..<rows { scales[row] = sum > 0 ? Scalar(weight(row) / sum) : 0 }
    let slopes = needsGradient ? slopes.reserve(rows * columns) : nil
    targets.withUnsafeBufferPointer { targets in
      guard let targets = targets.baseAddress else { return }
      workers.shareRows(
        logits.shape, cost: 20 * columns,
        Rows(
          columns: columns, logits: logits.value, targets: targets, scales: scales, losses: losses,
          slopes: slopes))
    }
    var total = 0.0
    for row in 0..<rows where weight(row) > 0 { total += losses[row] * weight(row) }
    value[0] = sum > 0 ? Scalar(total / sum) : 0
  }

  override func backward(_ workers: Workers) { addSlopes(&slopes) }

  /// The losses of rows of logits and, if wanted, their gradients, each with its own scale.
  private struct Rows: RangeWork {
    let columns: Int
    let logits: UnsafePointer<Scalar>
    let targets: UnsafePointer<Int32>
    let scales: UnsafePointer<Scalar>
    let losses: UnsafeMutablePointer<Double>
    let slopes: UnsafeMutablePointer<Scalar>?

    func run(_ rows: Range<Int>) {
      for row in rows {
        CrossEntropyRows(
          columns: columns, logits: logits, targets: targets, scale: scales[row], losses: losses,
          slopes: slopes
        ).run(row..<row + 1)
      }
    }
  }
}
