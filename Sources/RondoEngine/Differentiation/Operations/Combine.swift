extension Variable {
  /// Element-wise sum. Shapes broadcast by NumPy's rule: the last axes correspond, and a value is
  /// repeated along each axis that it lacks or in which its extent is 1. Examples are a bias [H]
  /// added to [T, B, H], or weights [T, B, 1] times [T, B, H].
  public static func + (a: Variable, b: Variable) -> Variable { combine(.add, a, b) }
  /// Element-wise difference. Shapes broadcast as for `+`.
  public static func - (a: Variable, b: Variable) -> Variable { combine(.subtract, a, b) }
  /// Element-wise product. Shapes broadcast as for `+`.
  public static func * (a: Variable, b: Variable) -> Variable { combine(.multiply, a, b) }
  /// Element-wise quotient. Shapes broadcast as for `+`.
  public static func / (a: Variable, b: Variable) -> Variable { combine(.divide, a, b) }

  /// Each element multiplied by a number.
  public static func * (a: Variable, factor: Scalar) -> Variable { a * a.tape.number(factor) }
  /// Each element multiplied by a number.
  public static func * (factor: Scalar, a: Variable) -> Variable { a * factor }
  /// Each element divided by a number.
  public static func / (a: Variable, divisor: Scalar) -> Variable { a / a.tape.number(divisor) }
  /// A number divided by each element.
  public static func / (number: Scalar, a: Variable) -> Variable { a.tape.number(number) / a }
  /// Each element plus a number.
  public static func + (a: Variable, term: Scalar) -> Variable { a + a.tape.number(term) }
  /// Each element plus a number.
  public static func + (term: Scalar, a: Variable) -> Variable { a + term }
  /// Each element minus a number.
  public static func - (a: Variable, term: Scalar) -> Variable { a + a.tape.number(-term) }
  /// A number minus each element.
  public static func - (term: Scalar, a: Variable) -> Variable { a.tape.number(term) - a }

  private static func combine(
    _ function: BinaryFunction, _ a: Variable, _ b: Variable
  ) -> Variable {
    guard let shape = a.shape.broadcast(with: b.shape) else {
      preconditionFailure(
        "shapes \(a.shape) and \(b.shape) do not combine: extents must be equal, or one of them 1")
    }
    let operation = a.tape.record(CombineOperation<Scalar>.self, shape: shape, a, b)
    operation.function = function
    operation.forward(a.tape.workers)
    return Variable(tape: a.tape, operation: operation)
  }
}

/// c = a ∘ b, element by element, with broadcasting.
///
/// The gradient rules: da += dc and db ± dc for sum and difference, da += dc·b and db += dc·a for
/// the product, da += dc / b and db −= dc·c / b for the quotient; summed over repetitions.
///
/// If the shorter input is a suffix of the longer one, or one number, whole repetitions are
/// combined at once, otherwise rows.
final class CombineOperation<Scalar: TensorScalar>: Operation<Scalar> {
  var function = BinaryFunction.add
  private var scratch = Workspace<Scalar>()

  deinit { scratch.free() }

  func forward(_ workers: Workers) {
    let (a, b) = (inputs[0], inputs[1])
    guard isBySuffix else { return share(function, a, b, into: value, workers) }
    forEachRepetition { at, count in
      Scalar.Kernels.combine(
        function, count, place(a, at), step: step(a), place(b, at), step: step(b),
        into: value + at)
    }
  }

  override func backward(_ workers: Workers) {
    let count = shape.elementCount
    let change = scratch.reserve(count)
    let (a, b) = (inputs[0], inputs[1])
    if a.needsGradient {
      switch function {
      case .add, .subtract: add(gradient, 1, to: a, workers)
      case .multiply:
        fill(change, .multiply, gradient, with: b, workers)
        add(change, 1, to: a, workers)
      case .divide:
        fill(change, .divide, gradient, with: b, workers)
        add(change, 1, to: a, workers)
      }
    }
    guard b.needsGradient else { return }
    switch function {
    case .add: add(gradient, 1, to: b, workers)
    case .subtract: add(gradient, -1, to: b, workers)
    case .multiply:
      fill(change, .multiply, gradient, with: a, workers)
      add(change, 1, to: b, workers)
    case .divide:
      Scalar.Kernels.combine(.multiply, count, gradient, step: 1, value, step: 1, into: change)
      fill(change, .divide, change, with: b, workers)
      add(change, -1, to: b, workers)
    }
  }

