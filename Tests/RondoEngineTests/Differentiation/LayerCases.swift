import Foundation

@testable import RondoEngine

/// Batched products, normalisation, convolution and pooling.
extension OperationCase {
  static let layers = batchedProducts + normalizations + convolutions + pools + closures

  private static let batchedProducts = [
    product(
      "products of a batch", false, false, [[[2, 3, 4], [2, 4, 2]], [[3, 2], [2, 2, 3]]]),
    product("products with b transposed", false, true, [[[2, 3, 4], [2, 2, 4]]]),
    product(
      "products with a transposed", true, false, [[[2, 4, 3], [2, 4, 2]], [[4, 3], [4, 2]]]),
    product(
      "products with both transposed", true, true, [[[2, 4, 3], [2, 2, 4]], [[3, 2], [4, 3]]]),
    product(
      "products with repeated matrices", false, false,
      [[[2, 1, 2, 3], [3, 3, 2]], [[1, 2, 3], [3, 3, 2]], [[2, 2, 2, 1], [1, 1, 1, 2]]]),
    product(
      "transposed products with repeated matrices", true, true,
      [[[2, 1, 3, 2], [3, 2, 3]], [[1, 3, 2], [3, 2, 3]]]),
    product("a product with one matrix transposed", false, true, [[[2, 2, 3], [4, 3]]]),
    OperationCase(
      "products of a batch with itself", [[[2, 3, 3]]],
      run: { $0[0].matrixProduct($0[0], transposingOther: true).matrixProduct($0[0]) },
      reference: { x in
        let square = Reference.products(x[0], false, x[0], true, into: x[0].shape)
        return Reference.products(
          Tensor(square, shape: x[0].shape), false, x[0], false, into: x[0].shape)
      }),
  ]

  private static func product(
    _ name: String, _ transposesA: Bool, _ transposesB: Bool, _ shapes: [[Shape]]
  ) -> OperationCase {
    OperationCase(
      name, shapes,
      run: {
        $0[0].matrixProduct($0[1], transposingSelf: transposesA, transposingOther: transposesB)
      },
      reference: { x in
        let (a, b) = (x[0].shape, x[1].shape)
        let rank = max(a.rank, b.rank)
        func batch(_ shape: Shape) -> [Int] {
          [Int](repeating: 1, count: rank - shape.rank) + shape.dropLast(2)
        }
        let extents =
          zip(batch(a), batch(b)).map { max($0, $1) }
          + [transposesA ? a.columns : a[a.rank - 2], transposesB ? b[b.rank - 2] : b.columns]
        return Reference.products(x[0], transposesA, x[1], transposesB, into: Shape(extents))
      })
  }

  private static let normalizations = [
    OperationCase(
      "layer normalisation", [[[2, 3]], [[2, 2, 19]], [[5]]],
      run: { $0[0].layerNormalized(epsilon: 0.01) },
      reference: { normalized($0[0]) { z, _ in z } }),
    OperationCase(
      "layer normalisation with weight and bias",
      [[[2, 3], [3], [3]], [[2, 2, 19], [19], [19]]],
      run: { $0[0].layerNormalized(weight: $0[1], bias: $0[2], epsilon: 0.01) },
      reference: { x in normalized(x[0]) { z, i in z * x[1][i] + x[2][i] } }),
    OperationCase(
      "layer normalisation with a bias alone", [[[2, 3], [3]]],
      run: { $0[0].layerNormalized(bias: $0[1], epsilon: 0.01) },
      reference: { x in normalized(x[0]) { z, i in z + x[1][i] } }),
    OperationCase(
      "log softmax", [[[1]], [[5]], [[3, 4]], [[2, 3, 6]], [[2, 19]]],
      run: { $0[0].logSoftmax() }, reference: { Reference.softmax($0[0]).map { log($0) } }),
  ]

  private static func normalized(
    _ x: Tensor<Double>, _ scale: (_ z: Double, _ column: Int) -> Double
  ) -> [Double] {
    let columns = x.shape.columns
    return (0..<x.shape.rows).flatMap { row in
      let own = x.scalars[row * columns..<(row + 1) * columns]
      let mean = own.reduce(0, +) / Double(columns)
      let variance = own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(columns)
      return own.enumerated().map { scale(($1 - mean) / (variance + 0.01).squareRoot(), $0) }
    }
  }

  private static let windows = [
    SlidingWindow(size: 1), SlidingWindow(size: 3), SlidingWindow(size: 2, stride: 2, padding: 1),
    SlidingWindow(size: 3, stride: 3, padding: 2, dropsRemainder: true),
    SlidingWindow(size: 2, padding: 1, dilation: 3),
  ]

