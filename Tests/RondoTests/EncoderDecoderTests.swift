import Rondo
import Testing

#if DEBUG
  private let isOptimized = false
#else
  private let isOptimized = true
#endif

/// Networks that pass a state on, written with the public interface alone.
struct EncoderDecoderTests {
  /// Strings of 4 to 6 of the symbols 0 to 4, which the decoder writes backwards knowing nothing but
  /// the encoder's last state (Sutskever, Vinyals & Le 2014); 5 begins and ends a string.
  @Test func `an encoder and a decoder without attention turn a string round`() {
    struct Reverser: Module {
      typealias Scalar = Float
      var (encoder, decoder): (RNN<Float>, RNN<Float>)
      var output: Linear<Float>

      mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
        visitor.visit("encoder", &encoder)
        visitor.visit("decoder", &decoder)
        visitor.visit("output", &output)
      }

      func loss(of strings: [[Int32]], on tape: Tape<Float>) -> Variable<Float> {
        let targets = strings.map { $0.reversed() + [5] }
        let meaning = encoder.sequence(
          timeMajor(strings), on: tape, from: encoder.initialState(batch: strings.count),
          lengths: strings.map(\.count)
        ).state
        let outputs = decoder.sequence(
          timeMajor(targets.map { [5] + $0.dropLast() }), on: tape, from: meaning,
          lengths: targets.map(\.count)
        ).outputs
        return output(outputs).crossEntropy(timeMajor(targets))
      }
    }
    var random = RandomSource(seed: 1)
    var model = Reverser(
      encoder: RNN(.gru, inputSize: 5, hiddenSize: 48, random: &random),
      decoder: RNN(.gru, inputSize: 6, hiddenSize: 48, random: &random),
      output: Linear(inputs: 48, outputs: 6, random: &random))
    let loss = train(&model, steps: isOptimized ? 1000 : 30) { model, step, tape in
      model.loss(of: strings(32, step: step), on: tape)
    }
    #expect(loss < (isOptimized ? 0.05 : 1.65))  // knowing nothing costs log 6 = 1.79
  }

  /// Sine waves of any phase and of periods from 8 to 16 steps, of which two numbers are kept.
  @Test func `a recurrent autoencoder keeps a wave in two numbers`() {
    struct Autoencoder: Module {
      typealias Scalar = Float
      var (encoder, decoder): (RNN<Float>, RNN<Float>)
      var (narrow, wide, output): (Linear<Float>, Linear<Float>, Linear<Float>)

      mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
        visitor.visit("encoder", &encoder)
        visitor.visit("decoder", &decoder)
        visitor.visit("narrow", &narrow)
        visitor.visit("wide", &wide)
        visitor.visit("output", &output)
      }

      func callAsFunction(_ waves: Variable<Float>) -> Variable<Float> {
        let zeros = encoder.initialState(batch: waves.shape[1])
        let end = encoder.sequence(waves, from: zeros).state.hidden[0]
        let start = RecurrentVariables(hidden: [wide(narrow(end)).tanh()])
        let nothing = waves.tape.constant(Tensor(zeros: waves.shape))
        return output(decoder.sequence(nothing, from: start).outputs)
      }
    }
    var random = RandomSource(seed: 2)
    var model = Autoencoder(
      encoder: RNN(.gru, inputSize: 1, hiddenSize: 24, random: &random),
      decoder: RNN(.gru, inputSize: 1, hiddenSize: 24, random: &random),
      narrow: Linear(inputs: 24, outputs: 2, random: &random),
      wide: Linear(inputs: 2, outputs: 24, random: &random),
      output: Linear(inputs: 24, outputs: 1, random: &random))
    let loss = train(&model, steps: isOptimized ? 1000 : 30) { model, step, tape in
      let waves = tape.constant(waves(32, steps: 12, step: step))
      return model(waves).meanSquaredError(waves)
    }
    #expect(loss < (isOptimized ? 0.005 : 0.45))  // the waves' variance is 0.5
  }

  /// Trains with Adam; returns the mean loss of the last tenth of the steps.
  private func train<M: Module<Float>>(
    _ model: inout M, steps: Int, loss: (M, Int, Tape<Float>) -> Variable<Float>
  ) -> Float {
    let tape = Tape<Float>()
    var optimizer = Optimizer<Float>(Adam(), learningRate: 0.01)
    let losses = (0..<steps).map { step in
      let (loss, gradients) = tape.gradient(of: &model) { loss(copy $0, step, tape) }
      optimizer.update(&model, along: gradients.clipped(toNorm: 1))
      return loss
    }
    return losses.suffix(steps / 10).reduce(0, +) / Float(steps / 10)
  }

  private func strings(_ count: Int, step: Int) -> [[Int32]] {
    let stream = RandomStream(seed: UInt64(step), purpose: .general)
    return (0..<UInt64(count)).map { row in
      (0..<4 + UInt64(stream.integer(below: 3, at: 7 * row))).map {
        Int32(stream.integer(below: 5, at: 7 * row + 1 + $0))
      }
    }
  }

  /// [T, B, 1].
  private func waves(_ count: Int, steps: Int, step: Int) -> Tensor<Float> {
    let stream = RandomStream(seed: UInt64(step), purpose: .general)
    let numbers = (0..<steps * count).map { place in
      let row = UInt64(place % count)
      let period = 8 + 8 * stream.uniform(at: 2 * row + 1)
      let turns = stream.uniform(at: 2 * row) + Double(place / count) / period
      return Float(ReproducibleMath.sine(turns: turns))
    }
    return Tensor(numbers, shape: [steps, count, 1])
  }
}

/// The ids of rows time step by time step; −1 after a row's end.
private func timeMajor(_ rows: [[Int32]]) -> [Int32] {
  (0..<(rows.map(\.count).max() ?? 0)).flatMap { t in rows.map { t < $0.count ? $0[t] : -1 } }
}
