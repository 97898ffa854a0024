import RondoNumerics

extension Variable {
  /// Rows of a table [V, D] by id: [ids, D].
  ///
  /// The id V stands for an unknown symbol, whose row is zero, like a one-hot vector without a one.
  /// A mask of rows drops entries of the table in all places where they occur (`dropout`).
  public func gather(_ ids: [Int32], dropping mask: DropoutMask? = nil) -> Variable {
    gather(ids, as: [ids.count], mask)
  }

  /// Rows of a table [V, D] by time-major ids, as a sequence: [T, B, D].
  ///
  /// The table can be computed, such as word vectors that a network makes from characters; the
  /// gradient of a row is the sum over all places where its id occurs.
  public func gather(
    _ ids: [Int32], batch: Int, dropping mask: DropoutMask? = nil
  ) -> Variable {
    precondition(
      batch > 0 && ids.count % batch == 0, "\(ids.count) ids do not divide into a batch of \(batch)"
    )
    return gather(ids, as: [ids.count / batch, batch], mask)
  }

  private func gather(_ ids: [Int32], as extents: Shape, _ mask: DropoutMask?) -> Variable {
    precondition(shape.rank == 2, "rows are gathered from a matrix, not from \(shape)")
    precondition(mask?.pattern ?? .rows == .rows, "a table loses rows, not single numbers")
    let limit = Int32(shape[0])
    for id in ids { precondition(id >= 0 && id <= limit, "an id is not in 0...\(limit)") }
    let operation = tape.record(
      GatherOperation<Scalar>.self, shape: extents.appending(shape[1]), self)
    operation.forward(ids, mask, tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

/// y[r] = scale·table[ids[r]]: dtable[ids[r]] += scale·dy[r], rows ascending. Without dropout the
/// scale is 1. Dropped ids are replaced by the unknown one, so the table itself, which can be
/// large, is not changed.
final class GatherOperation<Scalar: TensorScalar>: Operation<Scalar> {
  /// Ids of the rows; V for a row of zeros.
  @exclusivity(unchecked) private var ids = Workspace<Int32>()
  @exclusivity(unchecked) private var kept = Workspace<UInt16>()
  @exclusivity(unchecked) private var hasNone = false
  @exclusivity(unchecked) private var scale: Scalar = 1

  deinit {
    ids.free()
    kept.free()
  }

  func forward(_ ids: [Int32], _ mask: DropoutMask?, _ workers: Workers) {
    let (count, rows) = (inputs[0].shape[0], self.ids.reserve(ids.count))
    (hasNone, scale) = (false, Scalar(mask?.scale ?? 1))
    var bits: UnsafeMutablePointer<UInt16>?
    if let mask {
      let words = kept.reserve(RandomStream.maskWords(count))
      mask.random.drawMask(count, keeping: mask.threshold, time: 0, sequence: 0, into: words)
      bits = words
    }
    for (row, id) in ids.enumerated() {
      let number = Int(id)
      let isThere =
        number < count && (bits.map { $0[number / 16] >> (number % 16) & 1 == 1 } ?? true)
      rows[row] = isThere ? id : Int32(count)
      if !isThere { hasNone = true }
    }
    workers.shareRows(shape, cost: shape.columns, Rows(operation: self))
  }

  private struct Rows: RangeWork {
    let operation: GatherOperation

    func run(_ rows: Range<Int>) {
      let (table, columns) = (operation.inputs[0], operation.shape.columns)
      for row in rows {
        let (to, id) = (operation.value + row * columns, Int(operation.ids.pointer[row]))
        if id < table.shape[0], operation.scale == 1 {
          to.update(from: table.value + id * columns, count: columns)
          continue
        }
        Scalar.Kernels.fill(columns, with: 0, into: to)
        guard id < table.shape[0] else { continue }
        Scalar.Kernels.addScaled(
          columns, factor: operation.scale, table.value + id * columns, into: to)
      }
    }
  }

  override func backward(_ workers: Workers) {
    let dtable = inputs[0].gradientToAddTo()
    workers.share(
      shape.columns, grain: 16, cost: 2 * shape.rows,
      Columns(operation: self, gradient: gradient, into: dtable))
  }

  /// Splits by columns, so that the gradient of a row that occurs twice is summed in a fixed order.
  private struct Columns: RangeWork {
    let operation: GatherOperation
    let gradient: UnsafePointer<Scalar>
    let into: UnsafeMutablePointer<Scalar>

    func run(_ columns: Range<Int>) {
      let (width, first) = (operation.shape.columns, columns.lowerBound)
      let (ids, rows) = (operation.ids.pointer, operation.shape.rows)
      guard operation.hasNone || operation.scale != 1 else {
        return Scalar.Kernels.scatterAddRows(
          rows: rows, columns: columns.count, ids: ids,
          .init(pointer: gradient + first, stride: width), into: into + first, stride: width)
      }
      let count = operation.inputs[0].shape[0]
      for row in 0..<rows where Int(ids[row]) < count {
        Scalar.Kernels.addScaled(
          columns.count, factor: operation.scale, gradient + row * width + first,
          into: into + Int(ids[row]) * width + first)
      }
    }
  }
}
