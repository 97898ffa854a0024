extension Variable {
  /// Matrix product of [..., M, K] and [..., K, N], which is [..., M, N]: of corresponding
  /// matrices, or of x [..., K] with a single matrix [K, N].
  ///
  ///     let tape = Tape<Float>()
  ///     let queries = tape.variable(Tensor(zeros: [8, 5, 16]))  // [B, T, D]
  ///     let keys = tape.variable(Tensor(zeros: [8, 5, 16]))
  ///     let scores = queries.matrixProduct(keys, transposingOther: true)  // [B, T, T]
  ///
  /// - Parameters:
  ///   - other: its axes before the last two broadcast with those of this value as for `+`.
  ///   - transposingSelf: true if this value is [..., K, M].
  ///   - transposingOther: true if the other one is [..., N, K].
  @_specialize(where Scalar == Float)
  public func matrixProduct(
    _ other: Variable, transposingSelf: Bool = false, transposingOther: Bool = false
  ) -> Variable {
    if other.shape.rank == 2 && !transposingSelf {
      return affine(transposingOther ? other : other.transposed())
    }
    let (a, b) = (shape, other.shape)
    precondition(a.rank >= 2 && b.rank >= 2, "\(a) and \(b) are not both matrices")
    let (rows, depth) = a.matrix(transposingSelf)
    let (otherDepth, columns) = b.matrix(transposingOther)
    guard depth == otherDepth, let batch = a.batch.broadcast(with: b.batch) else {
      preconditionFailure(
        "matrices of \(a)\(transposingSelf ? " transposed" : "") and of "
          + "\(b)\(transposingOther ? " transposed" : "") do not multiply")
    }
    let result = batch.withColumns(rows).appending(columns)
    let operation = tape.record(ProductOperation<Scalar>.self, shape: result, self, other)
    operation.forward(transposingSelf, transposingOther, tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

extension Shape {
  /// Rows and columns of the matrices, swapped if they are stored transposed.
  fileprivate func matrix(_ isTransposed: Bool) -> (Int, Int) {
    let (rows, columns) = (self[rank - 2], self[rank - 1])
    return isTransposed ? (columns, rows) : (rows, columns)
  }

  /// The axes before those of the matrices, and an axis of 1.
  fileprivate var batch: Shape { Shape(rank: rank - 1) { $0 < rank - 2 ? self[$0] : 1 } }
}

/// C = A·B for each pair of matrices, each stored as it is or transposed: dA += dC·Bᵀ and dB +=
/// Aᵀ·dC for each pair, or the transposes of these; the gradient of a repeated matrix is summed in
/// the order of the products.
final class ProductOperation<Scalar: TensorScalar>: Operation<Scalar> {
  private var scratch = Workspace<Scalar>()
  private var (transposesA, transposesB) = (false, false)

  deinit { scratch.free() }

  private var batch: Shape { shape.batch }
  private var rows: Int { shape[shape.rank - 2] }
  private var columns: Int { shape.columns }
  private var depth: Int { inputs[0].shape.matrix(transposesA).1 }

  @_specialize(where Scalar == Float)
  func forward(_ transposesA: Bool, _ transposesB: Bool, _ workers: Workers) {
    (self.transposesA, self.transposesB) = (transposesA, transposesB)
    let product = MatrixProduct<Scalar>(
      rows: rows, columns: columns, depth: depth, transposesA: transposesA,
      transposesB: transposesB)
    share(
      product, operand(inputs[0]), operand(inputs[1]), into: value, whole, accumulate: false,
      workers)
  }

  @_specialize(where Scalar == Float)
  override func backward(_ workers: Workers) {
    let (a, b) = (operand(inputs[0]), operand(inputs[1]))
    let dc = MatrixBatch(pointer: UnsafePointer(gradient), count: rows * columns, layout: whole)
    if inputs[0].needsGradient {
      let (da, accumulate) = inputs[0].gradientToWriteOrAddTo()
      // dA = dC·Bᵀ, or its transpose B·dCᵀ.
      let product = MatrixProduct<Scalar>(
        rows: transposesA ? depth : rows, columns: transposesA ? rows : depth, depth: columns,
        transposesA: transposesA && transposesB, transposesB: transposesA || !transposesB)
      share(
        product, transposesA ? b : dc, transposesA ? dc : b, into: da, a.layout,
        accumulate: accumulate, workers)
    }
    if inputs[1].needsGradient {
      let (db, accumulate) = inputs[1].gradientToWriteOrAddTo()
      // dB = Aᵀ·dC, or its transpose dCᵀ·A.
      let product = MatrixProduct<Scalar>(
        rows: transposesB ? columns : depth, columns: transposesB ? depth : columns, depth: rows,
        transposesA: transposesB || !transposesA, transposesB: transposesB && transposesA)
      share(
        product, transposesB ? dc : a, transposesB ? a : dc, into: db, b.layout,
        accumulate: accumulate, workers)
    }
  }

  private var whole: BroadcastRows { BroadcastRows(batch, in: batch) }

  private func operand(_ input: Operation<Scalar>) -> MatrixBatch<Scalar> {
    let own = input.shape
    return MatrixBatch(
      pointer: UnsafePointer(input.value), count: own[own.rank - 2] * own.columns,
      layout: BroadcastRows(own.batch, in: batch))
  }

  /// Computes the products into matrices with this layout, several into the same one if it is
  /// repeated.
  private func share(
    _ product: MatrixProduct<Scalar>, _ a: MatrixBatch<Scalar>, _ b: MatrixBatch<Scalar>,
    into c: UnsafeMutablePointer<Scalar>, _ layout: BroadcastRows, accumulate: Bool,
    _ workers: Workers
  ) {
    let count = product.rows * product.columns
    let matrices = layout.distinctRows
    let isSplit = matrices >= workers.count
    let work = BatchProducts(
      product: product, a: a, b: b, c: c, layout: layout, accumulate: accumulate,
      scratch: scratch.reserve(matrices * product.scratchCount),
      workers: isSplit ? .single : workers)
    if isSplit {
      let repetitions = layout.rows / max(matrices, 1)
      workers.share(matrices, cost: count * product.depth * repetitions, work)
    } else {
      work.run(0..<matrices)
    }
  }
}

/// Consecutive matrices, which can be repeated by broadcasting.
private struct MatrixBatch<Scalar: TensorScalar> {
  let pointer: UnsafePointer<Scalar>
  /// Number of elements of a matrix.
  let count: Int
  let layout: BroadcastRows

  /// The operand of a product.
  func matrix(_ product: Int) -> UnsafePointer<Scalar> {
    pointer + layout.offset(product) * count
  }
}

/// Products for some of the result's matrices.
private struct BatchProducts<Scalar: TensorScalar>: RangeWork {
  let product: MatrixProduct<Scalar>
  let a: MatrixBatch<Scalar>
  let b: MatrixBatch<Scalar>
  let c: UnsafeMutablePointer<Scalar>
  let layout: BroadcastRows
  let accumulate: Bool
  let scratch: UnsafeMutablePointer<Scalar>
  let workers: Workers

  @_specialize(where Scalar == Float)
  func run(_ matrices: Range<Int>) {
    for matrix in matrices {
      let into = c + matrix * product.rows * product.columns
      let scratch = scratch + matrix * product.scratchCount
      guard layout.sharesRows else {
        product.run(
          a.matrix(matrix), b.matrix(matrix), into: into, accumulate: accumulate, scratch, workers)
        continue
      }
      var adds = accumulate
      for k in 0..<layout.rows where layout.offset(k) == matrix {
        product.run(a.matrix(k), b.matrix(k), into: into, accumulate: adds, scratch, workers)
        adds = true
      }
    }
  }
}

/// A product A·B [rows, columns], where A may be stored as [depth, rows] and B as [columns, depth].
private struct MatrixProduct<Scalar: TensorScalar> {
  let rows: Int
  let columns: Int
  let depth: Int
  let transposesA: Bool
  let transposesB: Bool

  /// Number of scratch elements that `run` needs, a multiple of a cache line.
  var scratchCount: Int {
    if transposesA && !transposesB { return 0 }
    let copy = transposesA ? rows * depth : 0
    return (packedCount + copy + 15) / 16 * 16
  }

  private var packedCount: Int { Scalar.Kernels.packedCount(depth: depth, columns: columns) }

  /// C = A·B, or C += A·B.
  func run(
    _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    into c: UnsafeMutablePointer<Scalar>, accumulate: Bool,
    _ scratch: UnsafeMutablePointer<Scalar>, _ workers: Workers
  ) {
    if transposesA && !transposesB {
      return workers.productOfTranspose(
        rows: rows, columns: columns, depth: depth, .init(pointer: a, stride: rows),
        .init(pointer: b, stride: columns), into: c, stride: columns, accumulate: accumulate)
    }
    if transposesB {
      workers.packTransposed(
        depth: depth, columns: columns, .init(pointer: b, stride: depth), into: scratch)
    } else {
      workers.pack(
        depth: depth, columns: columns, .init(pointer: b, stride: columns), into: scratch)
    }
    var left = a
    if transposesA {
      let copy = scratch + packedCount
      Scalar.Kernels.transpose(
        rows: depth, columns: rows, .init(pointer: a, stride: rows), adding: nil, into: copy,
        stride: depth)
      left = UnsafePointer(copy)
    }
    workers.product(
      ProductCall(
        rows: rows, columns: columns, depth: depth, a: left, aStride: depth, panels: scratch,
        c: c, cStride: columns, initial: accumulate ? .rows(c, stride: columns) : .zero))
  }
}
