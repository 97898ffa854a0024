/// Gradients that are sums over all steps, given the gradients [T, B, width·H] of the arguments of
/// the gates' functions.
extension RNNSequenceOperation {
  /// dW_hh = Σ dz_t·h_{t−1}ᵀ, or h_{t+1} if steps are taken from the last to the first; for W_hn of
  /// the original GRU Σ dn_t·s_tᵀ.
  func addRecurrentWeightGradient(_ slopes: UnsafePointer<Scalar>, _ workers: Workers) {
    guard let weight = recurrentWeight, weight.needsGradient else { return }
    let (batch, units, steps, width) = (batch, units, steps, width)
    let start = UnsafePointer(initialPlace(0).hidden)
    // Positions of the first step taken and of the others, and of the outputs before these.
    let head = isReversed ? (steps - 1) * batch : 0
    let (tail, before) = isReversed ? (0, batch) : (batch, 0)
    let (dw, accumulate) = weight.gradientToWriteOrAddTo()
    for block in cell.blocks {
      let reset = block.takesReset ? slopes + 3 * units : nil  // s = r∘h, beside the slopes
      let first = slopes + block.place * units
      let into = dw + block.gates.lowerBound * units * units
      func product(
        _ depth: Int, _ a: UnsafePointer<Scalar>, _ b: MatrixPointer<Scalar>, accumulate: Bool
      ) -> TransposeProduct<Scalar> {
        TransposeProduct(
          rows: block.gates.count * units, columns: units, depth: depth,
          a: .init(pointer: a, stride: width), b: b, c: into, stride: units,
          accumulate: accumulate)
      }
      let work =
        if let reset {
          WeightGradient(
            head: product(
              steps * batch, first, .init(pointer: reset, stride: width), accumulate: accumulate),
            tail: nil)
        } else if restarts.count > 0 {
          WeightGradient(
            head: product(
              steps * batch, first, .init(pointer: hiddenBefore.pointer, stride: units),
              accumulate: accumulate), tail: nil)
        } else {
          WeightGradient(
            head: product(
              batch, first + head * width, .init(pointer: start, stride: units),
              accumulate: accumulate),
            tail: product(
              (steps - 1) * batch, first + tail * width,
              .init(pointer: value + before * units, stride: units), accumulate: true))
        }
      let cost = units * steps * batch
      if block.gates.count > 1 {
        // Over the gates: each thread reads its part of the gradients, which are larger than the
        // states.
        workers.share(block.gates.count * units, grain: 16, cost: cost, OverRows(gradient: work))
      } else {
        // Over the columns: each thread keeps the units of h that the output layer gave it.
        workers.share(units, grain: 32, cost: cost, OverColumns(gradient: work))
      }
    }
  }

  /// db_ih and db_hh = Σ dz_t.
  func addBiasGradients(_ slopes: UnsafePointer<Scalar>, _ workers: Workers) {
    let (rows, units, width) = (steps * batch, units, width)
    let columns = cell == .gru ? width : projected
    let sums = bias.reserve(columns)
    Scalar.Kernels.fill(columns, with: 0, into: sums)
    workers.addColumnSums(
      rows: rows, columns: columns, .init(pointer: slopes, stride: width), into: sums)
    if inputBias.needsGradient {
      Scalar.Kernels.addScaled(projected, factor: 1, sums, into: inputBias.gradientToAddTo())
    }
    guard let recurrentBias, recurrentBias.needsGradient else { return }
    let gradient = recurrentBias.gradientToAddTo()
    for block in cell.blocks {
      Scalar.Kernels.addScaled(
        block.gates.count * units, factor: 1, sums + block.place * units,
        into: gradient + block.gates.lowerBound * units)
    }
  }

