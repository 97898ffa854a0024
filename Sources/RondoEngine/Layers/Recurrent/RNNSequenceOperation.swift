/// A tanh recurrent layer over a whole sequence: h_t = tanh(a_t + W_hh·h_{t−1}), where
/// a_t = W_ih·x_t + b_ih + b_hh does not depend on time and is found before the loop: for ids it
/// is a row of a table.
///
/// Backpropagation through time (Werbos 1990), from the last step to the first:
/// dz_t = (dh_t + W_hhᵀ·dz_{t+1}) ∘ (1 − h_t²); then, each as one sum over all steps,
/// dW_hh = Σ dz_t·h_{t−1}ᵀ, dW_ih = Σ dz_t·x_tᵀ, db = Σ dz_t, and dx_t = W_ihᵀ·dz_t.
///
/// The batch is split over the threads once for the whole loop. Inputs: W_ih, W_hh, b_ih, b_hh,
/// h_0 and, unless the input is ids, x.
final class RNNSequenceOperation<Scalar: TensorScalar>: Operation<Scalar> {
  private typealias Kernels = Scalar.Kernels

  private var ids: [Int32] = []
  private var panels = Workspace<Scalar>()
  private var bias = Workspace<Scalar>()
  private var table = Workspace<Scalar>()
  private var slopes = Workspace<Scalar>()

  deinit {
    panels.free()
    bias.free()
    table.free()
    slopes.free()
  }

  private var steps: Int { shape[0] }
  private var batch: Int { shape[1] }
  private var hidden: Int { shape[2] }
  private var depth: Int { inputs[0].shape[1] }
  private var start: UnsafeMutablePointer<Scalar> { inputs[4].value }
  private var vectors: Operation<Scalar>? { inputs.count > 5 ? inputs[5] : nil }

  static func record(
    _ layer: RNN<Scalar>.Layer, _ input: RecurrentInput<Scalar>, steps: Int,
    from start: Variable<Scalar>, on tape: Tape<Scalar>
  ) -> Variable<Scalar> {
    var vectors: Variable<Scalar>?
    if case .vectors(let x) = input { vectors = x }
    let operation = tape.record(
      RNNSequenceOperation.self, shape: [steps, start.shape[0], start.shape[1]],
      tape.parameter(layer.inputWeight), tape.parameter(layer.recurrentWeight),
      tape.parameter(layer.inputBias), tape.parameter(layer.recurrentBias), start, vectors)
    if case .ids(let ids) = input { operation.ids = ids }
    operation.forward(tape.workers)
    return Variable(tape: tape, operation: operation)
  }

  private func forward(_ workers: Workers) {
    let (batch, hidden) = (batch, hidden)
    let bias = bias.reserve(hidden)
    Kernels.combine(
      .add, hidden, inputs[2].value, step: 1, inputs[3].value, step: 1, into: bias)
    if let vectors {
      project(vectors, bias, workers)
    } else {
      fillTable(bias, workers)
    }
    let panels = panels.reserve(Kernels.packedCount(depth: hidden, columns: hidden))
    workers.packTransposed(
      depth: hidden, columns: hidden, .init(pointer: inputs[1].value, stride: hidden),
      into: panels)
    ids.withUnsafeBufferPointer { ids in
      workers.split(batch) { rows in
        for t in 0..<steps {
          let first = t * batch + rows.lowerBound
          let c = value + first * hidden
          Kernels.product(
            ProductCall(
              rows: rows.count, columns: hidden, depth: hidden,
              a: t == 0 ? start + rows.lowerBound * hidden : c - batch * hidden, aStride: hidden,
              panels: panels, c: c, cStride: hidden,
              initial: vectors != nil
                ? .rows(c, stride: hidden)
                : .gathered(table.pointer, stride: hidden, ids: ids.baseAddress! + first),
              epilogue: .tanh))
        }
      }
    }
  }

  /// value = x·W_ihᵀ + bias, where the recurrence starts from.
  private func project(
    _ x: Operation<Scalar>, _ bias: UnsafePointer<Scalar>, _ workers: Workers
  ) {
    let (depth, hidden) = (depth, hidden)
    let panels = panels.reserve(Kernels.packedCount(depth: depth, columns: hidden))
    workers.packTransposed(
      depth: depth, columns: hidden, .init(pointer: inputs[0].value, stride: depth), into: panels)
    workers.split(steps * batch) { rows in
      Kernels.product(
        ProductCall(
          rows: rows.count, columns: hidden, depth: depth, a: x.value + rows.lowerBound * depth,
          aStride: depth, panels: panels, c: value + rows.lowerBound * hidden, cStride: hidden,
          initial: .rows(bias, stride: 0)))
    }
  }

  /// table[id] = W_ih[:, id] + bias, and the bias alone for the unknown id, D.
  private func fillTable(_ bias: UnsafePointer<Scalar>, _ workers: Workers) {
    let (depth, hidden, weight) = (depth, hidden, inputs[0].value)
    let table = table.reserve((depth + 1) * hidden)
    workers.split(depth, grain: 16) { ids in
      Kernels.transpose(
        rows: hidden, columns: ids.count, .init(pointer: weight + ids.lowerBound, stride: depth),
        adding: bias, into: table + ids.lowerBound * hidden, stride: hidden)
    }
    (table + depth * hidden).update(from: bias, count: hidden)
  }