  /// change = dc ∘ other.
  private func fill(
    _ change: UnsafeMutablePointer<Scalar>, _ function: BinaryFunction,
    _ dc: UnsafePointer<Scalar>, with other: Operation<Scalar>, _ workers: Workers
  ) {
    guard isBySuffix else {
      let whole = BroadcastRows(shape, in: shape)
      return CombinedRows(
        function: function, a: dc, layoutOfA: whole, b: other.value,
        layoutOfB: BroadcastRows(other.shape, in: shape), c: change
      ).share(workers)
    }
    forEachRepetition { at, count in
      Scalar.Kernels.combine(
        function, count, dc + at, step: 1, place(other, at), step: step(other), into: change + at)
    }
  }

  /// dx += sign·change, summed over repetitions.
  private func add(
    _ change: UnsafePointer<Scalar>, _ sign: Scalar, to x: Operation<Scalar>, _ workers: Workers
  ) {
    let (count, dx) = (x.shape.elementCount, x.gradientToAddTo())
    guard isBySuffix else {
      var change = change
      if sign < 0 {
        let negated = scratch.reserve(shape.elementCount)
        Scalar.Kernels.apply(.negate, shape.elementCount, change, into: negated)
        change = UnsafePointer(negated)
      }
      return BroadcastRows(x.shape, in: shape).add(change, to: dx, workers)
    }
    for at in stride(from: 0, to: shape.elementCount, by: max(count, 1)) {
      Scalar.Kernels.addScaled(count, factor: sign, change + at, into: dx)
    }
  }

  private func share(
    _ function: BinaryFunction, _ a: Operation<Scalar>, _ b: Operation<Scalar>,
    into c: UnsafeMutablePointer<Scalar>, _ workers: Workers
  ) {
    CombinedRows(
      function: function, a: a.value, layoutOfA: BroadcastRows(a.shape, in: shape), b: b.value,
      layoutOfB: BroadcastRows(b.shape, in: shape), c: c
    ).share(workers)
  }

  /// True if each input is repeated as a whole.
  private var isBySuffix: Bool {
    for input in inputs {
      guard input.shape.elementCount == 1 || shape.isRepetition(of: input.shape) else {
        return false
      }
    }
    return true
  }

  /// Number of elements after which the shorter input repeats; a single number does not count.
  private var period: Int {
    var period = shape.elementCount
    for input in inputs where step(input) != 0 { period = min(period, input.shape.elementCount) }
    return max(period, 1)
  }

  private func forEachRepetition(_ body: (_ at: Int, _ count: Int) -> Void) {
    let period = period
    for at in stride(from: 0, to: shape.elementCount, by: period) { body(at, period) }
  }

  private func isRepeated(_ x: Operation<Scalar>) -> Bool {
    x.shape.elementCount < shape.elementCount
  }

  private func step(_ x: Operation<Scalar>) -> Int { x.shape.elementCount == 1 ? 0 : 1 }

  private func place(_ x: Operation<Scalar>, _ at: Int) -> UnsafePointer<Scalar> {
    UnsafePointer(isRepeated(x) ? x.value : x.value + at)
  }
}

extension Shape {
  /// True if this shape's elements are repetitions of those of `other` as a whole: without leading
  /// extents of 1, `other` is a suffix of this shape.
  fileprivate func isRepetition(of other: Shape) -> Bool {
    var count = 1
    for k in 0..<other.rank {
      let (own, extent) = (rank - 1 - k, other[other.rank - 1 - k])
      if own < 0 || self[own] != extent { return count == other.elementCount }
      count *= extent
    }
    return true
  }
}

/// c = a ∘ b row by row.
private struct CombinedRows<Scalar: TensorScalar>: RangeWork {
  let function: BinaryFunction
  let a: UnsafePointer<Scalar>
  let layoutOfA: BroadcastRows
  let b: UnsafePointer<Scalar>
  let layoutOfB: BroadcastRows
  let c: UnsafeMutablePointer<Scalar>

  func share(_ workers: Workers) {
    workers.share(layoutOfA.rows, cost: 2 * layoutOfA.columns, self)
  }

  @_specialize(where Scalar == Float)
  func run(_ rows: Range<Int>) {
    let columns = layoutOfA.columns
    for row in rows {
      Scalar.Kernels.combine(
        function, columns, a + layoutOfA.offset(row), step: layoutOfA.step,
        b + layoutOfB.offset(row), step: layoutOfB.step, into: c + row * columns)
    }
  }
}
