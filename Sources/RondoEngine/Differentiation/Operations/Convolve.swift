extension Variable {
  /// Convolution along the time axis of a sequence (strictly a cross-correlation, as in PyTorch):
  /// y[t, b, o] = bias[o] + Σ_f Σ_c x[S·t − P + D·f, b, c]·w[o, c, f], where x is zero in the
  /// padding.
  ///
  /// - Parameters:
  ///   - weight: w, [O, C, F], as PyTorch stores it; F is the size of the window.
  ///   - bias: [O]; zeros if absent.
  ///   - window: stride S, padding P and dilation D.
  /// - Returns: [T′, B, O] for x [T, B, C], where T′ = `window.outputs(of: T)`; without dilation,
  ///   (T − F + 2P) / S + 1.
  @_specialize(where Scalar == Float)
  public func convolved(
    with weight: Variable, adding bias: Variable? = nil, _ window: SlidingWindow
  ) -> Variable {
    let own = weight.shape
    precondition(shape.rank == 3, "a convolution takes a sequence [T, B, C], not \(shape)")
    precondition(
      own.rank == 3 && own[1] == shape[2] && own[2] == window.size,
      "a weight \(own) is not [O, \(shape[2]), \(window.size)] for a sequence \(shape)")
    precondition(
      bias.map { $0.shape == [own[0]] } ?? true, "a bias that is not [\(own[0])]")
    let operation = tape.record(
      ConvolveOperation<Scalar>.self, shape: [window.outputs(of: shape[0]), shape[1], own[0]],
      self, weight, bias)
    operation.forward(window, tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

/// Y = bias + patches·Wᵀ, where a row of patches [T′·B, F·C] is the part of x under the window: dW
/// += dYᵀ·patches, dbias += ΣdY, dx += dY·W under the window, F ascending.
final class ConvolveOperation<Scalar: TensorScalar>: Operation<Scalar> {
  private var window = SlidingWindow(size: 1)
  private var patches = Workspace<Scalar>()
  private var slopes = Workspace<Scalar>()  // of patches, or dW, [O, F·C]
  private var arranged = Workspace<Scalar>()  // W [O, F·C]
  private var panels = Workspace<Scalar>()

  deinit {
    patches.free()
    slopes.free()
    arranged.free()
    panels.free()
  }

  private var outputs: Int { shape.columns }
  private var channels: Int { inputs[0].shape.columns }
  private var depth: Int { window.size * channels }

  @_specialize(where Scalar == Float)
  func forward(_ window: SlidingWindow, _ workers: Workers) {
    self.window = window
    let (rows, depth, outputs, size) = (shape.rows, depth, outputs, window.size)
    let (channels, weight) = (channels, inputs[1].value)
    let (patches, arranged) = (patches.reserve(rows * depth), arranged.reserve(outputs * depth))
    let x = inputs[0]
    workers.shareRows(
      shape, cost: depth,
      PatchRows(
        window: window, steps: x.shape[0], batch: x.shape[1], channels: channels, x: x.value,
        patches: patches))
    for o in 0..<outputs {
      Scalar.Kernels.transpose(
        rows: channels, columns: size, .init(pointer: weight + o * depth, stride: size),
        adding: nil, into: arranged + o * depth, stride: channels)
    }
    let panels = panels.reserve(Scalar.Kernels.packedCount(depth: depth, columns: outputs))
    workers.packTransposed(
      depth: depth, columns: outputs, .init(pointer: arranged, stride: depth), into: panels)
    let bias = inputs.count > 2 ? inputs[2] : nil
    workers.product(
      ProductCall(
        rows: rows, columns: outputs, depth: depth, a: patches, aStride: depth, panels: panels,
        c: value, cStride: outputs, initial: bias.map { .rows($0.value, stride: 0) } ?? .zero),
      shape: shape)
  }

  @_specialize(where Scalar == Float)
  override func backward(_ workers: Workers) {
    if inputs[0].needsGradient { addInputGradient(workers) }
    if inputs[1].needsGradient { addWeightGradient(workers) }
    if inputs.count > 2, inputs[2].needsGradient {
      workers.addColumnSums(
        rows: shape.rows, columns: outputs, .init(pointer: gradient, stride: outputs),
        into: inputs[2].gradientToAddTo())
    }
  }

  private func addInputGradient(_ workers: Workers) {
    let (rows, depth, outputs, x) = (shape.rows, depth, outputs, inputs[0])
    let panels = panels.reserve(Scalar.Kernels.packedCount(depth: outputs, columns: depth))
    workers.pack(
      depth: outputs, columns: depth, .init(pointer: arranged.pointer, stride: depth),
      into: panels)
    let slopes = slopes.reserve(rows * depth)
    workers.product(
      ProductCall(
        rows: rows, columns: depth, depth: outputs, a: gradient, aStride: outputs,
        panels: panels, c: slopes, cStride: depth), shape: [shape[0], shape[1], depth])
    workers.shareRows(
      x.shape, cost: 2 * depth,
      PatchSums(
        window: window, places: shape[0], batch: shape[1], channels: channels, slopes: slopes,
        dx: x.gradientToAddTo()))
  }

  private func addWeightGradient(_ workers: Workers) {
    let (depth, outputs, channels, size) = (depth, outputs, channels, window.size)
    let (sums, dw) = (slopes.reserve(outputs * depth), inputs[1].gradientToAddTo())
    workers.productOfTranspose(
      rows: outputs, columns: depth, depth: shape.rows, .init(pointer: gradient, stride: outputs),
      .init(pointer: patches.pointer, stride: depth), into: sums, stride: depth, accumulate: false)
    for o in 0..<outputs {
      Scalar.Kernels.addTransposed(
        rows: size, columns: channels, .init(pointer: sums + o * depth, stride: channels),
        into: dw + o * depth, stride: size)
    }
  }
}

/// The elements under the window at each position of each sequence, zeros in the padding.
private struct PatchRows<Scalar: TensorScalar>: RangeWork {
  let window: SlidingWindow
  let steps: Int
  let batch: Int
  let channels: Int
  let x: UnsafePointer<Scalar>
  let patches: UnsafeMutablePointer<Scalar>

  @_specialize(where Scalar == Float)
  func run(_ rows: Range<Int>) {
    for row in rows {
      let (place, sequence) = (row / batch, row % batch)
      for own in 0..<window.size {
        let (step, to) = (
          window.entry(own, at: place), patches + (row * window.size + own) * channels
        )
        if step >= 0 && step < steps {
          to.update(from: x + (step * batch + sequence) * channels, count: channels)
        } else {
          Scalar.Kernels.fill(channels, with: 0, into: to)
        }
      }
    }
  }
}

/// Gradients of the elements under the window, summed for each step of each sequence.
private struct PatchSums<Scalar: TensorScalar>: RangeWork {
  let window: SlidingWindow
  let places: Int
  let batch: Int
  let channels: Int
  let slopes: UnsafePointer<Scalar>
  let dx: UnsafeMutablePointer<Scalar>

  @_specialize(where Scalar == Float)
  func run(_ rows: Range<Int>) {
    for row in rows {
      let (step, sequence) = (row / batch, row % batch)
      for own in 0..<window.size {
        guard let place = window.place(of: step, covering: own, places: places) else { continue }
        Scalar.Kernels.addScaled(
          channels, factor: 1,
          slopes + ((place * batch + sequence) * window.size + own) * channels,
          into: dx + row * channels)
      }
    }
  }
}
