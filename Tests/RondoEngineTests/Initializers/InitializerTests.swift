import RondoNumerics
import Testing

@testable import RondoEngine

struct InitializerTests {
  static let all: [Initializer] = [
    .zeros, .constant(0.25), .uniform(bound: 0.5), .normal(deviation: 0.1), .glorotUniform,
    .heNormal, .orthogonal,
  ]

  private let stream = RandomStream(seed: 3, purpose: .initialization, index: 0)
  private let shape: Shape = [60, 100]

  /// Each with its variance and its bound for [60, 100]: where it has none, one that holds.
  static let spread: [(initializer: Initializer, variance: Double, bound: Double)] = [
    (.uniform(bound: 0.5), 0.25 / 3, 0.5), (.normal(deviation: 0.1), 0.01, 0.5),
    (.glorotUniform, 0.0125, 0.193_65), (.heNormal, 0.02, 0.8), (.orthogonal, 0.01, 0.6),
  ]

  @Test(arguments: spread)
  func `numbers have mean 0, the right variance and stay within their bound`(
    initializer: Initializer, variance: Double, bound: Double
  ) {
    let numbers = (initializer.tensor(shape, from: stream) as Tensor<Double>).scalars
    let count = Double(numbers.count)
    let mean = numbers.reduce(0, +) / count
    let square = numbers.reduce(0) { $0 + $1 * $1 } / count
    // Five standard errors: of a mean √(v/n), of a variance at most v·√(2/n).
    #expect(abs(mean) < 5 * (variance / count).squareRoot())
    #expect(abs(square - variance) < 5 * variance * (2 / count).squareRoot())
    #expect(numbers.allSatisfy { abs($0) <= bound })
    #expect(numbers.contains { abs($0) > bound / 2 })
  }

  @Test func `zeros and constants are what they say`() {
    #expect((Initializer.zeros.tensor([3], from: stream) as Tensor<Float>).scalars == [0, 0, 0])
    let constant: Tensor<Float> = Initializer.constant(0.25).tensor([2, 1], from: stream)
    #expect(constant.scalars == [0.25, 0.25] && constant.shape == [2, 1])
  }

  @Test(arguments: [[1, 1], [7, 7], [30, 30], [12, 30], [30, 12], [1, 9], [9, 1]])
  func `an orthogonal matrix has orthonormal rows or columns, whichever are fewer`(
    extents: [Int]
  ) {
    let (rows, columns) = (extents[0], extents[1])
    let matrix: Tensor<Float> = Initializer.orthogonal.tensor(Shape(extents), from: stream)
    let (vectors, length) = (min(rows, columns), max(rows, columns))
    for i in 0..<vectors {
      for j in 0...i {
        let product = (0..<length).reduce(0.0) { sum, k in
          let (a, b) =
            rows <= columns ? (matrix[i, k], matrix[j, k]) : (matrix[k, i], matrix[k, j])
          return sum + Double(a) * Double(b)
        }
        // Rounding to Float of numbers whose squares sum to 1.
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-6, "vectors \(i) and \(j)")
      }
    }
  }

  @Test(arguments: all)
  func `the same stream gives the same bits, and Float is the rounded Double`(
    initializer: Initializer
  ) {
    let first: Tensor<Float> = initializer.tensor(shape, from: stream)
    let again: Tensor<Float> = initializer.tensor(shape, from: stream)
    let double: Tensor<Double> = initializer.tensor(shape, from: stream)
    #expect(first == again)
    #expect(first.scalars == double.scalars.map { Float($0) })
  }

  @Test(arguments: all.dropFirst(2))
  func `other seeds and other streams give other, uncorrelated numbers`(
    initializer: Initializer
  ) {
    func numbers(_ seed: UInt64, _ index: UInt64) -> [Double] {
      let stream = RandomStream(seed: seed, purpose: .initialization, index: index)
      return (initializer.tensor(shape, from: stream) as Tensor<Double>).scalars
    }
    let first = numbers(1, 0)
    let size = first.reduce(0) { $0 + $1 * $1 }
    for other in [numbers(2, 0), numbers(1, 1), numbers(1, 1 << 40)] {
      let product = zip(first, other).reduce(0) { $0 + $1.0 * $1.1 }
      // A correlation of n independent pairs is 0 ± 1/√n.
      #expect(abs(product / size) < 4 / Double(first.count).squareRoot())
    }
  }

  @Test func `a new network takes another stream for each weight and has no bias`() {
    var random = RandomSource(seed: 1)
    let rnn = RNN<Float>(inputSize: 8, hiddenSize: 8, layers: 2, random: &random)
    var again = RandomSource(seed: 1)
    #expect(
      RNN<Float>(inputSize: 8, hiddenSize: 8, layers: 2, random: &again).parameters.map(\.value)
        == rnn.parameters.map(\.value))
    let weights = rnn.parameters.filter { $0.name.hasPrefix("weight") }.map(\.value.scalars)
    #expect(weights.count == 4 && Set(weights).count == 4)
    let biases = rnn.parameters.filter { $0.name.hasPrefix("bias") }
    #expect(biases.count == 4 && biases.allSatisfy { $0.value.scalars.allSatisfy { $0 == 0 } })
  }

  @Test(arguments: [BuiltInCell.gru, .originalGRU, .lstm])
  func `each gate of a new network is orthogonal by itself`(cell: BuiltInCell) throws {
    var random = RandomSource(seed: 1)
    let rnn = RNN<Double>(cell, inputSize: 3, hiddenSize: 5, random: &random)
    let weight = try #require(rnn.layers[0].recurrentWeight)
    for gate in 0..<cell.gateCount {
      for (i, j) in (0..<5).flatMap({ i in (0..<5).map { (i, $0) } }) {
        let product = (0..<5).reduce(0) { $0 + weight[5 * gate + i, $1] * weight[5 * gate + j, $1] }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-14)
      }
    }
    // Glorot's bound for one gate, not for all of them together.
    let largest = rnn.layers[0].inputWeight.scalars.map(abs).max() ?? 0
    let bound = (6.0 / (3 + 5)).squareRoot()
    #expect(largest <= bound && largest > 0.8 * bound)
  }

  @Test func `a new LSTM remembers: the input bias of its forget gate is 1, all others are 0`() {
    var random = RandomSource(seed: 1)
    let rnn = RNN<Float>(.lstm, inputSize: 3, hiddenSize: 2, layers: 2, random: &random)
    for layer in rnn.layers {
      #expect(layer.inputBias.scalars == [0, 0, 1, 1, 0, 0, 0, 0])
      #expect(layer.recurrentBias?.scalars == Array(repeating: 0, count: 8))
    }
  }
}
