import RondoNumerics
import Testing

@testable import RondoEngine

/// What a new network hears of its input.
struct RecurrentInitializationTests {
  @Test(arguments: [3, 3000])
  func `a one-hot symbol is heard alike, however many there are`(symbols: Int) {
    var random = RandomSource(seed: 1)
    let rnn = RNN<Float>(
      .gru, inputSize: symbols, oneHotInputs: true, hiddenSize: 40, layers: 2, random: &random)
    #expect((0.9..<1.1).contains(deviation(rnn.layers[0].inputWeight.scalars)))
    // Glorot's: 2 / (40 + 40).
    #expect((0.15..<0.17).contains(deviation(rnn.layers[1].inputWeight.scalars)))
  }

  @Test func `with skip connections the symbols' columns are, and those of the layer below not`() {
    var random = RandomSource(seed: 1)
    let rnn = RNN<Float>(
      .lstm, inputSize: 30, oneHotInputs: true, hiddenSize: 40, layers: 2, skipConnections: true,
      random: &random)
    let weight = rnn.layers[1].inputWeight
    #expect(weight.shape == [160, 70])
    let columns = { (range: Range<Int>) in
      deviation((0..<160).flatMap { row in range.map { weight[row, $0] } })
    }
    #expect((0.95..<1.05).contains(columns(0..<30)))
    #expect((0.15..<0.17).contains(columns(30..<70)))
  }

  @Test func `an embedding is heard as one-hot symbols are`() {
    var random = RandomSource(seed: 1)
    let embedding = Embedding<Float>(count: 100, size: 40, random: &random)
    #expect((0.95..<1.05).contains(deviation(embedding.weight.scalars)))
  }
}

private func deviation(_ numbers: [Float]) -> Float {
  (numbers.reduce(0) { $0 + $1 * $1 } / Float(numbers.count)).squareRoot()
}
