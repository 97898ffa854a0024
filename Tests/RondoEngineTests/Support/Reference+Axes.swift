@testable import RondoEngine

/// Elements found by an index for each axis, one at a time.
extension Reference {
  /// The elements of a shape whose value a function of the indices gives, in row-major order.
  static func elements(_ shape: Shape, _ element: ([Int]) -> Double) -> [Double] {
    (0..<shape.elementCount).map { element(indices($0, shape)) }
  }

  /// The indices of an element.
  static func indices(_ flat: Int, _ shape: Shape) -> [Int] {
    var (rest, result) = (flat, [Int](repeating: 0, count: shape.rank))
    for axis in shape.indices.reversed() {
      (rest, result[axis]) = (rest / shape[axis], rest % shape[axis])
    }
    return result
  }

  /// The element of a tensor at indices of a shape to which it is repeated.
  static func repeated(_ x: Tensor<Double>, _ indices: [Int]) -> Double {
    let own = indices.suffix(x.shape.rank)
    let flat = zip(own, x.shape).reduce(0) { $0 * $1.1 + ($1.1 == 1 ? 0 : $1.0) }
    return x[flat: flat]
  }

  /// x reduced along some axes, the result lacking them, or nil where they are kept.
  static func reduced(
    _ x: Tensor<Double>, _ axes: Set<Int>, _ combine: ([Double]) -> Double
  ) -> [Double] {
    let outer = Shape(x.shape.indices.map { axes.contains($0) ? 1 : x.shape[$0] })
    let inner = Shape(x.shape.indices.map { axes.contains($0) ? x.shape[$0] : 1 })
    return elements(outer) { place in
      combine(
        elements(inner) { own in repeated(x, zip(place, own).map { $0 + $1 }) })
    }
  }

  /// Every matrix of a times the corresponding one of b, into [..., rows, columns].
  static func products(
    _ a: Tensor<Double>, _ transposesA: Bool, _ b: Tensor<Double>, _ transposesB: Bool,
    into shape: Shape
  ) -> [Double] {
    let depth = transposesA ? a.shape[a.shape.rank - 2] : a.shape.columns
    return elements(shape) { place in
      let (batch, row, column) = (place.dropLast(2), place[place.count - 2], place.last!)
      return (0..<depth).reduce(0) { sum, k in
        sum + repeated(a, batch + (transposesA ? [k, row] : [row, k]))
          * repeated(b, batch + (transposesB ? [column, k] : [k, column]))
      }
    }
  }
}
