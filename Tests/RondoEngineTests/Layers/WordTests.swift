import RondoNumerics
import Testing

@testable import RondoEngine

/// Words that one network makes of their characters, in sequences that another one reads.
struct WordTests {
  @Test func `the gradient goes through the words into the characters`() {
    var random = RandomSource(seed: 1)
    var model = WordNetwork(random: &random)
    let disagreement = GradientCheck.disagreement(of: &model) { model, tape in
      model([[0, 1], [2], [1, 1, 0]], texts: [[0, 2], [1], [2, 2]], on: tape)
    }
    #expect(disagreement == nil)
  }

  @Test func `a text has the same numbers alone, whatever other words there are`() {
    var random = RandomSource(seed: 2)
    let model = WordNetwork(random: &random)
    let together = model([[0, 1], [2], [1, 1, 0]], texts: [[0, 2], [1], [2, 2]], on: Tape())
    let alone = model([[1, 1, 0]], texts: [[0, 0]], on: Tape())
    #expect(together.value.scalars.suffix(4) == alone.value.scalars[...])
  }
}

private struct WordNetwork: Module {
  typealias Scalar = Double

  var characters: RNN<Double>
  var words: RNN<Double>

  init(random: inout RandomSource) {
    characters = RNN(inputSize: 3, hiddenSize: 2, bidirectional: true, random: &random)
    words = RNN(.gru, inputSize: 4, hiddenSize: 2, bidirectional: true, random: &random)
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Double>) {
    visitor.visit("characters", &characters)
    visitor.visit("words", &words)
  }

  /// One vector [texts, 4] for each text, whose words are indices of spellings.
  func callAsFunction(
    _ spellings: [[Int32]], texts: [[Int32]], on tape: Tape<Double>
  ) -> Variable<Double> {
    func padded(_ rows: [[Int32]], with id: Int) -> [Int32] {
      (0..<rows.map(\.count).max()!).flatMap { t in
        rows.map { t < $0.count ? $0[t] : Int32(id) }
      }
    }
    let (lengths, counts) = (spellings.map(\.count), texts.map(\.count))
    let read = characters.sequence(
      padded(spellings, with: 3), on: tape,
      from: characters.initialState(batch: spellings.count), lengths: lengths
    ).outputs
    let table = Readout(.last, of: characters)(read, lengths: lengths)
    let inputs = table.gather(padded(texts, with: spellings.count), batch: texts.count)
    let outputs = words.sequence(
      inputs, from: words.initialState(batch: texts.count), lengths: counts
    ).outputs
    return Readout(.max, of: words)(outputs, lengths: counts)
  }
}
