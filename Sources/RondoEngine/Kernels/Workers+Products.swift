extension Workers {
  /// Shares the rows of a value of this shape: over the batch if it is [T, B, …], so that a
  /// sequence stays in the cache of the same thread from one operation to the next.
  func shareRows<Work: RangeWork>(_ shape: Shape, cost: Int, _ work: Work) {
    let steps = shape.rank == 3 ? shape[0] : 1
    let batch = steps > 0 ? shape.rows / steps : 0
    guard batch >= 8 * count else { return share(shape.rows, grain: 8, cost: cost, work) }
    share(batch, cost: cost * steps, SequenceRows(work: work, steps: steps, batch: batch))
  }

  /// C = epilogue(initial + A·B) for a C of this shape (a matrix if nil), shared over the rows, or
  /// over the columns if there are few rows.
  func product<Scalar: TensorScalar>(_ call: ProductCall<Scalar>, shape: Shape? = nil) {
    guard count > 1 else { return Scalar.Kernels.product(call) }
    if call.rows >= 8 * count {
      let (cost, work) = (call.columns * call.depth, ProductRows(call: call))
      if let shape {
        shareRows(shape, cost: cost, work)
      } else {
        share(call.rows, grain: 8, cost: cost, work)
      }
    } else {
      share(
        call.columns, grain: Scalar.Kernels.panelWidth, cost: call.rows * call.depth,
        ProductColumns(call: call))
    }
  }

  /// C [rows, columns] = Aᵀ·B, or C += Aᵀ·B, shared over the longer side of C.
  func productOfTranspose<Scalar: TensorScalar>(
    rows: Int, columns: Int, depth: Int, _ a: MatrixPointer<Scalar>, _ b: MatrixPointer<Scalar>,
    into c: UnsafeMutablePointer<Scalar>, stride: Int, accumulate: Bool
  ) {
    let work = TransposeProduct(
      rows: rows, columns: columns, depth: depth, a: a, b: b, c: c, stride: stride,
      accumulate: accumulate)
    if rows > columns {
      share(rows, grain: 16, cost: columns * depth, TransposeProductRows(product: work))
    } else {
      share(columns, grain: 32, cost: rows * depth, TransposeProductColumns(product: work))
    }
  }

  /// sums += the sum of the rows of x, shared over the columns.
  func addColumnSums<Scalar: TensorScalar>(
    rows: Int, columns: Int, _ x: MatrixPointer<Scalar>, into sums: UnsafeMutablePointer<Scalar>
  ) {
    share(columns, grain: 16, cost: 2 * rows, ColumnSums(rows: rows, x: x, sums: sums))
  }

  /// Number of blocks of `sumOfSquares`; at least one.
  static func blocks(_ n: Int) -> Int { max((n + 4095) / 4096, 1) }

  /// Σ x², in blocks of 4,096 that are added in order, independent of the threads.
  func sumOfSquares<Scalar: TensorScalar>(
    _ n: Int, _ x: UnsafePointer<Scalar>, blocks: UnsafeMutablePointer<Double>
  ) -> Double {
    let count = Self.blocks(n)
    share(count, cost: 4096, SquareBlocks(n: n, x: x, blocks: blocks))
    var sum = 0.0
    for block in 0..<count { sum += blocks[block] }
    return sum
  }
}

/// Work on rows [T·B], given a range of the batch.
private struct SequenceRows<Work: RangeWork>: RangeWork {
  let work: Work
  let steps: Int
  let batch: Int

  func run(_ range: Range<Int>) {
    guard range.count < batch else { return work.run(0..<steps * batch) }
    for t in 0..<steps { work.run(t * batch + range.lowerBound..<t * batch + range.upperBound) }
  }
}

private struct ProductRows<Scalar: TensorScalar>: RangeWork {
  let call: ProductCall<Scalar>

  @_specialize(where Scalar == Float)
  func run(_ range: Range<Int>) { Scalar.Kernels.product(call.rows(range)) }
}

