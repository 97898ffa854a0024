import RondoEngine
import RondoNumerics

@testable import RondoClassifier
@testable import RondoModels

/// The parts of a classifier apart from its sizes, for tests that all of them must pass.
struct ClassifierVariant: Sendable, CustomStringConvertible {
  var input: EncoderInput
  var cell = BuiltInCell.tanh
  var isBidirectional = false
  var readout = ReadoutKind.last
  var layers = 1
  var convolution = ConvolutionArchitecture()

  static let all: [ClassifierVariant] = [
    .init(input: .symbols(count: 5, embeddingSize: 0)),
    .init(input: .symbols(count: 5, embeddingSize: 3), cell: .lstm, readout: .mean, layers: 2),
    .init(
      input: .words(count: 5, embeddingSize: 3, characters: 4, characterSize: 2), cell: .gru,
      isBidirectional: true),
    .init(
      input: .words(count: 5, embeddingSize: 2, characters: 4, characterSize: 3), readout: .mean),
    .init(input: .vectors(size: 2), cell: .gru, isBidirectional: true, readout: .mean, layers: 2),
    .init(input: .vectors(size: 2), cell: .lstm, isBidirectional: true),
    .init(input: .vectors(size: 3), readout: .max),
    .init(input: .vectors(size: 3), cell: .gru, isBidirectional: true, readout: .concat),
    .init(
      input: .vectors(size: 3), cell: .gru, readout: .mean,
      convolution: ConvolutionArchitecture(filters: 5, channels: 3, dilations: 2, layers: 2)),
    .init(input: .symbols(count: 6, embeddingSize: 2), isBidirectional: true, readout: .attention),
  ]

  var description: String {
    "\(input) \(cell) \(readout) × \(layers)\(isBidirectional ? " in both directions" : "")"
  }

  var architecture: ClassifierArchitecture {
    var result = ClassifierArchitecture(
      input, outputs: 3, cell: cell, hiddenSize: 4, layers: layers)
    (result.isBidirectional, result.readout) = (isBidirectional, readout)
    result.convolution = convolution
    return result
  }

  /// A network whose every parameter is drawn from ±0.8.
  var network: SequenceClassifier<Float> {
    var network = SequenceClassifier<Float>(architecture, seed: 1)
    var source = RandomSource(seed: 7, purpose: .general)
    network.mapParameters { _, present in
      Initializer.uniform(bound: 0.8).tensor(present.shape, from: source.next())
    }
    return network
  }

  /// Cases of 1 to `longest` steps, drawn.
  func cases(_ count: Int, longest: Int = 9) -> [SequenceInput] {
    (0..<count).map { index in
      let stream = RandomStream(seed: 3, purpose: .general, index: UInt64(index))
      let length = 1 + stream.integer(below: longest, at: 0)
      func ids(_ count: Int, below bound: Int, from place: Int) -> [Int32] {
        (0..<count).map { Int32(stream.integer(below: bound, at: UInt64(place + $0))) }
      }
      switch input {
      case .symbols(let symbols, _):
        return SequenceInput(
          symbols: ids(length, below: symbols + 1, from: 1), unknown: Int32(symbols))
      case .words(let words, _, let characters, _):
        return SequenceInput(
          words: ids(length, below: words + 1, from: 1),
          characters: (0..<length).map { word in
            let size = stream.integer(below: 4, at: UInt64(100 + word))
            return ids(size, below: characters + 1, from: 200 + 8 * word)
          }, unknown: Int32(words), unknownCharacter: Int32(characters))
      case .vectors(let size):
        let numbers = (0..<length * size).map { Float(stream.normal(at: UInt64(1 + $0))) }
        return SequenceInput(vectors: numbers, size: size)
      }
    }
  }
}

extension ConvolutionArchitecture {
  /// Convolutions at every sample.
  init(filters: Int, channels: Int, dilations: Int, layers: Int) {
    self.init(filters: filters, layers: layers)
    (self.channels, self.dilations, stride, width) = (channels, dilations, 1, 3)
  }
}
