import Rondo

/// One training step of a character language model: forward, loss, backpropagation through time,
/// clipping, Adam.
struct TrainingStep {
  let cell: BuiltInCell
  let batch: Int
  let steps: Int
  let hidden: Int
  let layers: Int
  let vocabulary: Int

  /// Number of floating-point operations in a step: products only, as one-hot input needs none.
  var operations: Double {
    let products = cell.hasRecurrentWeights ? 2 * layers - 1 : layers - 1
    let recurrent = cell.gateCount * hidden * products
    return Double(batch * steps) * 6 * Double(hidden) * Double(recurrent + vocabulary)
  }

  func measure(threads: Int, budget: Double) -> Measurement {
    var model = LanguageModel<Float>(
      .init(cell: cell, vocabularySize: vocabulary, hiddenSize: hidden, layers: layers), seed: 1)
    var optimizer = Optimizer<Float>(Adam(), learningRate: 0.001)
    let tape = Tape<Float>(workers: Workers(threads: threads))
    let stream = RandomStream(seed: 1, purpose: .general)
    func ids(_ from: Int) -> [Int32] {
      (0..<batch * steps).map {
        Int32(stream.integer(below: vocabulary, at: UInt64(from + $0)))
      }
    }
    let (inputs, targets) = (ids(0), ids(batch * steps))
    var state = model.encoder.rnn.initialState(batch: batch)
    return Measurement(budget: budget) {
      let before = state
      let (_, gradients) = tape.gradient(of: &model) { model in
        let (logits, after) = model.logits(inputs, on: tape, from: before)
        state = after.tensors
        return logits.crossEntropy(targets)
      }
      optimizer.update(&model, along: gradients.clipped(toNorm: 5))
    }
  }
}
