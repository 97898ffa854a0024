extension Variable {
  /// Softmax along the last axis: yᵢ = exp(xᵢ) / Σⱼ exp(xⱼ).
  public func softmax() -> Variable {
    precondition(shape.rank > 0 && shape.columns > 0, "softmax of an empty axis")
    let operation = tape.record(SoftmaxOperation<Scalar>.self, shape: shape, self)
    operation.forward(tape.workers)
    return Variable(tape: tape, operation: operation)
  }

  /// Softmax along the last axis over the elements whose mask is not 0; the others get the
  /// probability 0, whatever their values. Rows whose masks are all 0 become zeros.
  ///
  /// - Parameter mask: broadcasts to this value as for `+`: [T] or [B, 1, T] for scores [B, S, T].
  public func softmax(where mask: Variable) -> Variable {
    precondition(shape.rank > 0 && shape.columns > 0, "softmax of an empty axis")
    precondition(
      shape.broadcast(with: mask.shape) == shape, "a mask \(mask.shape) for values \(shape)")
    let operation = tape.record(SoftmaxOperation<Scalar>.self, shape: shape, self, mask)
    operation.forward(tape.workers)
    return Variable(tape: tape, operation: operation)
  }

  /// Logarithm of the softmax along the last axis: yᵢ = xᵢ − ln Σⱼ exp(xⱼ), without overflow for
  /// elements of any size.
  public func logSoftmax() -> Variable {
    precondition(shape.rank > 0 && shape.columns > 0, "softmax of an empty axis")
    let operation = tape.record(LogSoftmaxOperation<Scalar>.self, shape: shape, self)
    operation.forward(tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

/// y = softmax(x) along the last axis, with an optional mask: dxᵢ += yᵢ·(dyᵢ − Σⱼ dyⱼ·yⱼ).
final class SoftmaxOperation<Scalar: TensorScalar>: Operation<Scalar> {
  func forward(_ workers: Workers) {
    let mask: Mask? =
      inputs.count > 1
      ? Mask(pointer: inputs[1].value, layout: BroadcastRows(inputs[1].shape, in: shape)) : nil
    workers.share(
      shape.rows, cost: 20 * shape.columns,
      Rows(columns: shape.columns, x: inputs[0].value, mask: mask, y: value))
  }

  override func backward(_ workers: Workers) {
    workers.share(
      shape.rows, cost: 4 * shape.columns,
      Slopes(columns: shape.columns, y: value, dy: gradient, dx: inputs[0].gradientToAddTo()))
  }

  private struct Mask {
    let pointer: UnsafePointer<Scalar>
    let layout: BroadcastRows
  }

  private struct Rows: RangeWork {
    let columns: Int
    let x: UnsafePointer<Scalar>
    let mask: Mask?
    let y: UnsafeMutablePointer<Scalar>

    @_specialize(where Scalar == Float)
    func run(_ rows: Range<Int>) {
      guard let mask else {
        let at = rows.lowerBound * columns
        return Scalar.Kernels.softmax(rows: rows.count, columns: columns, x + at, into: y + at)
      }
      for row in rows {
        let (x, y, step) = (x + row * columns, y + row * columns, mask.layout.step)
        let own = mask.pointer + mask.layout.offset(row)
        var isEmpty = true
        for i in 0..<columns {
          let counts = own[i * step] != 0
          y[i] = counts ? x[i] : -.infinity
          isEmpty = isEmpty && !counts
        }
        if isEmpty {
          Scalar.Kernels.fill(columns, with: 0, into: y)
        } else {
          Scalar.Kernels.softmax(rows: 1, columns: columns, y, into: y)
        }
      }
    }
  }

  private struct Slopes: RangeWork {
    let columns: Int
    let y: UnsafePointer<Scalar>
    let dy: UnsafePointer<Scalar>
    let dx: UnsafeMutablePointer<Scalar>

    func run(_ rows: Range<Int>) {
      let at = rows.lowerBound * columns
      Scalar.Kernels.addSoftmaxGradient(
        rows: rows.count, columns: columns, y: y + at, dy: dy + at, into: dx + at)
    }
  }
}

/// y = log softmax(x) along the last axis: dxᵢ += dyᵢ − pᵢ·Σⱼ dyⱼ with p = softmax(x).
final class LogSoftmaxOperation<Scalar: TensorScalar>: Operation<Scalar> {
  private var probabilities = Workspace<Scalar>()

  deinit { probabilities.free() }

  func forward(_ workers: Workers) {
    workers.share(
      shape.rows, cost: 20 * shape.columns,
      Rows(columns: shape.columns, x: inputs[0].value, y: value))
  }

  override func backward(_ workers: Workers) {
    workers.share(
      shape.rows, cost: 20 * shape.columns,
      Slopes(
        columns: shape.columns, x: inputs[0].value, dy: gradient,
        p: probabilities.reserve(shape.elementCount), dx: inputs[0].gradientToAddTo()))
  }

  private struct Rows: RangeWork {
    let columns: Int
    let x: UnsafePointer<Scalar>
    let y: UnsafeMutablePointer<Scalar>

    /// The cross-entropy of the largest element is ln Σ exp(x) minus that element.
    @_specialize(where Scalar == Float)
    func run(_ rows: Range<Int>) {
      for row in rows {
        let (x, y) = (x + row * columns, y + row * columns)
        var (largest, rest) = (0 as Int32, 0.0)
        for i in 1..<columns where x[i] > x[Int(largest)] || x[i].isNaN { largest = Int32(i) }
        Scalar.Kernels.crossEntropy(
          rows: 1, columns: columns, x, targets: &largest, scale: 1, losses: &rest, gradient: nil)
        let shift = Double(x[Int(largest)])
        for i in 0..<columns { y[i] = Scalar(Double(x[i]) - shift - rest) }
      }
    }
  }

  private struct Slopes: RangeWork {
    let columns: Int
    let x: UnsafePointer<Scalar>
    let dy: UnsafePointer<Scalar>
    let p: UnsafeMutablePointer<Scalar>
    let dx: UnsafeMutablePointer<Scalar>

    @_specialize(where Scalar == Float)
    func run(_ rows: Range<Int>) {
      let at = rows.lowerBound * columns
      Scalar.Kernels.softmax(rows: rows.count, columns: columns, x + at, into: p + at)
      for row in rows {
        let at = row * columns
        var sum: Scalar = 0
        for i in at..<at + columns { sum += dy[i] }
        for i in at..<at + columns { dx[i] += dy[i] - p[i] * sum }
      }
    }
  }
}
