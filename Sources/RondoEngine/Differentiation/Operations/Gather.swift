extension Variable {
  /// The rows of a table [V, D] that `ids` name, in their order: [ids, D].
  ///
  /// An id of V stands for an unknown symbol: a row of zeros, as a one-hot row without a one.
  public func gather(_ ids: [Int32]) -> Variable { gather(ids, as: [ids.count]) }

  /// The rows of a table [V, D] that time-major ids name, as a sequence: [T, B, D].
  ///
  /// The table may be the vectors of words that a network made of their characters; a word that
  /// stands in several places has the gradient of all of them.
  public func gather(_ ids: [Int32], batch: Int) -> Variable {
    precondition(
      batch > 0 && ids.count % batch == 0, "\(ids.count) ids do not divide into a batch of \(batch)"
    )
    return gather(ids, as: [ids.count / batch, batch])
  }

  private func gather(_ ids: [Int32], as extents: Shape) -> Variable {
    precondition(shape.rank == 2, "rows are gathered from a matrix, not from \(shape)")
    let limit = Int32(shape[0])
    for id in ids { precondition(id >= 0 && id <= limit, "an id is not in 0...\(limit)") }
    let operation = tape.record(
      GatherOperation<Scalar>.self, shape: extents.appending(shape[1]), self)
    operation.forward(ids, tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

/// y[r] = table[ids[r]]: dtable[ids[r]] += dy[r], rows ascending.
final class GatherOperation<Scalar: TensorScalar>: Operation<Scalar> {
  private var ids: [Int32] = []
  private var hasUnknown = false

  func forward(_ ids: [Int32], _ workers: Workers) {
    self.ids = ids
    hasUnknown = false
    for id in ids where Int(id) == inputs[0].shape[0] { hasUnknown = true }
    workers.shareRows(shape, cost: shape.columns, Rows(operation: self))
  }

  private struct Rows: RangeWork {
    let operation: GatherOperation

    func run(_ rows: Range<Int>) {
      let (table, columns) = (operation.inputs[0], operation.shape.columns)
      for row in rows {
        let (to, id) = (operation.value + row * columns, Int(operation.ids[row]))
        if id < table.shape[0] {
          to.update(from: table.value + id * columns, count: columns)
        } else {
          Scalar.Kernels.fill(columns, with: 0, into: to)
        }
      }
    }
  }

  override func backward(_ workers: Workers) {
    let dtable = inputs[0].gradientToAddTo()
    workers.share(
      shape.columns, grain: 16, cost: 2 * shape.rows,
      Columns(operation: self, gradient: gradient, into: dtable))
  }

  /// Whole columns, so that a row that is gathered twice has its gradient in one order.
  private struct Columns: RangeWork {
    let operation: GatherOperation
    let gradient: UnsafePointer<Scalar>
    let into: UnsafeMutablePointer<Scalar>

    func run(_ columns: Range<Int>) {
      let (width, first) = (operation.shape.columns, columns.lowerBound)
      guard operation.hasUnknown else {
        return operation.ids.withUnsafeBufferPointer { ids in
          guard let start = ids.baseAddress else { return }
          Scalar.Kernels.scatterAddRows(
            rows: ids.count, columns: columns.count, ids: start,
            .init(pointer: gradient + first, stride: width), into: into + first, stride: width)
        }
      }
      let count = operation.inputs[0].shape[0]
      for (row, id) in operation.ids.enumerated() where Int(id) < count {
        Scalar.Kernels.addScaled(
          columns.count, factor: 1, gradient + row * width + first,
          into: into + Int(id) * width + first)
      }
    }
  }
}