  /// dW_ih = Σ dz_t·x_tᵀ and dx_t = W_ihᵀ·dz_t for each of the vectors x.
  func addInputGradients(_ slopes: UnsafePointer<Scalar>, _ workers: Workers) {
    guard hasVectors else { return }
    // With ids, the gradient of W_ih exists already; otherwise the vectors cover all of its
    // columns.
    let weight = inputs[0].needsGradient ? inputs[0].gradientToWriteOrAddTo() : nil
    var column = idColumns
    for k in firstVectors..<inputs.count {
      let x = inputs[k]
      let columns = x.shape.columns
      if let (dw, accumulate) = weight {
        workers.productOfTranspose(
          rows: projected, columns: columns, depth: steps * batch,
          .init(pointer: slopes, stride: width),
          .init(pointer: cleared(x.value, columns: columns), stride: columns),
          into: dw + column, stride: depth, accumulate: accumulate)
      }
      if x.needsGradient { addGradient(to: x, column: column, slopes, workers) }
      column += columns
    }
  }

  private func addGradient(
    to x: Operation<Scalar>, column: Int, _ slopes: UnsafePointer<Scalar>, _ workers: Workers
  ) {
    let (rows, width, columns) = (projected, width, x.shape.columns)
    let panels = panels.reserve(Scalar.Kernels.packedCount(depth: rows, columns: columns))
    workers.pack(
      depth: rows, columns: columns, .init(pointer: inputs[0].value + column, stride: depth),
      into: panels)
    // Skipped rows have a gradient of zero, which is written first.
    let (dx, accumulate) =
      lengths.isUneven ? (x.gradientToAddTo(), true) : x.gradientToWriteOrAddTo()
    productOfRunning(
      ProductCall(
        rows: steps * batch, columns: columns, depth: rows, a: slopes, aStride: width,
        panels: panels, c: dx, cStride: columns,
        initial: accumulate ? .rows(dx, stride: columns) : .zero), workers)
  }

  /// dW_ih for ids: the gradients summed by id, then transposed.
  func addTableGradient(
    _ slopes: UnsafePointer<Scalar>, _ ids: UnsafePointer<Int32>, _ workers: Workers
  ) {
    let (rows, columns, width, count) = (steps * batch, projected, width, idColumns)
    let dw = inputs[0].gradientToAddTo()
    let sums = table.reserve((count + 1) * columns)
    Scalar.Kernels.fill((count + 1) * columns, with: 0, into: sums)
    workers.share(
      columns, grain: 16, cost: rows + count,
      TableGradient(
        rows: rows, count: count, ids: ids, slopes: .init(pointer: slopes, stride: width),
        symbols: symbols, sums: sums, columns: columns, gradient: dw, depth: depth))
  }
}

/// Products over the first step, which starts from the initial state, and over the other steps.
private struct WeightGradient<Scalar: TensorScalar> {
  let head: TransposeProduct<Scalar>
  let tail: TransposeProduct<Scalar>?

  func run(rows: Range<Int>, columns: Range<Int>) {
    head.run(rows: rows, columns: columns)
    tail?.run(rows: rows, columns: columns)
  }
}

private struct OverRows<Scalar: TensorScalar>: RangeWork {
  let gradient: WeightGradient<Scalar>

  func run(_ rows: Range<Int>) { gradient.run(rows: rows, columns: 0..<gradient.head.columns) }
}

private struct OverColumns<Scalar: TensorScalar>: RangeWork {
  let gradient: WeightGradient<Scalar>

  func run(_ columns: Range<Int>) { gradient.run(rows: 0..<gradient.head.rows, columns: columns) }
}

private struct TableGradient<Scalar: TensorScalar>: RangeWork {
  let rows: Int
  let count: Int
  let ids: UnsafePointer<Int32>
  let slopes: MatrixPointer<Scalar>
  let symbols: SymbolScales<Scalar>?
  let sums: UnsafeMutablePointer<Scalar>
  let columns: Int
  let gradient: UnsafeMutablePointer<Scalar>
  let depth: Int

  func run(_ range: Range<Int>) {
    let first = range.lowerBound
    Scalar.Kernels.scatterAddRows(
      rows: rows, columns: range.count, ids: ids,
      .init(pointer: slopes.pointer + first, stride: slopes.stride), into: sums + first,
      stride: columns)
    if let symbols {
      for id in 0..<count { symbols.scale(id, sums + id * columns + first, count: range.count) }
    }
    Scalar.Kernels.addTransposed(
      rows: count, columns: range.count, .init(pointer: sums + first, stride: columns),
      into: gradient + first * depth, stride: depth)
  }
}