  override func backward(_ workers: Workers) {
    let (rows, hidden) = (steps * batch, hidden)
    let slopes = slopes.reserve(rows * hidden)
    findSlopes(slopes, workers)
    addRecurrentWeightGradient(slopes, workers)
    let sums = bias.reserve(hidden)
    Kernels.fill(hidden, with: 0, into: sums)
    workers.split(hidden, grain: 16) { columns in
      Kernels.addColumnSums(
        rows: rows, columns: columns.count,
        .init(pointer: slopes + columns.lowerBound, stride: hidden),
        into: sums + columns.lowerBound)
    }
    for k in [2, 3] where inputs[k].needsGradient {
      Kernels.addScaled(hidden, factor: 1, sums, into: inputs[k].gradientToAddTo())
    }
    if let vectors {
      addInputGradients(slopes, vectors, workers)
    } else if inputs[0].needsGradient {
      addTableGradient(slopes, workers)
    }
  }

  /// slopes[t] = dz_t, and the gradient of h_0 if it is wanted.
  private func findSlopes(_ slopes: UnsafeMutablePointer<Scalar>, _ workers: Workers) {
    let (batch, hidden, steps) = (batch, hidden, steps)
    let panels = panels.reserve(Kernels.packedCount(depth: hidden, columns: hidden))
    workers.pack(
      depth: hidden, columns: hidden, .init(pointer: inputs[1].value, stride: hidden),
      into: panels)
    let startGradient = inputs[4].needsGradient ? inputs[4].gradientToAddTo() : nil
    workers.split(batch) { rows in
      for t in (0..<steps).reversed() {
        let first = (t * batch + rows.lowerBound) * hidden
        Kernels.product(
          ProductCall(
            rows: rows.count, columns: hidden, depth: t == steps - 1 ? 0 : hidden,
            a: slopes + first + (t == steps - 1 ? 0 : batch * hidden), aStride: hidden,
            panels: panels, c: slopes + first, cStride: hidden,
            initial: .rows(gradient + first, stride: hidden),
            epilogue: .tanhGradient(y: value + first, stride: hidden)))
      }
      guard let startGradient else { return }
      let c = startGradient + rows.lowerBound * hidden
      Kernels.product(
        ProductCall(
          rows: rows.count, columns: hidden, depth: hidden,
          a: slopes + rows.lowerBound * hidden, aStride: hidden, panels: panels, c: c,
          cStride: hidden, initial: .rows(c, stride: hidden)))
    }
  }

  private func addRecurrentWeightGradient(_ slopes: UnsafePointer<Scalar>, _ workers: Workers) {
    guard inputs[1].needsGradient else { return }
    let (batch, hidden, steps) = (batch, hidden, steps)
    let (dw, accumulate) = inputs[1].gradientToWriteOrAddTo()
    workers.split(hidden, grain: 16) { range in
      let (first, into) = (range.lowerBound, dw + range.lowerBound * hidden)
      Kernels.productOfTranspose(
        rows: range.count, columns: hidden, depth: batch,
        .init(pointer: slopes + first, stride: hidden), .init(pointer: start, stride: hidden),
        into: into, stride: hidden, accumulate: accumulate)
      Kernels.productOfTranspose(
        rows: range.count, columns: hidden, depth: (steps - 1) * batch,
        .init(pointer: slopes + batch * hidden + first, stride: hidden),
        .init(pointer: value, stride: hidden), into: into, stride: hidden, accumulate: true)
    }
  }

  /// The gradients of W_ih and x for vector inputs.
  private func addInputGradients(
    _ slopes: UnsafePointer<Scalar>, _ x: Operation<Scalar>, _ workers: Workers
  ) {
    let (rows, hidden, depth) = (steps * batch, hidden, depth)
    if inputs[0].needsGradient {
      let (dw, accumulate) = inputs[0].gradientToWriteOrAddTo()
      workers.split(hidden, grain: 16) { range in
        Kernels.productOfTranspose(
          rows: range.count, columns: depth, depth: rows,
          .init(pointer: slopes + range.lowerBound, stride: hidden),
          .init(pointer: x.value, stride: depth), into: dw + range.lowerBound * depth,
          stride: depth, accumulate: accumulate)
      }
    }
    guard x.needsGradient else { return }
    let panels = panels.reserve(Kernels.packedCount(depth: hidden, columns: depth))
    workers.pack(
      depth: hidden, columns: depth, .init(pointer: inputs[0].value, stride: depth), into: panels)
    let (dx, accumulate) = x.gradientToWriteOrAddTo()
    workers.split(rows) { range in
      let c = dx + range.lowerBound * depth
      Kernels.product(
        ProductCall(
          rows: range.count, columns: depth, depth: hidden, a: slopes + range.lowerBound * hidden,
          aStride: hidden, panels: panels, c: c, cStride: depth,
          initial: accumulate ? .rows(c, stride: depth) : .zero))
    }
  }

  /// The gradient of W_ih for ids: the slopes added up by id, then transposed.
  private func addTableGradient(_ slopes: UnsafePointer<Scalar>, _ workers: Workers) {
    let (rows, hidden, depth) = (steps * batch, hidden, depth)
    let dw = inputs[0].gradientToAddTo()
    let sums = table.reserve((depth + 1) * hidden)
    Kernels.fill((depth + 1) * hidden, with: 0, into: sums)
    ids.withUnsafeBufferPointer { ids in
      workers.split(hidden, grain: 16) { columns in
        let first = columns.lowerBound
        Kernels.scatterAddRows(
          rows: rows, columns: columns.count, ids: ids.baseAddress!,
          .init(pointer: slopes + first, stride: hidden), into: sums + first, stride: hidden)
        Kernels.addTransposed(
          rows: depth, columns: columns.count, .init(pointer: sums + first, stride: hidden),
          into: dw + first * depth, stride: depth)
      }
    }
  }
}
