@testable import RondoEngine

extension OperationCase {
  static let reductions = [
    OperationCase(
      "sum of all", [[[]], [[5]], [[2, 3]], [[2, 3, 4]]],
      run: { $0[0].sum() }, reference: { [$0[0].scalars.reduce(0, +)] }),
    OperationCase(
      "mean of all", [[[]], [[5]], [[2, 3]], [[2, 3, 4]]],
      run: { $0[0].mean() },
      reference: { [$0[0].scalars.reduce(0, +) / Double($0[0].count)] }),
    OperationCase(
      "sum by the first axis", [[[5]], [[2, 3]], [[2, 3, 4]], [[1, 3]]],
      run: { $0[0].sum(axis: 0) }, reference: { Reference.sum($0[0], axis: 0) }),
    OperationCase(
      "sum by the second axis", [[[2, 3]], [[2, 3, 4]], [[2, 3, 2, 2]], [[3, 1]]],
      run: { $0[0].sum(axis: 1) }, reference: { Reference.sum($0[0], axis: 1) }),
    OperationCase(
      "sum by the last of four axes", [[[2, 3, 2, 4]], [[1, 1, 1, 3]]],
      run: { $0[0].sum(axis: 3) }, reference: { Reference.sum($0[0], axis: 3) }),
    OperationCase(
      "mean by the first axis", [[[5]], [[2, 3]], [[2, 3, 4]]],
      run: { $0[0].mean(axis: 0) },
      reference: { x in Reference.sum(x[0], axis: 0).map { $0 / Double(x[0].shape[0]) } }),
    OperationCase(
      "mean by the third axis", [[[2, 3, 4]], [[2, 1, 3, 2]]],
      run: { $0[0].mean(axis: 2) },
      reference: { x in Reference.sum(x[0], axis: 2).map { $0 / Double(x[0].shape[2]) } }),
  ]

  static let arrangements = [
    OperationCase(
      "reshaped", [[[12]], [[3, 4]], [[2, 3, 2]]],
      run: { $0[0].reshaped(to: [2, 6]) }, reference: { $0[0].scalars }),
    OperationCase(
      "slice", [[[4]], [[5, 3]], [[4, 2, 3]], [[6, 1, 2, 2]]],
      run: { $0[0].slice(1..<3) },
      reference: { x in
        let size = x[0].count / x[0].shape[0]
        return Array(x[0].scalars[size..<3 * size])
      }),
    OperationCase(
      "overlapping slices", [[[4]], [[5, 3]], [[4, 2, 3]]],
      run: { $0[0].slice(0..<3) * $0[0].slice(1..<4) },
      reference: { x in
        let size = x[0].count / x[0].shape[0]
        return zip(x[0].scalars[..<(3 * size)], x[0].scalars[size..<(4 * size)]).map(*)
      }),
    OperationCase(
      "a row repeated", [[[2, 1]], [[3, 4]]],
      run: { $0[0].repeating(row: 1, count: 3) },
      reference: { x in
        (0..<3).flatMap { _ in (0..<x[0].shape[1]).map { x[0][1, $0] } }
      }),
    OperationCase(
      "transposed", [[[1, 1]], [[1, 4]], [[3, 2]], [[4, 5]]],
      run: { $0[0].transposed() },
      reference: { x in
        let (rows, columns) = (x[0].shape[0], x[0].shape[1])
        return (0..<columns).flatMap { c in (0..<rows).map { x[0][$0, c] } }
      }),
    OperationCase(
      "joined", [[[3], [2]], [[2, 1], [2, 4]], [[2, 3, 2], [2, 3, 1]]],
      run: { $0[0].joined(with: $0[1]) },
      reference: { x in
        (0..<x[0].shape.rows).flatMap { row in
          x.flatMap { part in
            Array(part.scalars[row * part.shape.columns..<(row + 1) * part.shape.columns])
          }
        }
      }),
    OperationCase(
      "joined with itself", [[[2, 4]], [[2, 3, 2]]],
      run: {
        let y = $0[0] * $0[0]
        return y.joined(with: y)
      },
      reference: { x in
        (0..<x[0].shape.rows).flatMap { row in
          let columns = x[0].shape.columns
          let part = x[0].scalars[row * columns..<(row + 1) * columns].map { $0 * $0 }
          return part + part
        }
      }),
    OperationCase(
      "gather with a repeated and an unknown id", [[[4, 3]], [[4, 1]], [[4, 6]]],
      run: { $0[0].gather([2, 0, 4, 2, 3, 2]) },
      reference: { table in
        [2, 0, 4, 2, 3, 2].flatMap { id in
          (0..<table[0].shape[1]).map { id < 4 ? table[0][id, $0] : 0 }
        }
      }),
    OperationCase(
      "gather of a sequence", [[[4, 3]], [[7, 2]]],
      run: { $0[0].gather([2, 0, 3, 2, 1, 2], batch: 2) },
      reference: { table in
        [2, 0, 3, 2, 1, 2].flatMap { id in (0..<table[0].shape[1]).map { table[0][id, $0] } }
      }),
  ]
}
