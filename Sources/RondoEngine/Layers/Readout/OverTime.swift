extension Variable {
  /// Means [B, D] over the steps of each row of [T, B, D]. Empty lengths mean that all rows have T
  /// steps.
  @_specialize(where Scalar == Float)
  public func meanOverTime(lengths: [Int]) -> Variable {
    requireSteps(lengths)
    let operation = tape.record(
      MeanOverTimeOperation<Scalar>.self, shape: [shape[1], shape[2]], self)
    operation.forward(lengths, tape.workers)
    return Variable(tape: tape, operation: operation)
  }

  /// Means [B, D] of σ(s·x) over the steps of each row of x [T, B, D], where σ is the logistic
  /// function: soft proportions of positive values, the steeper s the closer to their share. Empty
  /// lengths mean that all rows have T steps.
  @_specialize(where Scalar == Float)
  public func meanLogisticOverTime(steepness: Scalar, lengths: [Int]) -> Variable {
    requireSteps(lengths)
    let operation = tape.record(
      MeanLogisticOverTimeOperation<Scalar>.self, shape: [shape[1], shape[2]], self)
    operation.prepare(steepness)
    operation.forward(lengths, tape.workers)
    return Variable(tape: tape, operation: operation)
  }

  /// Maxima [B, D] over the steps of each row of [T, B, D]. Empty lengths mean that all rows have T
  /// steps.
  @_specialize(where Scalar == Float)
  public func maxOverTime(lengths: [Int]) -> Variable {
    requireSteps(lengths)
    let operation = tape.record(
      MaxOverTimeOperation<Scalar>.self, shape: [shape[1], shape[2]], self)
    operation.prepare()
    operation.forward(lengths, tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

/// y[b] = (Σₜ x[t, b]) / n for the n steps of a row, t ascending: dx[t, b] += dy[b] / n.
final class MeanOverTimeOperation<Scalar: TensorScalar>: ReadoutOperation<Scalar> {
  @_specialize(where Scalar == Float)
  override func forward(_ rows: Range<Int>) {
    Scalar.Kernels.fill(rows.count * columns, with: 0, into: value + rows.lowerBound * columns)
    for row in rows {
      let (sum, count) = (value + row * columns, length(row))
      Scalar.Kernels.addColumnSums(
        rows: count, columns: columns,
        .init(pointer: vectors.value + row * columns, stride: stride), into: sum)
      withUnsafePointer(to: Scalar(count)) {
        Scalar.Kernels.combine(.divide, columns, sum, step: 1, $0, step: 0, into: sum)
      }
    }
  }

  @_specialize(where Scalar == Float)
  override func backward(_ rows: Range<Int>) {
    for row in rows {
      let (count, first) = (length(row), row * columns)
      for t in 0..<count {
        Scalar.Kernels.addScaled(
          columns, factor: 1 / Scalar(count), gradient + first,
          into: vectors.gradient + t * stride + first)
      }
    }
  }
}

/// y[b] = (Σₜ σ(s·x[t, b])) / n for the n steps of a row, t ascending: dx[t, b] += dy[b]·s / n·σ·(1 −
/// σ). For a power of two s it has the bits of multiplication, `logistic` and `meanOverTime`, in one
/// pass over x and without values [T, B, D] of their own: σ is computed again for the gradient.
final class MeanLogisticOverTimeOperation<Scalar: TensorScalar>: ReadoutOperation<Scalar> {
  private var steepness: Scalar = 1
  /// Gradients of the sums, [B, D].
  private var scaled = Workspace<Scalar>()

  deinit { scaled.free() }

  func prepare(_ steepness: Scalar) {
    self.steepness = steepness
    _ = scaled.reserve(shape.elementCount)
  }

  @_specialize(where Scalar == Float)
  override func forward(_ rows: Range<Int>) {
    Scalar.Kernels.fill(rows.count * columns, with: 0, into: value + rows.lowerBound * columns)
    for row in rows {
      let (sum, count) = (value + row * columns, length(row))
      Scalar.Kernels.addLogisticSums(
        rows: count, columns: columns,
        .init(pointer: vectors.value + row * columns, stride: stride), steepness: steepness,
        into: sum)
      withUnsafePointer(to: Scalar(count)) {
        Scalar.Kernels.combine(.divide, columns, sum, step: 1, $0, step: 0, into: sum)
      }
    }
  }

  @_specialize(where Scalar == Float)
  override func backward(_ rows: Range<Int>) {
    for row in rows {
      let (first, count) = (row * columns, length(row))
      let own = scaled.pointer + first
      withUnsafePointer(to: steepness * (1 / Scalar(count))) {
        Scalar.Kernels.combine(
          .multiply, columns, gradient + first, step: 1, $0, step: 0, into: own)
      }
      Scalar.Kernels.addLogisticGradient(
        rows: count, columns: columns, .init(pointer: vectors.value + first, stride: stride),
        steepness: steepness, dy: own, into: vectors.gradient + first)
    }
  }
}

/// y[b, i] = x[t*, b, i], where t* is the first step with the largest value: dx[t*, b, i] += dy[b,
/// i].
final class MaxOverTimeOperation<Scalar: TensorScalar>: ReadoutOperation<Scalar> {
  private var largest = Workspace<Int32>()

  deinit { largest.free() }

  func prepare() { _ = largest.reserve(shape.elementCount) }

  @_specialize(where Scalar == Float)
  override func forward(_ rows: Range<Int>) {
    let (columns, stride) = (columns, stride)
    for row in rows {
      let first = row * columns
      let (x, y, places) = (vectors.value + first, value + first, largest.pointer + first)
      y.update(from: x, count: columns)
      places.update(repeating: 0, count: columns)
      for t in 1..<length(row) {
        Scalar.Kernels.keepLarger(columns, x + t * stride, from: Int32(t), into: y, places)
      }
    }
  }

  @_specialize(where Scalar == Float)
  override func backward(_ rows: Range<Int>) {
    for row in rows {
      let first = row * columns
      Scalar.Kernels.addAtPlaces(
        columns, gradient + first, largest.pointer + first, into: vectors.gradient + first,
        stride: stride)
    }
  }
}
