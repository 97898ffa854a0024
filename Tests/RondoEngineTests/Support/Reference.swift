import Foundation

@testable import RondoEngine

/// Plain formulas for what the engine computes, written for reading and without its kernels.
enum Reference {
  static func tanh(_ x: Double) -> Double { Foundation.tanh(x) }

  /// x·Wᵀ + addend(row, column).
  static func affine(
    _ x: Tensor<Double>, _ weight: Tensor<Double>, addend: (Int, Int) -> Double
  ) -> [Double] {
    let (outputs, depth) = (weight.shape[0], weight.shape[1])
    return (0..<x.shape.rows).flatMap { row in
      (0..<outputs).map { output in
        (0..<depth).reduce(addend(row, output)) {
          $0 + x[flat: row * depth + $1] * weight[output, $1]
        }
      }
    }
  }

  /// The sums along one axis.
  static func sum(_ x: Tensor<Double>, axis: Int) -> [Double] {
    let inner = x.shape[(axis + 1)...].reduce(1, *)
    let outer = x.shape[..<axis].reduce(1, *)
    return (0..<outer * inner).map { at in
      (0..<x.shape[axis]).reduce(0) {
        $0 + x[flat: (at / inner * x.shape[axis] + $1) * inner + at % inner]
      }
    }
  }

  /// exp(xᵢ) / Σⱼ exp(xⱼ) along the last axis.
  static func softmax(_ x: Tensor<Double>) -> [Double] {
    let columns = x.shape.columns
    return (0..<x.shape.rows).flatMap { row in
      let powers = x.scalars[row * columns..<(row + 1) * columns].map { exp($0) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    }
  }

  /// Σ −w·ln σ(x) over the columns whose target is 1, Σ −ln(1 − σ(x)) over the others; the mean over
  /// rows.
  static func sigmoidCrossEntropy(
    _ x: Tensor<Double>, _ targets: [Double], _ weights: [Double]? = nil
  ) -> Double {
    let losses = x.scalars.indices.map { at in
      let probability = 1 / (1 + exp(-x.scalars[at]))
      guard targets[at] == 1 else { return -log(1 - probability) }
      return -log(probability) * (weights?[at % x.shape.columns] ?? 1)
    }
    return losses.reduce(0, +) / Double(x.shape.rows)
  }

  /// The mean of −ln softmax(x)[target] over the rows whose target is one of the columns.
  static func crossEntropy(_ x: Tensor<Double>, _ targets: [Int32]) -> Double {
    let (columns, probabilities) = (x.shape.columns, softmax(x))
    let losses = targets.enumerated().filter { $0.element >= 0 && $0.element < columns }
      .map { -log(probabilities[$0.offset * columns + Int($0.element)]) }
    return losses.reduce(0, +) / Double(max(losses.count, 1))
  }
}
