import RondoEngine
import RondoModels
import RondoNumerics
import TestSupport
import Testing

/// The part that all models share: sizes, zeros to be loaded, and the two ways of reading.
struct SequenceEncoderTests {
  static let inputs: [EncoderInput] = [
    .symbols(count: 7, embeddingSize: 0), .symbols(count: 7, embeddingSize: 3),
    .words(count: 5, embeddingSize: 3, characters: 4, characterSize: 2), .vectors(size: 4),
  ]

  static func architecture(_ input: EncoderInput, _ cell: BuiltInCell) -> EncoderArchitecture {
    EncoderArchitecture(
      input, cell: cell, hiddenSize: 3, layers: 2, isBidirectional: cell != .lstm,
      hasSkipConnections: cell == .lstm)
  }

  @Test(arguments: inputs, BuiltInCell.allCases)
  func `an architecture counts the parameters of its encoder`(
    input: EncoderInput, cell: BuiltInCell
  ) {
    let architecture = Self.architecture(input, cell)
    var random = RandomSource(seed: 1)
    let drawn = SequenceEncoder<Float>(architecture, random: &random)
    let zeros = SequenceEncoder<Float>(zeros: architecture)
    #expect(Double(drawn.parameterCount) == architecture.parameterCount)
    #expect(drawn.rnn.outputSize == architecture.outputSize)
    #expect(zeros.layout == drawn.layout)
    #expect(zeros.parameters.allSatisfy { $0.value.scalars.allSatisfy { $0 == 0 } })
  }

  @Test(arguments: [0, 3])
  func `chunks of symbols and whole cases have the same bits`(embeddingSize: Int) {
    let architecture = Self.architecture(.symbols(count: 7, embeddingSize: embeddingSize), .lstm)
    var random = RandomSource(seed: 2)
    let encoder = SequenceEncoder<Float>(architecture, oneHot: true, random: &random)
    let ids: [Int32] = [3, 1, 4, 7, 5, 0]  // 7 is unknown
    let whole = encoder(SequenceBatch([SequenceInput(symbols: ids, unknown: 7)]), on: Tape())
    let start = encoder.rnn.initialState(batch: 1)
    let first = encoder(Array(ids[..<2]), on: Tape(), from: start)
    let second = encoder(Array(ids[2...]), on: Tape(), from: first.state.tensors)
    #expect(first.outputs.value.scalars + second.outputs.value.scalars == whole.value.scalars)
  }

  @Test(arguments: ReadoutKind.allCases)
  func `a readout to be loaded has the names and shapes of a drawn one`(kind: ReadoutKind) {
    var random = RandomSource(seed: 3)
    let rnn = RNN<Float>(.gru, inputSize: 2, hiddenSize: 3, bidirectional: true, random: &random)
    let zeros = Readout(zeros: kind, of: rnn)
    #expect(zeros.layout == Readout(kind, of: rnn, random: &random).layout)
    #expect(zeros.parameters.allSatisfy { $0.value.scalars.allSatisfy { $0 == 0 } })
  }
}
