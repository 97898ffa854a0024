extension Variable {
  /// Matrix product with the transposed `weight`, plus a bias: y = x·Wᵀ + b.
  ///
  /// - Parameters:
  ///   - weight: W, [outputs, inputs], as PyTorch stores it.
  ///   - addend: b, [outputs], the same for all rows, or of the shape of the result; zero if
  ///     absent.
  /// - Returns: [..., outputs] for x [..., inputs].
  @_specialize(where Scalar == Float)
  public func affine(_ weight: Variable, adding addend: Variable? = nil) -> Variable {
    precondition(
      weight.shape.rank == 2 && shape.rank > 0 && shape.columns == weight.shape[1],
      "x \(shape) does not fit a weight \(weight.shape): x's last extent must be its second")
    let result = shape.withColumns(weight.shape[0])
    if let addend {
      precondition(
        addend.shape == [result.columns] || addend.shape == result,
        "an addend \(addend.shape) fits neither [\(result.columns)] nor \(result)")
    }
    let operation = tape.record(AffineOperation<Scalar>.self, shape: result, self, weight, addend)
    operation.forward(tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

/// y = c + x·Wᵀ: dx += dy·W, dW += dyᵀ·x, dc += dy (summed over rows for a bias).
final class AffineOperation<Scalar: TensorScalar>: Operation<Scalar> {
  @exclusivity(unchecked) private var packed = Workspace<Scalar>()

  deinit { packed.free() }

  @_specialize(where Scalar == Float)
  func forward(_ workers: Workers) {
    let (x, weight, rows) = (inputs[0], inputs[1], shape.rows)
    let (outputs, depth) = (weight.shape[0], weight.shape[1])
    let panels = packed.reserve(Scalar.Kernels.packedCount(depth: depth, columns: outputs))
    workers.packTransposed(
      depth: depth, columns: outputs, .init(pointer: weight.value, stride: depth), into: panels)
    let addend = inputs.count > 2 ? inputs[2] : nil
    let addendStride = addend?.shape.rank == 1 && shape.rank != 1 ? 0 : outputs
    workers.product(
      ProductCall(
        rows: rows, columns: outputs, depth: depth, a: x.value, aStride: depth, panels: panels,
        c: value, cStride: outputs,
        initial: addend.map { .rows($0.value, stride: addendStride) } ?? .zero), shape: shape)
  }

  @_specialize(where Scalar == Float)
  override func backward(_ workers: Workers) {
    let (x, weight, rows) = (inputs[0], inputs[1], shape.rows)
    let (outputs, depth) = (weight.shape[0], weight.shape[1])
    if x.needsGradient { addInputGradient(to: x, weight, workers) }
    if weight.needsGradient {
      let (dw, accumulate) = weight.gradientToWriteOrAddTo()
      workers.productOfTranspose(
        rows: outputs, columns: depth, depth: rows, .init(pointer: gradient, stride: outputs),
        .init(pointer: x.value, stride: depth), into: dw, stride: depth, accumulate: accumulate)
    }
    if inputs.count > 2, inputs[2].needsGradient {
      let dc = inputs[2].gradientToAddTo()
      if inputs[2].shape.elementCount == shape.elementCount {
        Scalar.Kernels.addScaled(shape.elementCount, factor: 1, gradient, into: dc)
      } else {
        workers.addColumnSums(
          rows: rows, columns: outputs, .init(pointer: gradient, stride: outputs), into: dc)
      }
    }
  }

  private func addInputGradient(
    to x: Operation<Scalar>, _ weight: Operation<Scalar>, _ workers: Workers
  ) {
    let (outputs, depth) = (weight.shape[0], weight.shape[1])
    let panels = packed.reserve(Scalar.Kernels.packedCount(depth: outputs, columns: depth))
    workers.pack(
      depth: outputs, columns: depth, .init(pointer: weight.value, stride: depth), into: panels)
    let (dx, accumulate) = x.gradientToWriteOrAddTo()
    workers.product(
      ProductCall(
        rows: shape.rows, columns: depth, depth: outputs, a: gradient, aStride: outputs,
        panels: panels, c: dx, cStride: depth,
        initial: accumulate ? .rows(dx, stride: depth) : .zero), shape: x.shape)
  }
}
