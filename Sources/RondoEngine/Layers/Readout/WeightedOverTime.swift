extension Variable {
  /// Means [B, D] over the steps of each row of [T, B, D], weighted by the softmax over the row's
  /// steps of its scores [T, B, 1]. Empty lengths mean that all rows have T steps.
  public func weightedOverTime(by scores: Variable, lengths: [Int]) -> Variable {
    requireSteps(lengths)
    precondition(
      scores.shape == shape.withColumns(1), "scores \(scores.shape) for vectors \(shape)")
    let operation = tape.record(
      WeightedOverTimeOperation<Scalar>.self, shape: [shape[1], shape[2]], self, scores)
    operation.prepare()
    operation.forward(lengths, tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

/// y[b] = Σₜ αₜ·xₜ, t ascending, where α is the softmax of s over the steps of a row: dxₜ += αₜ·dy
/// and dsₜ += αₜ·(dαₜ − Σ α·dα) with dαₜ = dy·xₜ.
final class WeightedOverTimeOperation<Scalar: TensorScalar>: ReadoutOperation<Scalar> {
  private var weights = Workspace<Scalar>()  // α [B, T]
  private var slopes = Workspace<Scalar>()  // dα and ds [B, T] each
  private var panels = Workspace<Scalar>()
  private var addsToVectors = false  // else their gradient is written

  deinit {
    weights.free()
    slopes.free()
    panels.free()
  }

  private var scores: Operation<Scalar> { inputs[1] }

  func prepare() { _ = weights.reserve(batch * steps) }

  override func forward(_ rows: Range<Int>) {
    let first = rows.lowerBound
    Scalar.Kernels.transpose(
      rows: steps, columns: rows.count, .init(pointer: scores.value + first, stride: batch),
      adding: nil, into: weights.pointer + first * steps, stride: steps)
    for row in rows {
      let (own, count) = (weights.pointer + row * steps, length(row))
      Scalar.Kernels.softmax(rows: 1, columns: count, own, into: own)
      Scalar.Kernels.productOfTranspose(
        rows: 1, columns: columns, depth: count, .init(pointer: own, stride: 1),
        .init(pointer: vectors.value + row * columns, stride: stride),
        into: value + row * columns, stride: columns, accumulate: false)
    }
  }

  override func backward(_ workers: Workers) {
    _ = slopes.reserve(2 * batch * steps)
    _ = panels.reserve(batch * panelCount)
    super.backward(workers)
  }

  override func beginGradients() {
    if vectors.needsGradient { addsToVectors = vectors.gradientToWriteOrAddTo().accumulate }
    if scores.needsGradient { _ = scores.gradientToAddTo() }
  }

  /// Number of elements for packing the gradient of a row, as a column or as a row.
  private var panelCount: Int {
    max(
      Scalar.Kernels.packedCount(depth: columns, columns: 1),
      Scalar.Kernels.packedCount(depth: 1, columns: columns))
  }

  override func backward(_ rows: Range<Int>) {
    for row in rows {
      if vectors.needsGradient { addVectorGradient(row) }
      if scores.needsGradient { findScoreSlopes(row) }
    }
    guard scores.needsGradient else { return }
    let (first, ds) = (rows.lowerBound, slopes.pointer + batch * steps)
    Scalar.Kernels.addTransposed(
      rows: rows.count, columns: steps, .init(pointer: ds + first * steps, stride: steps),
      into: scores.gradient + first, stride: batch)
  }

  private func addVectorGradient(_ row: Int) {
    let (packed, dx) = (panels.pointer + row * panelCount, vectors.gradient + row * columns)
    Scalar.Kernels.pack(
      depth: 1, columns: columns, .init(pointer: gradient + row * columns, stride: columns),
      into: packed)
    Scalar.Kernels.product(
      ProductCall(
        rows: length(row), columns: columns, depth: 1, a: weights.pointer + row * steps,
        aStride: 1, panels: packed, c: dx, cStride: stride,
        initial: addsToVectors ? .rows(dx, stride: stride) : .zero))
    guard !addsToVectors else { return }
    for t in length(row)..<steps { Scalar.Kernels.fill(columns, with: 0, into: dx + t * stride) }
  }

  private func findScoreSlopes(_ row: Int) {
    let (packed, count) = (panels.pointer + row * panelCount, length(row))
    let (own, dα) = (weights.pointer + row * steps, slopes.pointer + row * steps)
    let ds = dα + batch * steps
    Scalar.Kernels.pack(
      depth: columns, columns: 1, .init(pointer: gradient + row * columns, stride: 1), into: packed)
    Scalar.Kernels.product(
      ProductCall(
        rows: count, columns: 1, depth: columns, a: vectors.value + row * columns,
        aStride: stride, panels: packed, c: dα, cStride: 1))
    Scalar.Kernels.fill(steps, with: 0, into: ds)
    Scalar.Kernels.addSoftmaxGradient(rows: 1, columns: count, y: own, dy: dα, into: ds)
  }
}
