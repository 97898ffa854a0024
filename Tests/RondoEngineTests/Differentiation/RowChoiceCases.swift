@testable import RondoEngine

extension OperationCase {
  /// Rows of one value or of another, as a driver over time chooses them.
  static let rowChoices = [
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
  ]
}