  private static let convolutions = windows.flatMap { window in
    [
      OperationCase(
        "convolution, \(window)",
        [[[6, 2, 3], [2, 3, window.size]], [[4, 1, 1], [1, 1, window.size]]],
        run: { $0[0].convolved(with: $0[1], window) },
        reference: { Reference.convolution($0[0], $0[1], nil, window) }),
      OperationCase(
        "convolution with a bias of what is used twice, \(window)",
        [[[6, 1, 2], [3, 2, window.size], [3]]],
        run: { x in
          let y = x[0] * x[0]
          return y.convolved(with: x[1], adding: x[2], window)
            + y.convolved(with: x[1] * 2, window)
        },
        reference: { x in
          let y = Tensor(x[0].scalars.map { $0 * $0 }, shape: x[0].shape)
          let once = Reference.convolution(y, x[1], nil, window)
          return zip(once, Reference.convolution(y, x[1], x[2], window)).map { 2 * $0 + $1 }
        }),
    ]
  }

  private static let pools = windows.flatMap { window in
    [
      OperationCase(
        "average pooling, \(window)", [[[6, 2, 3]], [[4, 1, 1]]],
        run: { $0[0].averagePooled(window) },
        reference: { pooled($0[0], window) { $0.reduce(0, +) / Double(window.size) } }),
      OperationCase(
        "max pooling, \(window)", [[[6, 2, 3]], [[4, 1, 1]]],
        run: {
          let steps = $0[0].shape.elementCount
          let apart = (0..<steps).map { Double($0 * 7 % 37) * 3 }
          return ($0[0] + $0[0].tape.constant(Tensor(apart, shape: $0[0].shape)))
            .maxPooled(window)
        },
        reference: { x in
          let apart = x[0].scalars.enumerated().map { Double($0 * 7 % 37) * 3 + $1 }
          return pooled(Tensor(apart, shape: x[0].shape), window) { $0.max()! }
        }),
    ]
  }

  private static func pooled(
    _ x: Tensor<Double>, _ window: SlidingWindow, _ combine: ([Double]) -> Double
  ) -> [Double] {
    Reference.elements([window.outputs(of: x.shape[0]), x.shape[1], x.shape[2]]) { place in
      combine(
        (0..<window.size).map { place[0] * window.stride - window.padding + $0 * window.dilation }
          .filter { $0 >= 0 && $0 < x.shape[0] }.map { x[$0, place[1], place[2]] })
    }
  }

  private static let closures = [
    OperationCase(
      "a closure over tensors", [[[3], [3]], [[2, 2], [2, 2]]],
      run: { x in
        x[0].tape.operation(x[0], x[1]) { inputs in
          Tensor(
            zip(inputs[0].scalars, inputs[1].scalars).map { $0 * $0 * $1 }, shape: inputs[0].shape)
        } gradient: { gradient, inputs, _ in
          let (dy, a, b) = (gradient.scalars, inputs[0].scalars, inputs[1].scalars)
          return [
            Tensor(dy.indices.map { 2 * dy[$0] * a[$0] * b[$0] }, shape: inputs[0].shape),
            Tensor(dy.indices.map { dy[$0] * a[$0] * a[$0] }, shape: inputs[0].shape),
          ]
        }
      },
      reference: { x in zip(x[0].scalars, x[1].scalars).map { $0 * $0 * $1 } }),
    OperationCase(
      "a closure over numbers", [[[3]], [[2, 2]]],
      run: {
        $0[0].map {
          log(1 + exp($0))
        } derivative: { x, _ in
          1 / (1 + exp(-x))
        }
      },
      reference: { $0[0].scalars.map { log(1 + exp($0)) } }),
  ]
}

extension Reference {
  /// x [T, B, C] and w [O, C, F]: the definition of a convolution.
  fileprivate static func convolution(
    _ x: Tensor<Double>, _ weight: Tensor<Double>, _ bias: Tensor<Double>?, _ window: SlidingWindow
  ) -> [Double] {
    let (steps, channels) = (x.shape[0], x.shape[2])
    let shape: Shape = [window.outputs(of: steps), x.shape[1], weight.shape[0]]
    return elements(shape) { place in
      var sum = bias?[place[2]] ?? 0
      for own in 0..<window.size {
        let step = place[0] * window.stride - window.padding + own * window.dilation
        guard step >= 0 && step < steps else { continue }
        for c in 0..<channels { sum += x[step, place[1], c] * weight[place[2], c, own] }
      }
      return sum
    }
  }
}