private struct ProductColumns<Scalar: TensorScalar>: RangeWork {
  let call: ProductCall<Scalar>

  @_specialize(where Scalar == Float)
  func run(_ range: Range<Int>) { Scalar.Kernels.product(call.columns(range)) }
}

/// C = Aᵀ·B or C += Aᵀ·B.
struct TransposeProduct<Scalar: TensorScalar> {
  let rows: Int
  let columns: Int
  let depth: Int
  let a: MatrixPointer<Scalar>
  let b: MatrixPointer<Scalar>
  let c: UnsafeMutablePointer<Scalar>
  let stride: Int
  let accumulate: Bool

  func run(rows: Range<Int>, columns: Range<Int>) {
    Scalar.Kernels.productOfTranspose(
      rows: rows.count, columns: columns.count, depth: depth,
      .init(pointer: a.pointer + rows.lowerBound, stride: a.stride),
      .init(pointer: b.pointer + columns.lowerBound, stride: b.stride),
      into: c + rows.lowerBound * stride + columns.lowerBound, stride: stride,
      accumulate: accumulate)
  }
}

private struct TransposeProductRows<Scalar: TensorScalar>: RangeWork {
  let product: TransposeProduct<Scalar>

  @_specialize(where Scalar == Float)
  func run(_ range: Range<Int>) { product.run(rows: range, columns: 0..<product.columns) }
}

private struct TransposeProductColumns<Scalar: TensorScalar>: RangeWork {
  let product: TransposeProduct<Scalar>

  @_specialize(where Scalar == Float)
  func run(_ range: Range<Int>) { product.run(rows: 0..<product.rows, columns: range) }
}

private struct ColumnSums<Scalar: TensorScalar>: RangeWork {
  let rows: Int
  let x: MatrixPointer<Scalar>
  let sums: UnsafeMutablePointer<Scalar>

  @_specialize(where Scalar == Float)
  func run(_ range: Range<Int>) {
    Scalar.Kernels.addColumnSums(
      rows: rows, columns: range.count,
      .init(pointer: x.pointer + range.lowerBound, stride: x.stride), into: sums + range.lowerBound)
  }
}

private struct SquareBlocks<Scalar: TensorScalar>: RangeWork {
  let n: Int
  let x: UnsafePointer<Scalar>
  let blocks: UnsafeMutablePointer<Double>

  func run(_ range: Range<Int>) {
    for block in range {
      blocks[block] = Scalar.Kernels.sumOfSquares(min(4096, n - block * 4096), x + block * 4096)
    }
  }
}

extension ProductCall {
  /// The part of the product with these rows.
  func rows(_ range: Range<Int>) -> ProductCall {
    let first = range.lowerBound
    var part = self
    part.rows = range.count
    (part.a, part.c) = (a + first * aStride, c + first * cStride)
    switch initial {
    case .zero: break
    case .rows(let start, let stride): part.initial = .rows(start + first * stride, stride: stride)
    case .gathered(let table, let stride, let ids):
      part.initial = .gathered(table, stride: stride, ids: ids + first)
    }
    if case .tanhGradient(let y, let stride) = epilogue {
      part.epilogue = .tanhGradient(y: y + first * stride, stride: stride)
    }
    return part
  }

  /// The part of the product with these columns, which start at the boundary of a panel.
  func columns(_ range: Range<Int>) -> ProductCall {
    let first = range.lowerBound
    var part = self
    part.columns = range.count
    (part.panels, part.c) = (panels + first * depth, c + first)
    switch initial {
    case .zero: break
    case .rows(let start, let stride): part.initial = .rows(start + first, stride: stride)
    case .gathered(let table, let stride, let ids):
      part.initial = .gathered(table + first, stride: stride, ids: ids)
    }
    if case .tanhGradient(let y, let stride) = epilogue {
      part.epilogue = .tanhGradient(y: y + first, stride: stride)
    }
    return part
  }
}
