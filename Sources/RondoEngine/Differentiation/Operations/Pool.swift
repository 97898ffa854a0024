extension Variable {
  /// Max pooling along the time axis of a sequence [T, B, C], for each channel separately: [T′, B,
  /// C]. Padding is never the maximum. The gradient goes to the first of equal maxima.
  @_specialize(where Scalar == Float)
  public func maxPooled(_ window: SlidingWindow) -> Variable {
    let operation = tape.record(MaxPoolOperation<Scalar>.self, shape: pooled(window), self)
    operation.forward(window, tape.workers)
    return Variable(tape: tape, operation: operation)
  }

  /// Average pooling along the time axis of a sequence [T, B, C]: [T′, B, C]. Padding counts as
  /// zeros.
  @_specialize(where Scalar == Float)
  public func averagePooled(_ window: SlidingWindow) -> Variable {
    let operation = tape.record(AveragePoolOperation<Scalar>.self, shape: pooled(window), self)
    operation.forward(window, tape.workers)
    return Variable(tape: tape, operation: operation)
  }

  private func pooled(_ window: SlidingWindow) -> Shape {
    precondition(shape.rank == 3, "pooling takes a sequence [T, B, C], not \(shape)")
    return [window.outputs(of: shape[0]), shape[1], shape[2]]
  }
}

/// Common base of pooling operations, from x [T, B, C] to y [T′, B, C]. The threads share the B·C
/// columns.
class PoolOperation<Scalar: TensorScalar>: Operation<Scalar> {
  fileprivate(set) final var window = SlidingWindow(size: 1)

  final var places: Int { shape[0] }
  final var steps: Int { inputs[0].shape[0] }
  final var columns: Int { shape[1] * shape[2] }

  /// Calls `body` with the steps under the window at a position, ascending, without the padding.
  final func forEachStep(_ place: Int, _ body: (_ step: Int) -> Void) {
    for own in 0..<window.size {
      let step = window.entry(own, at: place)
      if step >= 0 && step < steps { body(step) }
    }
  }

  /// Allocates the memory that `forward` needs.
  func prepareMemory() {}

  /// Computes some columns of y.
  func forward(_ columns: Range<Int>) {}

  /// Adds to some columns of dx.
  func backward(_ columns: Range<Int>, into dx: UnsafeMutablePointer<Scalar>) {}

  final func forward(_ window: SlidingWindow, _ workers: Workers) {
    self.window = window
    prepareMemory()
    share(into: nil, workers)
  }

  override func backward(_ workers: Workers) {
    share(into: inputs[0].gradientToAddTo(), workers)
  }

  private func share(into dx: UnsafeMutablePointer<Scalar>?, _ workers: Workers) {
    workers.share(
      columns, grain: 16, cost: 2 * places * window.size, Columns(operation: self, dx: dx))
  }

  private struct Columns: RangeWork {
    let operation: PoolOperation
    let dx: UnsafeMutablePointer<Scalar>?

    func run(_ columns: Range<Int>) {
      if let dx {
        operation.backward(columns, into: dx)
      } else {
        operation.forward(columns)
      }
    }
  }
}

/// y = the first largest x in the window: dx += dy there.
final class MaxPoolOperation<Scalar: TensorScalar>: PoolOperation<Scalar> {
  private var largest = Workspace<Int32>()

  deinit { largest.free() }

  override func prepareMemory() {
    _ = largest.reserve(shape.elementCount)
    for place in 0..<places {
      var isEmpty = true
      forEachStep(place) { _ in isEmpty = false }
      precondition(!isEmpty, "a window of \(window) covers nothing but padding")
    }
  }

  @_specialize(where Scalar == Float)
  override func forward(_ columns: Range<Int>) {
    let (width, first) = (self.columns, columns.lowerBound)
    for place in 0..<places {
      let (y, steps) = (value + place * width + first, largest.pointer + place * width + first)
      var isFirst = true
      forEachStep(place) { step in
        let x = inputs[0].value + step * width + first
        if isFirst {
          y.update(from: x, count: columns.count)
          steps.update(repeating: Int32(step), count: columns.count)
        } else {
          Scalar.Kernels.keepLarger(columns.count, x, from: Int32(step), into: y, steps)
        }
        isFirst = false
      }
    }
  }

  @_specialize(where Scalar == Float)
  override func backward(_ columns: Range<Int>, into dx: UnsafeMutablePointer<Scalar>) {
    let (width, first) = (self.columns, columns.lowerBound)
    for place in 0..<places {
      let at = place * width + first
      Scalar.Kernels.addAtPlaces(
        columns.count, gradient + at, largest.pointer + at, into: dx + first, stride: width)
    }
  }
}

/// y = Σ x / F over the window: dx += dy / F for each.
final class AveragePoolOperation<Scalar: TensorScalar>: PoolOperation<Scalar> {
  @_specialize(where Scalar == Float)
  override func forward(_ columns: Range<Int>) {
    let (width, first) = (self.columns, columns.lowerBound)
    for place in 0..<places {
      let y = value + place * width + first
      Scalar.Kernels.fill(columns.count, with: 0, into: y)
      forEachStep(place) { step in
        Scalar.Kernels.addScaled(
          columns.count, factor: 1, inputs[0].value + step * width + first, into: y)
      }
      withUnsafePointer(to: Scalar(window.size)) {
        Scalar.Kernels.combine(.divide, columns.count, y, step: 1, $0, step: 0, into: y)
      }
    }
  }

  @_specialize(where Scalar == Float)
  override func backward(_ columns: Range<Int>, into dx: UnsafeMutablePointer<Scalar>) {
    let (width, first, share) = (self.columns, columns.lowerBound, 1 / Scalar(window.size))
    for place in 0..<places {
      let dy = gradient + place * width + first
      forEachStep(place) { step in
        Scalar.Kernels.addScaled(columns.count, factor: share, dy, into: dx + step * width + first)
      }
    }
  }
}
