extension Variable {
  /// The sum, element by element. The shorter shape must be the end of the longer one; it is
  /// repeated over the rest: a bias [H] added to [T, B, H], a number to anything.
  public static func + (a: Variable, b: Variable) -> Variable { combine(.add, a, b) }
  /// The difference, element by element, with the rule of `+` for shapes.
  public static func - (a: Variable, b: Variable) -> Variable { combine(.subtract, a, b) }
  /// The product, element by element, with the rule of `+` for shapes.
  public static func * (a: Variable, b: Variable) -> Variable { combine(.multiply, a, b) }
  /// The quotient, element by element, with the rule of `+` for shapes.
  public static func / (a: Variable, b: Variable) -> Variable { combine(.divide, a, b) }

  /// Each element times a number.
  public static func * (a: Variable, factor: Scalar) -> Variable { a * a.tape.number(factor) }
  /// Each element plus a number.
  public static func + (a: Variable, term: Scalar) -> Variable { a + a.tape.number(term) }
  /// Each element minus a number.
  public static func - (a: Variable, term: Scalar) -> Variable { a + a.tape.number(-term) }
  /// A number minus each element.
  public static func - (term: Scalar, a: Variable) -> Variable { a.tape.number(term) - a }

  private static func combine(
    _ function: BinaryFunction, _ a: Variable, _ b: Variable
  ) -> Variable {
    let aIsLonger =
      (a.shape.elementCount, a.shape.rank) >= (b.shape.elementCount, b.shape.rank)
    let (long, short) = aIsLonger ? (a, b) : (b, a)
    precondition(
      long.shape.ends(with: short.shape) || short.shape.elementCount == 1,
      "shapes \(a.shape) and \(b.shape) do not combine: one must be the end of the other")
    let operation = a.tape.record(CombineOperation<Scalar>.self, shape: long.shape, a, b)
    operation.function = function
    operation.forward()
    return Variable(tape: a.tape, operation: operation)
  }
}

extension Tape {
  fileprivate func number(_ value: Scalar) -> Variable<Scalar> {
    constant(Tensor(repeating: value, shape: []))
  }
}

/// c = a ∘ b, element by element, the shorter one repeated.
///
/// The gradient rules: da += dc and db ± dc for sum and difference, da += dc·b and db += dc·a for
/// the product, da += dc / b and db −= dc·c / b for the quotient; summed over repetitions.
final class CombineOperation<Scalar: TensorScalar>: Operation<Scalar> {
  var function = BinaryFunction.add
  private var scratch = Workspace<Scalar>()

  deinit { scratch.free() }

  func forward() {
    let (a, b) = (inputs[0], inputs[1])
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
      case .add, .subtract: add(gradient, 1, to: a)
      case .multiply:
        fill(change, .multiply, gradient, with: b)
        add(change, 1, to: a)
      case .divide:
        fill(change, .divide, gradient, with: b)
        add(change, 1, to: a)
      }
    }
    guard b.needsGradient else { return }
    switch function {
    case .add: add(gradient, 1, to: b)
    case .subtract: add(gradient, -1, to: b)
    case .multiply:
      fill(change, .multiply, gradient, with: a)
      add(change, 1, to: b)
    case .divide:
      Scalar.Kernels.combine(.multiply, count, gradient, step: 1, value, step: 1, into: change)
      fill(change, .divide, change, with: b)
      add(change, -1, to: b)
    }
  }

  /// The shorter input is repeated after so many elements; one number counts as all of them.
  private var period: Int {
    let counts = inputs.map { step($0) == 0 ? shape.elementCount : $0.shape.elementCount }
    return max(counts.min() ?? 1, 1)
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

  private func fill(
    _ result: UnsafeMutablePointer<Scalar>, _ function: BinaryFunction,
    _ dc: UnsafePointer<Scalar>, with other: Operation<Scalar>
  ) {
    forEachRepetition { at, count in
      Scalar.Kernels.combine(
        function, count, dc + at, step: 1, place(other, at), step: step(other), into: result + at)
    }
  }

  private func add(_ change: UnsafePointer<Scalar>, _ sign: Scalar, to x: Operation<Scalar>) {
    let count = x.shape.elementCount
    let dx = x.gradientToAddTo()
    for at in stride(from: 0, to: shape.elementCount, by: max(count, 1)) {
      Scalar.Kernels.addScaled(count, factor: sign, change + at, into: dx)
    }
  }
}
