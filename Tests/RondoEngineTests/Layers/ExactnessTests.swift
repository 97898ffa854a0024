import TestSupport
import Testing

@testable import RondoEngine

/// The same bits for every number of threads and every batch.
struct ExactnessTests {
  @Test(arguments: RecurrentKind.all, [1, 2, 5, 9])
  func `outputs and gradients have the same bits with any number of threads`(
    kind: RecurrentKind, batch: Int
  ) {
    let single = RecurrentRun.numbers(kind, threads: 1, batch: batch)
    for threads in [2, 3, 8] {
      #expect(
        RecurrentRun.numbers(kind, threads: threads, batch: batch) == single, "\(threads) threads")
    }
  }

  @Test(arguments: RecurrentKind.all, [1, 2])
  func `a sequence alone gives the bits that it gives within a batch`(
    kind: RecurrentKind, layers: Int
  ) {
    var draw = Draw(seed: layers)
    let (rnn, state): (RNN<Float>, _) = draw.recurrent(
      kind, inputSize: 5, hiddenSize: 21, layers: layers, batch: 9)
    let ids = draw.ids(3 * 9, upTo: 5)
    let (tape, size) = (Tape<Float>(workers: Workers(threads: 2)), rnn.outputSize)
    let together = rnn.sequence(ids, on: tape, from: state).outputs.value.scalars
    for b in 0..<9 {
      let own = state.repeating(row: b, count: 1)
      let ownIds = (0..<3).map { ids[$0 * 9 + b] }
      let alone = rnn.sequence(ownIds, on: Tape(), from: own).outputs.value.scalars
      for t in 0..<3 {
        let start = (t * 9 + b) * size
        #expect(
          Array(alone[t * size..<(t + 1) * size]) == Array(together[start..<start + size]))
      }
    }
  }

  @Test(arguments: RecurrentKind.all)
  func `a tape used again gives the values and gradients of a new one`(kind: RecurrentKind) {
    var draw = Draw(seed: 5)
    var (rnn, state): (RNN<Float>, RNNState<Float>) = draw.recurrent(
      kind, inputSize: 5, hiddenSize: 7, layers: 2, batch: 2)
    state.reset(row: 0)
    let tape = Tape<Float>()
    func gradients(on tape: Tape<Float>, _ ids: [Int32]) -> [Float] {
      let result = tape.gradient(of: &rnn) { rnn in
        rnn.sequence(ids, on: tape, from: state).outputs.squared().sum()
      }
      return [result.loss] + rnn.parameters.flatMap { result.gradients[$0.value].scalars }
    }
    for ids in [[0, 1, 2, 3], [4, 4], [1, 2, 3, 4, 0, 5], [0, 1, 2, 3]] as [[Int32]] {
      #expect(gradients(on: tape, ids) == gradients(on: Tape(), ids))
    }
  }
}

extension EveryKernelVersion {
  @Test(arguments: RecurrentKind.all)
  func `a recurrent network has the same bits on every version`(kind: RecurrentKind) {
    let results = Self.results { RecurrentRun.numbers(kind, threads: 2, batch: 3) }
    for (version, numbers) in results {
      #expect(bitDifference(numbers, from: results[0].value) == nil, "\(version)")
    }
  }
}
