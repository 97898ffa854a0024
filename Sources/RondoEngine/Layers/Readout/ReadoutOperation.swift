/// Common base of readouts, from [T, B, D] to [B, D], row by row of the batch.
///
/// A subclass computes the vector of a row from its steps, and propagates the gradient back to
/// them. The rows are shared over the threads.
class ReadoutOperation<Scalar: TensorScalar>: Operation<Scalar> {
  private var lengths = RowLengths()

  deinit { lengths.free() }

  /// The vectors x, [T, B, D].
  var vectors: Operation<Scalar> { inputs[0] }
  final var steps: Int { vectors.shape[0] }
  final var batch: Int { vectors.shape[1] }
  final var columns: Int { vectors.shape[2] }
  /// Distance between two steps of a row.
  final var stride: Int { batch * columns }

  /// Number of steps of a row.
  final func length(_ row: Int) -> Int { lengths.length(row, of: steps) }

  /// Computes the vectors of some rows.
  func forward(_ rows: Range<Int>) {}

  /// Adds the gradient of some rows to the gradient of the inputs, which exists already.
  func backward(_ rows: Range<Int>) {}

  final func forward(_ counts: [Int], _ workers: Workers) {
    lengths.set(counts, steps: steps)
    workers.share(batch, cost: 4 * steps * columns, Rows(operation: self, isForward: true))
  }

  /// Initialises the gradients of the inputs with zeros.
  func beginGradients() {
    for input in inputs where input.needsGradient { _ = input.gradientToAddTo() }
  }

  override func backward(_ workers: Workers) {
    beginGradients()
    workers.share(batch, cost: 4 * steps * columns, Rows(operation: self, isForward: false))
  }

  private struct Rows: RangeWork {
    let operation: ReadoutOperation
    let isForward: Bool

    func run(_ rows: Range<Int>) {
      if isForward { operation.forward(rows) } else { operation.backward(rows) }
    }
  }
}

extension Variable {
  /// Checks that the value is [T, B, D] and that the lengths fit it.
  func requireSteps(_ lengths: [Int]) {
    precondition(
      shape.rank == 3 && shape[0] > 0, "a readout takes outputs [T, B, D], not \(shape)")
    SequenceBounds(lengths: lengths).require(steps: shape[0], batch: shape[1])
  }
}
