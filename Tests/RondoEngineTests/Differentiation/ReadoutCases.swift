import Foundation

@testable import RondoEngine

extension OperationCase {
  /// Over [3, 3, D] with rows of 2, 3 and 1 steps, whatever D.
  static let readouts = [
    OperationCase(
      "last step", [[[3, 3, 1]], [[3, 3, 5]]],
      run: { $0[0].lastOverTime(lengths: lengths, units: 1, directions: 1) },
      reference: { x in rows(x[0]) { $0[$0.count - 1] } }),
    OperationCase(
      "last step of two directions", [[[3, 3, 4]], [[3, 3, 8]]],
      run: { $0[0].lastOverTime(lengths: lengths, units: 2, directions: 2) },
      reference: { x in
        rows(x[0]) { steps in
          steps[0].indices.map { ($0 / 2 % 2 == 0 ? steps[steps.count - 1] : steps[0])[$0] }
        }
      }),
    OperationCase(
      "mean over time", [[[3, 3, 1]], [[3, 3, 5]]],
      run: { $0[0].meanOverTime(lengths: lengths) },
      reference: { x in
        rows(x[0]) { steps in
          steps[0].indices.map { i in steps.reduce(0) { $0 + $1[i] } / Double(steps.count) }
        }
      }),
    OperationCase(
      "mean of logistic values over time", [[[3, 3, 1]], [[3, 3, 5]]],
      run: { $0[0].meanLogisticOverTime(steepness: 3, lengths: lengths) },
      reference: { x in
        rows(x[0]) { steps in
          steps[0].indices.map { i in
            steps.reduce(0) { $0 + 1 / (1 + exp(-3 * $1[i])) } / Double(steps.count)
          }
        }
      }),
    OperationCase(
      "largest over time", [[[3, 3, 1]], [[3, 3, 5]]],
      run: { $0[0].maxOverTime(lengths: lengths) },
      reference: { x in
        rows(x[0]) { steps in steps[0].indices.map { i in steps.map { $0[i] }.max()! } }
      }),
    OperationCase(
      "weighted over time", [[[3, 3, 1], [3, 3, 1]], [[3, 3, 5], [3, 3, 1]]],
      run: { $0[0].weightedOverTime(by: $0[1], lengths: lengths) },
      reference: { x in
        let scores = rows(x[1]) { steps in steps.map { $0[0] } }
        var first = 0
        return rows(x[0]) { steps in
          let powers = scores[first..<first + steps.count].map { exp($0) }
          first += steps.count
          let sum = powers.reduce(0, +)
          return steps[0].indices.map { i in
            zip(steps, powers).reduce(0) { $0 + $1.0[i] * $1.1 / sum }
          }
        }
      }),
    OperationCase(
      "weighted over time, then used again", [[[3, 3, 1]]],
      run: {
        let y = $0[0] * $0[0]
        return y.weightedOverTime(by: $0[0], lengths: lengths) + y.meanOverTime(lengths: lengths)
      },
      reference: { x in
        rows(x[0]) { steps in
          let (x, powers) = (steps.map { $0[0] }, steps.map { exp($0[0]) })
          let weighted = zip(x, powers).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
          return [
            weighted / powers.reduce(0, +) + x.reduce(0) { $0 + $1 * $1 } / Double(x.count)
          ]
        }
      }),
    OperationCase(
      "weighted over time by itself", [[[3, 3, 1]]],
      run: { $0[0].weightedOverTime(by: $0[0], lengths: lengths) },
      reference: { x in
        rows(x[0]) { steps in
          let powers = steps.map { exp($0[0]) }
          return [zip(steps, powers).reduce(0) { $0 + $1.0[0] * $1.1 } / powers.reduce(0, +)]
        }
      }),
  ]

  private static let lengths = [2, 3, 1]

  /// What `vector` makes of the steps of each row, row after row.
  private static func rows(
    _ x: Tensor<Double>, _ vector: ([[Double]]) -> [Double]
  ) -> [Double] {
    lengths.enumerated().flatMap { row, length in
      vector((0..<length).map { t in (0..<x.shape[2]).map { x[t, row, $0] } })
    }
  }
}
