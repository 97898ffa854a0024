@testable import RondoEngine

extension OperationCase {
  /// What the driver over time needs between steps.
  static let steps = [
    OperationCase(
      "rows chosen, else zeros", [[[3, 1]], [[3, 2, 2]]],
      run: { $0[0].choosing([true, false, true]) },
      reference: { x in
        x[0].scalars.indices.map { $0 * 3 / x[0].count == 1 ? 0 : x[0].scalars[$0] }
      }),
    OperationCase(
      "rows chosen, else another's", [[[3, 1], [3, 1]], [[3, 4], [3, 4]]],
      run: { $0[0].choosing([false, true, false], else: $0[1]) },
      reference: { x in
        x[0].scalars.indices.map { x[$0 * 3 / x[0].count == 1 ? 0 : 1].scalars[$0] }
      }),
    OperationCase(
      "rows chosen of a square, else of itself", [[[3, 2]]],
      run: { ($0[0] * $0[0]).choosing([false, true, true], else: $0[0]) },
      reference: { x in
        x[0].scalars.indices.map { $0 < 2 ? x[0].scalars[$0] : x[0].scalars[$0] * x[0].scalars[$0] }
      }),
    OperationCase(
      "stacked", [[[2, 3], [2, 3], [2, 3]], [[1], [1]], [[2, 1, 2]]],
      run: { Variable.stacked($0) }, reference: { x in x.flatMap(\.scalars) }),
    OperationCase(
      "stacked with itself", [[[2, 3]]],
      run: { Variable.stacked([$0[0], $0[0] * $0[0], $0[0]]) },
      reference: { x in
        x[0].scalars + x[0].scalars.map { $0 * $0 } + x[0].scalars
      }),
  ]
}
