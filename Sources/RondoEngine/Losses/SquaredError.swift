extension Variable {
  /// Half the sum of squared errors over all elements, Σ ½·(y − target)².
  public func halfSquaredError(_ target: Variable) -> Variable {
    (self - target).squared().sum() * 0.5
  }

  /// Mean squared error over all elements.
  public func meanSquaredError(_ target: Variable) -> Variable {
    (self - target).squared().mean()
  }
}

extension Variable {
  /// This loss plus `weight` times the mean square of activations (activation regularisation, AR:
  /// Merity, McCann & Socher 2017).
  public func addingActivationPenalty(_ weight: Double, on activations: Variable) -> Variable {
    penalized(by: weight, activations, span: 0)
  }

  /// This loss plus `weight` times the mean square of the change of activations [T, B, H] from one
  /// time step to the next (temporal activation regularisation, TAR: Merity, McCann & Socher 2017).
  /// The penalty of a single time step is zero.
  public func addingTemporalPenalty(_ weight: Double, on activations: Variable) -> Variable {
    let shape = activations.shape
    precondition(shape.rank == 3, "activations \(shape) are not [T, B, H]")
    return shape[0] < 2
      ? self : penalized(by: weight, activations, span: shape[1] * shape[2])
  }

  private func penalized(by weight: Double, _ activations: Variable, span: Int) -> Variable {
    precondition(shape.elementCount == 1, "a loss is one number, not \(shape)")
    guard weight > 0, activations.shape.elementCount > 0 else { return self }
    let operation = tape.record(PenaltyOperation<Scalar>.self, shape: [], self, activations)
    operation.forward(weight, span: span, tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

/// y = loss + weight·mean(d²), where d is x or, if `span` is positive, the difference of elements
/// of x that are `span` apart: dloss += dy, dx += 2·weight/n·d·dy at the later element and the
/// negative of that at the earlier one.
final class PenaltyOperation<Scalar: TensorScalar>: Operation<Scalar> {
  private var span = 0
  private var weight = 0.0
  private var differences = Workspace<Scalar>()
  private var blocks = Workspace<Double>()

  deinit {
    differences.free()
    blocks.free()
  }

  private var count: Int { inputs[1].shape.elementCount - span }
  private var terms: UnsafeMutablePointer<Scalar> {
    span == 0 ? inputs[1].value : differences.pointer
  }

  func forward(_ weight: Double, span: Int, _ workers: Workers) {
    (self.weight, self.span) = (weight, span)
    if span > 0 {
      workers.share(
        count, grain: 16, cost: 4,
        Differences(x: inputs[1].value, span: span, y: differences.reserve(count)))
    }
    let blocks = blocks.reserve(Workers.blocks(count))
    let sum = workers.sumOfSquares(count, terms, blocks: blocks)
    value[0] = inputs[0].value[0] + Scalar(weight * sum / Double(count))
  }

  override func backward(_ workers: Workers) {
    if inputs[0].needsGradient { inputs[0].gradientToAddTo()[0] += gradient[0] }
    guard inputs[1].needsGradient else { return }
    let factor = Scalar(2 * weight / Double(count)) * gradient[0]
    let dx = inputs[1].gradientToAddTo()
    workers.share(
      inputs[1].shape.elementCount, grain: 16, cost: 4,
      PenaltySlopes(terms: terms, count: count, span: span, factor: factor, dx: dx))
  }
}

private struct Differences<Scalar: TensorScalar>: RangeWork {
  let x: UnsafePointer<Scalar>
  let span: Int
  let y: UnsafeMutablePointer<Scalar>

  func run(_ range: Range<Int>) {
    let first = range.lowerBound
    Scalar.Kernels.combine(
      .subtract, range.count, x + first + span, step: 1, x + first, step: 1, into: y + first)
  }
}

private struct PenaltySlopes<Scalar: TensorScalar>: RangeWork {
  let terms: UnsafePointer<Scalar>
  let count: Int
  let span: Int
  let factor: Scalar
  let dx: UnsafeMutablePointer<Scalar>

  /// The later element of a difference is `span` after the earlier one.
  func run(_ range: Range<Int>) {
    let later = max(range.lowerBound, span)..<max(range.upperBound, span)
    Scalar.Kernels.addScaled(
      later.count, factor: factor, terms + (later.lowerBound - span), into: dx + later.lowerBound)
    guard span > 0 else { return }
    let earlier = min(range.lowerBound, count)..<min(range.upperBound, count)
    Scalar.Kernels.addScaled(
      earlier.count, factor: -factor, terms + earlier.lowerBound, into: dx + earlier.lowerBound)
  }
}
