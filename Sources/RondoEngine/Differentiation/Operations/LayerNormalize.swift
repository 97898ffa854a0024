extension Variable {
  /// Layer normalisation (Ba, Kiros & Hinton 2016) along the last axis: y = (x − mean x) / √(var x
  /// + ε)·w + b, where var x is the mean square of x − mean x.
  ///
  /// - Parameters:
  ///   - weight: w, [D] for x [..., D]; ones if absent.
  ///   - bias: b, [D]; zeros if absent.
  ///   - epsilon: ε, not negative.
  @_specialize(where Scalar == Float)
  public func layerNormalized(
    weight: Variable? = nil, bias: Variable? = nil, epsilon: Double = 1e-5
  ) -> Variable {
    precondition(shape.rank > 0 && shape.columns > 0, "\(shape) has nothing to normalize")
    precondition(epsilon >= 0, "epsilon cannot be \(epsilon)")
    let own: Shape = [shape.columns]
    precondition(
      weight?.shape ?? own == own && bias?.shape ?? own == own,
      "a weight or bias that is not \(own) for values \(shape)")
    let operation = tape.record(
      NormalizeOperation<Scalar>.self, shape: shape, self, weight, bias)
    operation.forward(hasWeight: weight != nil, epsilon: Scalar(epsilon), tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

/// y = z·w + b with z = (x − μ)·r and r = 1 / √(var x + ε), row by row:
/// dx += r·(g − mean g − z·mean (g·z)) with g = dy·w, dw += Σ dy·z and db += Σ dy, rows ascending.
///
/// Sums along a row use 16 lanes, which are added pairwise.
final class NormalizeOperation<Scalar: TensorScalar>: Operation<Scalar> {
  private var normalized = Workspace<Scalar>()  // z
  private var scales = Workspace<Scalar>()  // r
  private var weight: Operation<Scalar>?
  private var bias: Operation<Scalar>?

  deinit {
    normalized.free()
    scales.free()
  }

  func forward(hasWeight: Bool, epsilon: Scalar, _ workers: Workers) {
    weight = hasWeight ? inputs[1] : nil
    bias = inputs.count > (hasWeight ? 2 : 1) ? inputs[inputs.count - 1] : nil
    workers.share(
      shape.rows, cost: 8 * shape.columns,
      NormalizedRows(
        columns: shape.columns, x: inputs[0].value, weight: weight?.value, bias: bias?.value,
        epsilon: epsilon, z: normalized.reserve(shape.elementCount),
        scales: scales.reserve(shape.rows), y: value))
  }

  override func backward(_ workers: Workers) {
    let (rows, columns) = (shape.rows, shape.columns)
    if inputs[0].needsGradient {
      workers.share(
        rows, cost: 8 * columns,
        NormalizedSlopes(
          columns: columns, weight: weight?.value, z: normalized.pointer, scales: scales.pointer,
          dy: gradient, dx: inputs[0].gradientToAddTo()))
    }
    if let weight, weight.needsGradient {
      workers.share(
        columns, grain: 16, cost: 4 * rows,
        NormalizedWeightSlopes(
          rows: rows, columns: columns, z: normalized.pointer, dy: gradient,
          dw: weight.gradientToAddTo()))
    }
    if let bias, bias.needsGradient {
      workers.addColumnSums(
        rows: rows, columns: columns, .init(pointer: gradient, stride: columns),
        into: bias.gradientToAddTo())
    }
  }
}

private struct NormalizedRows<Scalar: TensorScalar>: RangeWork {
  let columns: Int
  let x: UnsafePointer<Scalar>
  let weight: UnsafeMutablePointer<Scalar>?
  let bias: UnsafeMutablePointer<Scalar>?
  let epsilon: Scalar
  let z: UnsafeMutablePointer<Scalar>
  let scales: UnsafeMutablePointer<Scalar>
  let y: UnsafeMutablePointer<Scalar>

  @_specialize(where Scalar == Float)
  func run(_ rows: Range<Int>) {
    let count = Scalar(columns)
    for row in rows {
      let at = row * columns
      let (x, z, y) = (x + at, z + at, y + at)
      let mean = laneSum(columns) { x[$0] } / count
      for i in 0..<columns { z[i] = x[i] - mean }
      let variance = laneSum(columns) { z[$0] * z[$0] } / count
      let scale = 1 / (variance + epsilon).squareRoot()
      scales[row] = scale
      for i in 0..<columns { z[i] *= scale }
      if let weight {
        for i in 0..<columns { y[i] = z[i] * weight[i] }
      } else {
        y.update(from: z, count: columns)
      }
      if let bias {
        for i in 0..<columns { y[i] += bias[i] }
      }
    }
  }
}

private struct NormalizedSlopes<Scalar: TensorScalar>: RangeWork {
  let columns: Int
  let weight: UnsafeMutablePointer<Scalar>?
  let z: UnsafePointer<Scalar>
  let scales: UnsafePointer<Scalar>
  let dy: UnsafePointer<Scalar>
  let dx: UnsafeMutablePointer<Scalar>

  @_specialize(where Scalar == Float)
  func run(_ rows: Range<Int>) {
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: columns) { slopes in
      let (g, count) = (slopes.baseAddress!, Scalar(columns))
      for row in rows {
        let at = row * columns
        let (z, dy, dx, scale) = (z + at, dy + at, dx + at, scales[row])
        if let weight {
          for i in 0..<columns { g[i] = dy[i] * weight[i] }
        } else {
          g.update(from: dy, count: columns)
        }
        let mean = laneSum(columns) { g[$0] } / count
        let along = laneSum(columns) { g[$0] * z[$0] } / count
        for i in 0..<columns { dx[i] += scale * (g[i] - mean - z[i] * along) }
      }
    }
  }
}

private struct NormalizedWeightSlopes<Scalar: TensorScalar>: RangeWork {
  let rows: Int
  let columns: Int
  let z: UnsafePointer<Scalar>
  let dy: UnsafePointer<Scalar>
  let dw: UnsafeMutablePointer<Scalar>

  @_specialize(where Scalar == Float)
  func run(_ range: Range<Int>) {
    for row in 0..<rows {
      let (z, dy) = (z + row * columns, dy + row * columns)
      for i in range { dw[i] += dy[i] * z[i] }
    }
  }
}

/// Σ term(i) for i in 0..<n: lane l adds the terms l, l + 16, …; then the lanes are added pairwise.
@inline(__always)
private func laneSum<Scalar: TensorScalar>(_ n: Int, _ term: (Int) -> Scalar) -> Scalar {
  withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 16) { buffer in
    let lanes = buffer.baseAddress!
    lanes.initialize(repeating: 0, count: 16)
    for first in stride(from: 0, to: n, by: 16) {
      for lane in 0..<min(16, n - first) { lanes[lane] += term(first + lane) }
    }
    for half in [8, 4, 2, 1] {
      for lane in 0..<half { lanes[lane] += lanes[lane + half] }
    }
    return lanes[0]
  }
}
