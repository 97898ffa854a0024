import Testing

@testable import RondoEngine

/// What dropout keeps, and what its masks depend on.
struct DropoutTests {
  private let rates = DropoutRates(outputs: 0.4, symbols: 0.25, recurrentWeights: 0.3)

  private func mask(
    _ probability: Double = 0.5, _ pattern: DropoutMask.Pattern = .elements, index: UInt64 = 0
  ) -> DropoutMask {
    DropoutMask(
      probability, pattern, random: RandomStream(seed: 1, purpose: .dropout, index: index))
  }

  /// Ones, dropped.
  private func factors(_ mask: DropoutMask, _ shape: Shape) -> [Float] {
    Tape<Float>().constant(Tensor(repeating: 1, shape: shape)).dropout(mask).value.scalars
  }

  @Test(arguments: [0.05, 0.4, 0.5, 0.9])
  func `the part that is dropped is the probability, and the mean stays`(probability: Double) {
    let found = factors(mask(probability), [20, 10, 100])
    let kept = Double(found.count { $0 > 0 }) / 20_000
    // Four standard errors.
    let error = 4 * (probability * (1 - probability) / 20_000).squareRoot()
    #expect(abs(kept - (1 - probability)) < error)
    let scale = Float(65536 / (65536 * (1 - probability)).rounded())
    #expect(Set(found) == [0, scale])
  }

  @Test func `neighbours in time, batch and unit are dropped independently`() {
    let shape: Shape = [10, 20, 100]
    let found = factors(mask(0.5), shape).map { $0 > 0 ? 1.0 : -1.0 }
    for distance in [1, 16, 100, 2000] {
      let pairs = zip(found, found.dropFirst(distance)).map { $0 * $1 }
      let mean = pairs.reduce(0, +) / Double(pairs.count)
      #expect(abs(mean) < 4 / Double(pairs.count).squareRoot(), "distance \(distance)")
    }
  }

  @Test func `a mask without probability is no operation`() {
    let x = Tape<Float>().constant(Tensor([1, 2, 3]))
    #expect(x.dropout(nil).operation === x.operation)
    #expect(x.dropout(mask(0)).operation === x.operation)
    #expect(Dropout(DropoutRates(), seed: 1, step: 1).mask(.symbols) == nil)
  }

  @Test func `variational masks are the same at all times and differ between sequences`() {
    let found = factors(mask(0.5, .sequences), [3, 2, 50])
    #expect(Array(found[..<100]) == Array(found[100..<200]))
    #expect(Array(found[..<100]) == Array(found[200...]))
    #expect(Array(found[..<50]) != Array(found[50..<100]))
  }

  @Test func `a sequence's mask does not depend on how many are beside it`() {
    let (few, many) = (factors(mask(), [3, 4, 20]), factors(mask(), [3, 9, 20]))
    for t in 0..<3 {
      let (first, second) = (t * 4 * 20, t * 9 * 20)
      #expect(Array(few[first..<first + 80]) == Array(many[second..<second + 80]))
    }
  }

  @Test func `seeds, steps, networks and places have masks of their own`() {
    var dropouts = [(1, 0), (2, 0), (1, 1), (1, 1 << 39)].map {
      Dropout(DropoutRates(outputs: 0.5, recurrentWeights: 0.5), seed: UInt64($0.0), step: $0.1)
    }
    dropouts.append(dropouts[0])
    dropouts[4].network = 1
    let places = (0..<3).flatMap { layer -> [Dropout.Place] in
      [.outputs(layer: layer), .recurrentWeight(layer: layer)]
    }
    let all = dropouts.flatMap { dropout in
      places.map { factors(dropout.mask($0)!, [4, 40]) }
    }
    #expect(Set(all).count == 30)
  }

  @Test func `input vectors have the place after the layers'`() {
    let dropout = Dropout(rates, seed: 1, step: 5)
    #expect(dropout.mask(.inputs(layers: 2)) == dropout.mask(.outputs(layer: 2)))
    #expect(dropout.mask(.inputs(layers: 2)) != dropout.mask(.outputs(layer: 1)))
  }

  @Test(arguments: RecurrentKind.all, [false, true])
  func `a network with dropout has the gradient of central differences`(
    kind: RecurrentKind, isVariational: Bool
  ) {
    var draw = Draw(seed: 22)
    var (rnn, state): (RNN<Double>, RNNState<Double>) = draw.recurrent(
      kind, inputSize: 3, hiddenSize: 4, layers: 2, batch: 2)
    var rates = rates
    rates.isVariational = isVariational
    let dropout = Dropout(rates, seed: 1, step: 3)
    let ids = draw.ids(3 * 2, upTo: 3)
    let disagreement = GradientCheck.disagreement(of: &rnn) { rnn, tape in
      rnn.sequence(ids, on: tape, from: state, dropout: dropout).outputs
        .dropout(dropout.mask(.outputs(layer: 1)))
    }
    #expect(disagreement == nil, "ids \(ids)")
  }

  @Test func `dropped symbols of a table and of one-hot vectors are the same ones`() {
    let dropout = Dropout(DropoutRates(symbols: 0.5), seed: 1, step: 2)
    var random = RandomSource(seed: 1)
    let rnn = RNN<Float>(inputSize: 40, hiddenSize: 5, random: &random)
    let ids = (0..<40).map { Int32($0) }
    let tape = Tape<Float>()
    let start = rnn.initialState(batch: 40)
    let direct = rnn.sequence(ids, on: tape, from: start, dropout: dropout).outputs.value
    let table = tape.constant(oneHot(ids, batch: 40, size: 40).reshaped(to: [40, 40]))
      .dropout(dropout.mask(.symbols)).gather(ids).reshaped(to: [1, 40, 40])
    let embedded = rnn.sequence(table, from: start).outputs.value
    #expect(difference(direct.scalars, from: embedded.scalars, absolute: 1e-6, relative: 0) == nil)
    let dropped = (0..<40).filter { direct[0, $0, 0] == 0 }
    #expect((10...30).contains(dropped.count), "about half of them, whose bias is zero")
  }
}

extension ExactnessTests {
  static let dropouts = [false, true].map {
    Dropout(
      DropoutRates(outputs: 0.4, isVariational: $0, symbols: 0.25, recurrentWeights: 0.3),
      seed: 1, step: 9)
  }

  @Test(arguments: RecurrentKind.all, dropouts)
  func `dropout has the same bits with any number of threads`(
    kind: RecurrentKind, dropout: Dropout
  ) {
    for batch in [2, 16] {
      let single = RecurrentRun.numbers(kind, threads: 1, batch: batch, dropout: dropout)
      #expect(single != RecurrentRun.numbers(kind, threads: 1, batch: batch))
      for threads in [2, 3] {
        #expect(
          RecurrentRun.numbers(kind, threads: threads, batch: batch, dropout: dropout) == single)
      }
    }
  }
}

extension EveryKernelVersion {
  @Test(arguments: RecurrentKind.all, ExactnessTests.dropouts)
  func `a network with dropout has the same bits on every version`(
    kind: RecurrentKind, dropout: Dropout
  ) {
    let results = Self.results {
      RecurrentRun.numbers(kind, threads: 2, batch: 3, dropout: dropout)
    }
    for (version, numbers) in results {
      #expect(bitDifference(numbers, from: results[0].value) == nil, "\(version)")
    }
  }
}
