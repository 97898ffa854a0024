import RondoEngine
import RondoNumerics
import Testing

@testable import RondoModels

struct ConvolutionalEncoderTests {
  private static func architecture(layers: Int = 1, stride: Int = 1) -> ConvolutionArchitecture {
    var result = ConvolutionArchitecture(filters: 6, layers: layers)
    (result.channels, result.dilations, result.stride, result.width) = (2, 2, stride, 3)
    return result
  }

  private static func drawn(_ count: Int) -> [SequenceInput] {
    (0..<count).map { index in
      let stream = RandomStream(seed: 3, purpose: .general, index: UInt64(index))
      let length = 20 - 3 * index
      return SequenceInput(
        vectors: (0..<2 * length).map { Float(stream.normal(at: UInt64($0))) }, size: 2)
    }
  }

  private static func encoder<Scalar: TensorScalar>(
    _ type: Scalar.Type, layers: Int = 1, stride: Int = 1
  ) -> ConvolutionalEncoder<Scalar> {
    var random = RandomSource(seed: 1)
    var encoder = ConvolutionalEncoder<Scalar>(
      architecture(layers: layers, stride: stride), random: &random)
    encoder.adapt(to: drawn(4), seed: 2)
    return encoder
  }

  @Test func `a filter begins as three weights of 2 and six of -1 on one channel`() {
    var random = RandomSource(seed: 1)
    let encoder = ConvolutionalEncoder<Float>(Self.architecture(), random: &random)
    for filters in encoder.filters {
      let rows = filters.weight.scalars
      for filter in 0..<3 {
        let channels = (0..<2).map { channel in
          rows[(filter * 2 + channel) * 9..<(filter * 2 + channel + 1) * 9].sorted()
        }
        #expect(channels.contains([-1, -1, -1, -1, -1, -1, 2, 2, 2]))
      }
    }
  }

  @Test(arguments: [0, 1, 2], [1, 3])
  func `adapted to the cases that it is given, its vectors have mean 0 and deviation 1`(
    layers: Int, stride: Int
  ) {
    let encoder = Self.encoder(Float.self, layers: layers, stride: stride)
    let vectors = encoder(SequenceBatch(Self.drawn(4)), on: Tape()).value
    let size = encoder.architecture.outputSize
    #expect(vectors.shape == [4, size])
    for column in 0..<size {
      let values = (0..<4).map { Double(vectors.scalars[$0 * size + column]) }
      let mean = values.reduce(0, +) / 4
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4
      #expect(abs(mean) < 1e-4 && variance < 1.01)
      // A filter whose outputs hardly vary between cases is not magnified beyond its limit.
      #expect(abs(variance - 1) < 1e-3 || encoder.scale.scalars[column] > 9.9)
    }
  }

  @Test(arguments: [1, 2])
  func `a case has the same bits alone and beside longer ones`(stride: Int) {
    let encoder = Self.encoder(Float.self, layers: 2, stride: stride)
    let cases = Self.drawn(4)
    let together = encoder(SequenceBatch(cases), on: Tape(workers: Workers(threads: 3))).value
    for (row, item) in cases.enumerated() {
      let alone = encoder(SequenceBatch([item]), on: Tape()).value.scalars
      let size = alone.count
      #expect(
        alone.map(\.bitPattern)
          == together.scalars[row * size..<(row + 1) * size].map(\.bitPattern))
    }
  }

  @Test func `gradients are those of central differences`() {
    var encoder = Self.encoder(Double.self, layers: 1, stride: 2)
    // A quantile of the outputs is 0, where the positive part has a corner.
    encoder.mapParameters { name, value in
      name.hasSuffix("bias") ? Tensor(value.scalars.map { $0 + 0.003 }, shape: value.shape) : value
    }
    let cases = Array(Self.drawn(3))
    func loss(_ encoder: ConvolutionalEncoder<Double>, on tape: Tape<Double>) -> Variable<Double> {
      (encoder(SequenceBatch(cases), on: tape) * 0.1).tanh().squared().sum()
    }
    let tape = Tape<Double>()
    let gradients = tape.gradient(of: &encoder) { loss($0, on: tape) }.gradients
    let parameters = encoder.parameters
    var checked = 0
    for (name, value) in parameters {
      let own = gradients[value]
      for index in stride(from: 0, to: value.count, by: 7) {
        let step = 1e-6
        let sides = [step, -step].map { change in
          var copy = encoder
          copy.mapParameters { other, present in
            guard other == name else { return present }
            var scalars = present.scalars
            scalars[index] += change
            return Tensor(scalars, shape: present.shape)
          }
          return loss(copy, on: Tape()).value.scalars[0]
        }
        let expected = (sides[0] - sides[1]) / (2 * step)
        #expect(abs(own.scalars[index] - expected) < 1e-6 + 1e-5 * abs(expected))
        checked += 1
      }
    }
    #expect(checked > 30)
  }

  @Test(arguments: [(4, 1, 1), (30, 2, 1), (150, 5, 1), (1000, 7, 5), (5000, 8, 25)])
  func `dilations reach the length, and positions are about 200`(
    length: Int, dilations: Int, stride: Int
  ) {
    var architecture = ConvolutionArchitecture(filters: 8)
    architecture.fit(length: length)
    #expect(architecture.dilations == dilations && architecture.stride == stride)
    #expect(architecture.positions(of: length) <= 200)
  }
}
