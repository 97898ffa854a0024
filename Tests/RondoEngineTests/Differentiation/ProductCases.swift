@testable import RondoEngine

extension OperationCase {
  static let products = [
    OperationCase(
      "affine without an addend", forms.map { [$0.x, $0.weight] },
      run: { $0[0].affine($0[1]) },
      reference: { Reference.affine($0[0], $0[1]) { _, _ in 0 } }),
    OperationCase(
      "affine with a bias", forms.map { [$0.x, $0.weight, [$0.weight[0]]] },
      run: { $0[0].affine($0[1], adding: $0[2]) },
      reference: { inputs in
        Reference.affine(inputs[0], inputs[1]) { _, column in inputs[2][column] }
      }),
    OperationCase(
      "affine with a full addend",
      forms.map { [$0.x, $0.weight, $0.x.withColumns($0.weight[0])] },
      run: { $0[0].affine($0[1], adding: $0[2]) },
      reference: { inputs in
        Reference.affine(inputs[0], inputs[1]) { row, column in
          inputs[2][flat: row * inputs[1].shape[0] + column]
        }
      }),
    OperationCase(
      "affine of x with itself", [[[3, 3]], [[5, 5]]],
      run: { $0[0].affine($0[0], adding: $0[0]) },
      reference: { inputs in
        Reference.affine(inputs[0], inputs[0]) { row, column in inputs[0][row, column] }
      }),
    OperationCase(
      "one weight used twice", [[[2, 3], [3, 3]], [[4, 2, 5], [5, 5]]],
      run: { $0[0].affine($0[1]).tanh().affine($0[1]) },
      reference: { inputs in
        let hidden = Reference.affine(inputs[0], inputs[1]) { _, _ in 0 }.map(Reference.tanh)
        let middle = Tensor(hidden, shape: inputs[0].shape)
        return Reference.affine(middle, inputs[1]) { _, _ in 0 }
      }),
    OperationCase(
      "matrixProduct",
      [[[3], [3, 2]], [[2, 3], [3, 4]], [[2, 3, 5], [5, 1]], [[1, 1], [1, 1]]],
      run: { $0[0].matrixProduct($0[1]) },
      reference: { inputs in
        let (x, b) = (inputs[0], inputs[1])
        return (0..<x.shape.rows * b.shape[1]).map { at in
          let (row, column) = (at / b.shape[1], at % b.shape[1])
          return (0..<b.shape[0]).reduce(0) {
            $0 + x[flat: row * b.shape[0] + $1] * b[$1, column]
          }
        }
      }),
  ]

  /// Shapes of x and of the weight [outputs, inputs].
  private static let forms: [(x: Shape, weight: Shape)] = [
    ([3], [2, 3]), ([1, 1], [1, 1]), ([4, 3], [5, 3]), ([1, 6], [4, 6]), ([2, 3, 4], [3, 4]),
    ([2, 1, 2, 3], [7, 3]),
  ]
}
