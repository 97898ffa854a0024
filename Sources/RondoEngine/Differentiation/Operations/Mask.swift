import RondoNumerics

extension Variable {
  /// Inverted dropout (Srivastava et al. 2014): kept elements are divided by the probability of
  /// being kept, so that the expected value does not change; dropped ones are zero.
  ///
  /// Returns this value itself if the mask is nil, as in evaluation, or drops nothing.
  public func dropout(_ mask: DropoutMask?) -> Variable {
    guard let mask, mask.probability > 0 else { return self }
    precondition(
      shape.rank > 0 && shape.columns < 1 << 24, "rows of \(shape) cannot be masked")
    let operation = tape.record(DropoutOperation<Scalar>.self, shape: shape, self)
    operation.forward(mask, tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

/// y = m∘x / (1 − p) with m of ones and zeros: dx += m∘dy / (1 − p).
///
/// The mask is drawn while the row is in the cache and kept as bits for the gradient.
final class DropoutOperation<Scalar: TensorScalar>: Operation<Scalar> {
  @exclusivity(unchecked) private var bits = Workspace<UInt16>()
  @exclusivity(unchecked) private var scale: Scalar = 1
  @exclusivity(unchecked) private var pattern = DropoutMask.Pattern.elements

  deinit { bits.free() }

  /// B: rows r and r + B are consecutive steps of the same sequence.
  private var batch: Int { shape.rank > 1 ? shape[shape.rank - 2] : 1 }

  func forward(_ mask: DropoutMask, _ workers: Workers) {
    let (columns, words) = (shape.columns, RandomStream.maskWords(shape.columns))
    (pattern, scale) = (mask.pattern, Scalar(mask.scale))
    var drawn: RowMasks.Drawn?
    switch pattern {
    case .elements:
      drawn = .init(random: mask.random, threshold: mask.threshold)
      _ = bits.reserve(shape.rows * words)
    case .sequences:
      let bits = bits.reserve(batch * words)
      for b in 0..<batch {
        mask.random.drawMask(
          columns, keeping: mask.threshold, time: 0, sequence: b, into: bits + b * words)
      }
    case .rows:
      // The bits of a kept row, those of a dropped row, and which of the two each row has.
      let bits = bits.reserve(2 * words + RandomStream.maskWords(shape.rows))
      bits.update(repeating: .max, count: words)
      (bits + words).update(repeating: 0, count: words)
      mask.random.drawMask(
        shape.rows, keeping: mask.threshold, time: 0, sequence: 0, into: bits + 2 * words)
    }
    workers.shareRows(
      shape, cost: 20 * columns,
      MaskedRows(
        masks: masks(drawn), columns: columns, scale: scale, x: inputs[0].value, y: value,
        accumulate: false))
  }

  private func masks(_ drawn: RowMasks.Drawn?) -> RowMasks {
    RowMasks(
      pattern: pattern, bits: bits.pointer, words: RandomStream.maskWords(shape.columns),
      columns: shape.columns, batch: batch, drawn: drawn)
  }

  override func backward(_ workers: Workers) {
    let (dx, accumulate) = inputs[0].gradientToWriteOrAddTo()
    workers.shareRows(
      shape, cost: 10 * shape.columns,
      MaskedRows(
        masks: masks(nil), columns: shape.columns, scale: scale, x: gradient, y: dx,
        accumulate: accumulate))
  }
}

/// Masks of rows, drawn in advance or on demand.
private struct RowMasks {
  /// Source of a row's mask.
  struct Drawn {
    let random: RandomStream
    let threshold: UInt32
  }

  let pattern: DropoutMask.Pattern
  let bits: UnsafeMutablePointer<UInt16>
  let words: Int
  let columns: Int
  let batch: Int
  let drawn: Drawn?

  /// Bits of a row.
  func row(_ row: Int) -> UnsafePointer<UInt16> {
    switch pattern {
    case .elements:
      let own = bits + row * words
      drawn?.random.drawMask(
        columns, keeping: drawn?.threshold ?? 0, time: row / batch, sequence: row % batch,
        into: own)
      return UnsafePointer(own)
    case .sequences: return UnsafePointer(bits + row % batch * words)
    case .rows:
      let isKept = bits[2 * words + row / 16] >> (row % 16) & 1 == 1
      return UnsafePointer(isKept ? bits : bits + words)
    }
  }
}

private struct MaskedRows<Scalar: TensorScalar>: RangeWork {
  let masks: RowMasks
  let columns: Int
  let scale: Scalar
  let x: UnsafePointer<Scalar>
  let y: UnsafeMutablePointer<Scalar>
  let accumulate: Bool

  func run(_ rows: Range<Int>) {
    for row in rows {
      Scalar.Kernels.applyMask(
        columns, masks.row(row), scale: scale, x + row * columns, into: y + row * columns,
        accumulate: accumulate)
    }
  }
}
