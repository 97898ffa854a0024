import Foundation

@testable import RondoEngine

extension OperationCase {
  static let losses = [
    OperationCase(
      "softmax", [[[1]], [[5]], [[3, 4]], [[2, 3, 6]], [[2, 19]]],
      run: { $0[0].softmax() }, reference: { Reference.softmax($0[0]) }),
    OperationCase(
      "cross-entropy", [[[4, 5]], [[2, 2, 3]], [[4, 40]]],
      run: { $0[0].crossEntropy([0, 2, 1, 2]) },
      reference: { [Reference.crossEntropy($0[0], [0, 2, 1, 2])] }),
    OperationCase(
      "cross-entropy with rows that do not count", [[[5, 3]], [[5, 20]]],
      run: { $0[0].crossEntropy([1, -1, 2, 100, Int32.max]) },
      reference: { [Reference.crossEntropy($0[0], [1, -1, 2, 100, Int32.max])] }),
    OperationCase(
      "cross-entropy with no row that counts", [[[2, 3]]],
      run: { $0[0].crossEntropy([3, -1]) }, reference: { _ in [0] }),
    OperationCase(
      "cross-entropy with class weights", [[[5, 3]], [[5, 1, 3]]],
      run: { $0[0].crossEntropy([1, 0, 2, -1, 2], classWeights: [2, 0.5, 3]) },
      reference: { x in
        let weights = [0.5, 2, 3, 0, 3]
        let rows = (0..<5).map { Tensor(Array(x[0].scalars[$0 * 3..<$0 * 3 + 3]), shape: [1, 3]) }
        let losses = zip(rows, [1, 0, 2, -1, 2]).map { Reference.crossEntropy($0, [$1]) }
        return [zip(losses, weights).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)]
      }),
    OperationCase(
      "cross-entropy with no class that counts", [[[2, 3]]],
      run: { $0[0].crossEntropy([1, 2], classWeights: [1, 0, 0]) }, reference: { _ in [0] }),
    OperationCase(
      "smoothed cross-entropy", [[[5, 3]], [[5, 20]]],
      run: { $0[0].crossEntropy([1, -1, 2, 100, 0], labelSmoothing: 0.3).loss },
      reference: { x in
        let smooth = (0..<Int32(x[0].shape.columns)).map { id in
          Reference.crossEntropy(x[0], [id, -1, id, 100, id])
        }
        let mean = smooth.reduce(0, +) / Double(smooth.count)
        return [0.7 * Reference.crossEntropy(x[0], [1, -1, 2, 100, 0]) + 0.3 * mean]
      }),
    OperationCase(
      "chain likelihood", [[[4, 2, 3], [3, 3], [3], [3]], [[4, 2, 1], [1, 1], [1], [1]]],
      run: {
        let targets: [Int32] = $0[2].shape == [1] ? Array(repeating: 0, count: 8) : chainTargets
        return $0[0].chainLoss(
          transitions: $0[1], starts: $0[2], ends: $0[3], targets: targets, lengths: [4, 2])
      },
      reference: { x in
        var chain = LinearChain<Double>(labels: x[2].shape[0])
        (chain.transitions, chain.starts, chain.ends) = (x[1], x[2], x[3])
        let (k, targets) = (chain.labels, x[2].shape == [1] ? [] : chainTargets.map(Int.init))
        let losses = [4, 2].enumerated().map { row, length in
          let rows = (0..<length).flatMap { t in
            (0..<k).map { x[0].scalars[(t * 2 + row) * k + $0] }
          }
          let all = EnumeratedChain(chain, rows)
          let path = (0..<length).map { targets.isEmpty ? 0 : targets[$0 * 2 + row] }
          return all.logPartition - all.scores[all.paths.firstIndex(of: path)!]
        }
        return [losses.reduce(0, +) / 6]
      }),
    OperationCase(
      "sigmoid cross-entropy", [[[2, 3]], [[6]], [[3, 1, 2]]],
      run: { $0[0].sigmoidCrossEntropy([1, 0, 0, 1, 1, 0]) },
      reference: { [Reference.sigmoidCrossEntropy($0[0], [1, 0, 0, 1, 1, 0])] }),
    OperationCase(
      "sigmoid cross-entropy with weights", [[[2, 3]], [[1, 2, 3]]],
      run: { $0[0].sigmoidCrossEntropy([1, 0, 0, 1, 1, 0], positiveWeights: [2, 0, 0.5]) },
      reference: { [Reference.sigmoidCrossEntropy($0[0], [1, 0, 0, 1, 1, 0], [2, 0, 0.5])] }),
    OperationCase(
      "a loss with penalties", [[[], [3, 2, 4]], [[], [1, 2, 3]], [[], [4, 1, 5]]],
      run: { x in
        x[0].addingActivationPenalty(0.7, on: x[1]).addingTemporalPenalty(0.3, on: x[1]) * 2
      },
      reference: { x in
        let (h, span) = (x[1].scalars, x[1].shape[1] * x[1].shape[2])
        let changes = zip(h, h.dropFirst(span)).map { ($1 - $0) * ($1 - $0) }
        let squares = h.reduce(0) { $0 + $1 * $1 } / Double(h.count)
        let temporal = changes.reduce(0, +) / Double(max(changes.count, 1))
        return [2 * (x[0].scalar + 0.7 * squares + 0.3 * temporal)]
      }),
    OperationCase(
      "half squared error", [[[3], [3]], [[2, 3], [2, 3]]],
      run: { $0[0].halfSquaredError($0[1]) },
      reference: { x in
        [zip(x[0].scalars, x[1].scalars).reduce(0) { $0 + 0.5 * pow($1.0 - $1.1, 2) }]
      }),
    OperationCase(
      "mean squared error", [[[3], [3]], [[2, 3, 2], [2, 3, 2]]],
      run: { $0[0].meanSquaredError($0[1]) },
      reference: { x in
        let sum = zip(x[0].scalars, x[1].scalars).reduce(0) { $0 + pow($1.0 - $1.1, 2) }
        return [sum / Double(x[0].count)]
      }),
  ]
}

/// Labels of rows of 4 and 2 steps, time-major; the last two of the second row do not count.
private let chainTargets: [Int32] = [0, 2, 1, 1, 2, 9, 2, -1]
