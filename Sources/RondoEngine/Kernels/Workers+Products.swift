extension Workers {
  /// Splits the rows of a value of this shape: over the batch where it is [T, B, …], so that what
  /// a thread finds out about a sequence it needs again for the same sequence.
  func splitRows(_ shape: Shape, cost: Int, _ body: (Range<Int>) -> Void) {
    let steps = shape.rank == 3 ? shape[0] : 1
    let batch = steps > 0 ? shape.rows / steps : 0
    guard batch >= 8 * count else { return split(shape.rows, grain: 8, cost: cost, body) }
    split(batch, cost: cost * steps) { range in
      guard range.count < batch else { return body(0..<shape.rows) }
      for t in 0..<steps { body(t * batch + range.lowerBound..<t * batch + range.upperBound) }
    }
  }

  /// C = epilogue(initial + A·B) for a C of this shape (a matrix where it is nil), split over the
  /// rows, or over the columns where rows are few.
  func product<Scalar: TensorScalar>(_ call: ProductCall<Scalar>, shape: Shape? = nil) {
    guard count > 1 else { return Scalar.Kernels.product(call) }
    if call.rows >= 8 * count {
      splitRows(shape ?? [call.rows, call.columns], cost: call.columns * call.depth) {
        Scalar.Kernels.product(call.rows($0))
      }
    } else {
      split(call.columns, grain: Scalar.Kernels.panelWidth, cost: call.rows * call.depth) {
        Scalar.Kernels.product(call.columns($0))
      }
    }
  }

  /// C [rows, columns] = Aᵀ·B, or C += Aᵀ·B, split over the longer side of C.
  func productOfTranspose<Scalar: TensorScalar>(
    rows: Int, columns: Int, depth: Int, _ a: MatrixPointer<Scalar>, _ b: MatrixPointer<Scalar>,
    into c: UnsafeMutablePointer<Scalar>, stride: Int, accumulate: Bool
  ) {
    if rows > columns {
      split(rows, grain: 16, cost: columns * depth) { range in
        Scalar.Kernels.productOfTranspose(
          rows: range.count, columns: columns, depth: depth,
          .init(pointer: a.pointer + range.lowerBound, stride: a.stride), b,
          into: c + range.lowerBound * stride, stride: stride, accumulate: accumulate)
      }
    } else {
      split(columns, grain: 32, cost: rows * depth) { range in
        Scalar.Kernels.productOfTranspose(
          rows: rows, columns: range.count, depth: depth, a,
          .init(pointer: b.pointer + range.lowerBound, stride: b.stride),
          into: c + range.lowerBound, stride: stride, accumulate: accumulate)
      }
    }
  }

  /// sums += the sum of the rows of x, split over the columns.
  func addColumnSums<Scalar: TensorScalar>(
    rows: Int, columns: Int, _ x: MatrixPointer<Scalar>, into sums: UnsafeMutablePointer<Scalar>
  ) {
    split(columns, grain: 16, cost: 2 * rows) { range in
      Scalar.Kernels.addColumnSums(
        rows: rows, columns: range.count,
        .init(pointer: x.pointer + range.lowerBound, stride: x.stride),
        into: sums + range.lowerBound)
    }
  }

  /// The number of blocks of `sumOfSquares`; at least one.
  static func blocks(_ n: Int) -> Int { max((n + 4095) / 4096, 1) }

  /// Σ x², in blocks of 4,096 that are added in order, whoever found them.
  func sumOfSquares<Scalar: TensorScalar>(
    _ n: Int, _ x: UnsafePointer<Scalar>, blocks: UnsafeMutablePointer<Double>
  ) -> Double {
    let count = Self.blocks(n)
    split(count, cost: 4096) { range in
      for block in range {
        blocks[block] = Scalar.Kernels.sumOfSquares(
          min(4096, n - block * 4096), x + block * 4096)
      }
    }
    var sum = 0.0
    for block in 0..<count { sum += blocks[block] }
    return sum
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

  /// The part of the product with these columns, which begin where a panel does.
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
