/// Element-wise loops, generic in source and specialised where a kernel set calls them with its own
/// scalar type.
enum PlainLoops<Scalar: TensorScalar> {
  typealias Input = UnsafePointer<Scalar>
  typealias Output = UnsafeMutablePointer<Scalar>

  @inline(__always)
  static func map(_ n: Int, _ x: Input, into y: Output, _ f: (Scalar) -> Scalar) {
    for i in 0..<n { y[i] = f(x[i]) }
  }

  @inline(__always)
  static func addGradient(
    _ n: Int, _ x: Input, _ dy: Input, into dx: Output, _ slope: (Scalar) -> Scalar
  ) {
    for i in 0..<n { dx[i] += dy[i] * slope(x[i]) }
  }

  @inline(__always)
  static func addGradient(
    of function: UnaryFunction, _ n: Int, x: Input, y: Input, dy: Input, into dx: Output
  ) {
    switch function {
    case .negate: addGradient(n, x, dy, into: dx) { _ in -1 }
    case .exp: addGradient(n, y, dy, into: dx) { $0 }
    case .log: addGradient(n, x, dy, into: dx) { 1 / $0 }
    case .tanh: addGradient(n, y, dy, into: dx) { 1 - $0 * $0 }
    case .logistic: addGradient(n, y, dy, into: dx) { $0 * (1 - $0) }
    case .relu: addGradient(n, x, dy, into: dx) { $0 > 0 ? 1 : 0 }
    case .magnitude: addGradient(n, x, dy, into: dx) { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
    case .square: addGradient(n, x, dy, into: dx) { 2 * $0 }
    case .squareRoot: addGradient(n, y, dy, into: dx) { 1 / (2 * $0) }
    }
  }

  @inline(__always)
  static func combine(
    _ function: BinaryFunction, _ n: Int, _ a: Input, _ aStep: Int, _ b: Input, _ bStep: Int,
    into c: Output
  ) {
    switch function {
    case .add: zip(n, a, aStep, b, bStep, into: c) { $0 + $1 }
    case .subtract: zip(n, a, aStep, b, bStep, into: c) { $0 - $1 }
    case .multiply: zip(n, a, aStep, b, bStep, into: c) { $0 * $1 }
    case .divide: zip(n, a, aStep, b, bStep, into: c) { $0 / $1 }
    }
  }

  /// Steps of 0 and 1 have loops of their own: the compiler does not vectorise others.
  @inline(__always)
  private static func zip(
    _ n: Int, _ a: Input, _ aStep: Int, _ b: Input, _ bStep: Int, into c: Output,
    _ f: (Scalar, Scalar) -> Scalar
  ) {
    switch (aStep, bStep) {
    case (1, 1): for i in 0..<n { c[i] = f(a[i], b[i]) }
    case (1, 0):
      let b = b[0]
      for i in 0..<n { c[i] = f(a[i], b) }
    case (0, 1):
      let a = a[0]
      for i in 0..<n { c[i] = f(a, b[i]) }
    default: for i in 0..<n { c[i] = f(a[i * aStep], b[i * bStep]) }
    }
  }

  @inline(__always)
  static func addScaled(_ n: Int, factor: Scalar, _ x: Input, into y: Output) {
    for i in 0..<n { y[i] += factor * x[i] }
  }

  @inline(__always)
  static func keepLarger(
    _ n: Int, _ x: Input, from place: Int32, into y: Output,
    _ places: UnsafeMutablePointer<Int32>
  ) {
    for i in 0..<n where x[i] > y[i] || x[i].isNaN && !y[i].isNaN {
      (y[i], places[i]) = (x[i], place)
    }
  }

  @inline(__always)
  static func addAtPlaces(
    _ n: Int, _ x: Input, _ places: UnsafePointer<Int32>, into y: Output, stride: Int
  ) {
    for i in 0..<n { y[Int(places[i]) * stride + i] += x[i] }
  }

  @inline(__always)
  static func approach(_ n: Int, _ rest: Scalar, _ x: Input, from y: Output) {
    for i in 0..<n { y[i] += rest * (x[i] - y[i]) }
  }

  @inline(__always)
  static func fill(_ n: Int, _ value: Scalar, into y: Output) {
    for i in 0..<n { y[i] = value }
  }

  @inline(__always)
  static func addSoftmaxGradient(rows: Int, columns: Int, y: Input, dy: Input, into dx: Output) {
    for row in 0..<rows {
      let at = row * columns
      var dot: Scalar = 0
      for i in at..<at + columns { dot += dy[i] * y[i] }
      for i in at..<at + columns { dx[i] += y[i] * (dy[i] - dot) }
    }
  }
}
