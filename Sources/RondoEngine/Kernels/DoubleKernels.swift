#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// Kernels for `Double`: plain loops with the order of operations of `FloatKernels`, for gradient
/// checks and reference values. Elementary functions are the system's.
enum DoubleKernels: KernelSet {
  /// A matrix is a single panel.
  static var panelWidth: Int { .max / 2 }

  static func packedCount(depth: Int, columns: Int) -> Int { depth * columns }

  static func pack(
    depth: Int, columns: Int, _ source: MatrixPointer<Double>,
    into panels: UnsafeMutablePointer<Double>
  ) {
    for k in 0..<depth {
      for n in 0..<columns { panels[k * columns + n] = source.pointer[k * source.stride + n] }
    }
  }

  static func packTransposed(
    depth: Int, columns: Int, _ source: MatrixPointer<Double>,
    into panels: UnsafeMutablePointer<Double>
  ) {
    for k in 0..<depth {
      for n in 0..<columns { panels[k * columns + n] = source.pointer[n * source.stride + k] }
    }
  }

  static func product(_ call: ProductCall<Double>) {
    for row in 0..<call.rows {
      let c = call.c + row * call.cStride
      switch call.initial {
      case .zero: c.update(repeating: 0, count: call.columns)
      case .rows(let start, let stride):
        if UnsafePointer(c) != start + row * stride {
          c.update(from: start + row * stride, count: call.columns)
        }
      case .gathered(let table, let stride, let ids):
        c.update(from: table + Int(ids[row]) * stride, count: call.columns)
      }
      for k in 0..<call.depth {
        let a = call.a[row * call.aStride + k]
        let b = call.panels + k * call.columns
        for n in 0..<call.columns { c[n].addProduct(a, b[n]) }
      }
      switch call.epilogue {
      case .none: break
      case .tanh: for n in 0..<call.columns { c[n] = tanh(c[n]) }
      case .tanhGradient(let y, let stride):
        for n in 0..<call.columns { c[n] *= 1 - y[row * stride + n] * y[row * stride + n] }
      }
    }
  }

  static func productOfTranspose(
    rows: Int, columns: Int, depth: Int, _ a: MatrixPointer<Double>, _ b: MatrixPointer<Double>,
    into c: UnsafeMutablePointer<Double>, stride: Int, accumulate: Bool
  ) {
    for m in 0..<rows {
      let row = c + m * stride
      if !accumulate { row.update(repeating: 0, count: columns) }
      for k in 0..<depth {
        let value = a.pointer[k * a.stride + m]
        for n in 0..<columns { row[n].addProduct(value, b.pointer[k * b.stride + n]) }
      }
    }
  }

  static func transpose(
    rows: Int, columns: Int, _ x: MatrixPointer<Double>, adding addend: UnsafePointer<Double>?,
    into y: UnsafeMutablePointer<Double>, stride: Int
  ) {
    for r in 0..<rows {
      for c in 0..<columns {
        y[c * stride + r] = x.pointer[r * x.stride + c] + (addend?[r] ?? 0)
      }
    }
  }

  static func addTransposed(
    rows: Int, columns: Int, _ x: MatrixPointer<Double>, into y: UnsafeMutablePointer<Double>,
    stride: Int
  ) {
    for r in 0..<rows {
      for c in 0..<columns { y[c * stride + r] += x.pointer[r * x.stride + c] }
    }
  }

  static func fill(_ n: Int, with value: Double, into y: UnsafeMutablePointer<Double>) {
    PlainLoops.fill(n, value, into: y)
  }

  static func addSoftmaxGradient(
    rows: Int, columns: Int, y: UnsafePointer<Double>, dy: UnsafePointer<Double>,
    into dx: UnsafeMutablePointer<Double>
  ) { PlainLoops.addSoftmaxGradient(rows: rows, columns: columns, y: y, dy: dy, into: dx) }

  static func apply(
    _ function: UnaryFunction, _ n: Int, _ x: UnsafePointer<Double>,
    into y: UnsafeMutablePointer<Double>
  ) {
    switch function {
    case .negate: PlainLoops.map(n, x, into: y) { -$0 }
    case .exp: for i in 0..<n { y[i] = exp(x[i]) }
    case .log: for i in 0..<n { y[i] = log(x[i]) }
    case .tanh: for i in 0..<n { y[i] = tanh(x[i]) }
    case .logistic:
      for i in 0..<n { y[i] = logistic(x[i]) }
    case .relu: PlainLoops.map(n, x, into: y) { $0 > 0 || $0.isNaN ? $0 : 0 }
    case .magnitude: PlainLoops.map(n, x, into: y) { $0.magnitude }
    case .square: PlainLoops.map(n, x, into: y) { $0 * $0 }
    case .squareRoot: PlainLoops.map(n, x, into: y) { $0.squareRoot() }
    }
  }

  static func addGradient(
    of function: UnaryFunction, _ n: Int, x: UnsafePointer<Double>, y: UnsafePointer<Double>,
    dy: UnsafePointer<Double>, into dx: UnsafeMutablePointer<Double>
  ) { PlainLoops.addGradient(of: function, n, x: x, y: y, dy: dy, into: dx) }

  static func combine(
    _ function: BinaryFunction, _ n: Int, _ a: UnsafePointer<Double>, step aStep: Int,
    _ b: UnsafePointer<Double>, step bStep: Int, into c: UnsafeMutablePointer<Double>
  ) { PlainLoops.combine(function, n, a, aStep, b, bStep, into: c) }

  static func keepLarger(
    _ n: Int, _ x: UnsafePointer<Double>, from place: Int32, into y: UnsafeMutablePointer<Double>,
    _ places: UnsafeMutablePointer<Int32>
  ) { PlainLoops.keepLarger(n, x, from: place, into: y, places) }

  static func addAtPlaces(
    _ n: Int, _ x: UnsafePointer<Double>, _ places: UnsafePointer<Int32>,
    into y: UnsafeMutablePointer<Double>, stride: Int
  ) { PlainLoops.addAtPlaces(n, x, places, into: y, stride: stride) }

  static func addScaled(
    _ n: Int, factor: Double, _ x: UnsafePointer<Double>, into y: UnsafeMutablePointer<Double>
  ) { PlainLoops.addScaled(n, factor: factor, x, into: y) }

  static func approach(
    _ n: Int, rest: Double, _ x: UnsafePointer<Double>, from y: UnsafeMutablePointer<Double>
  ) { PlainLoops.approach(n, rest, x, from: y) }
}
