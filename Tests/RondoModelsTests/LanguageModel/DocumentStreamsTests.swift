import RondoData
import RondoEngine
import RondoEvaluation
import RondoText
import TestSupport
import Testing

@testable import RondoLanguageModel
@testable import RondoModels

/// Documents of some lengths, as ids with a border (0) before the first and after each.
func documentIDs(_ lengths: [Int], below bound: Int = 5, seed: UInt64 = 1) -> [Int32] {
  let all = drawnIDs(lengths.reduce(0, +), below: bound - 1, seed: seed).map { $0 + 1 }
  var (ids, start): ([Int32], Int) = ([0], 0)
  for length in lengths {
    ids += all[start..<start + length] + [0]
    start += length
  }
  return ids
}

struct DocumentStreamsTests {
  static let cases: [[Int]] = [
    [3], [3, 1], [1, 1, 1, 1, 1, 1], [5, 2, 9, 4, 1, 1, 7, 3, 2, 6, 8, 2],
    Array(repeating: 4, count: 60), (1...40).map { 1 + $0 * 7 % 13 }, [200, 3, 3, 3, 50, 1],
  ]

  @Test(arguments: cases, [1, 2, 3, 5])
  func `each symbol and each end is predicted once, from what is before it in its stream`(
    lengths: [Int], batch: Int
  ) {
    let ids = documentIDs(lengths)
    guard ids.count > batch else { return }
    let streams = TextStreams(IDSequence(ids), batch: batch, chunkLength: 3, border: 0)
    var rows = [[(input: Int32, target: Int32)]](repeating: [], count: batch)
    for index in 0..<streams.chunkCount {
      let (inputs, targets) = streams.chunk(index)
      for (k, pair) in zip(inputs, targets).enumerated() { rows[k % batch].append(pair) }
    }
    // Padding stands behind everything else.
    let kept = rows.map { row in row.prefix { $0.target >= 0 } }
    #expect(zip(kept, rows).allSatisfy { $1.dropFirst($0.count).allSatisfy { $0.target == -1 } })
    #expect(kept.flatMap { $0 }.map(\.target) == Array(ids.dropFirst()))
    #expect(kept.flatMap { $0 }.map(\.input) == Array(ids.dropLast()))
  }

  @Test(arguments: [1, 2, 3, 5, 8])
  func `streams of short documents begin with a border`(batch: Int) {
    let ids = documentIDs((1...200).map { 1 + $0 * 7 % 5 })
    let streams = TextStreams(IDSequence(ids), batch: batch, chunkLength: 7, border: 0)
    #expect(streams.chunk(0).inputs.prefix(batch).allSatisfy { $0 == 0 })
    let fair = Double(ids.count) / Double(batch)
    #expect(Double(streams.streamLength) < 1.2 * fair)
  }

  @Test func `a document longer than the streams is cut where a text would be`() {
    let ids = documentIDs([100])
    let streams = TextStreams(IDSequence(ids), batch: 4, chunkLength: 50, border: 0)
    #expect(streams.streamLength == 26)
    #expect(streams.chunk(0).inputs.prefix(4).elementsEqual([0, 25, 50, 75].map { ids[$0] }))
  }

  /// All parameters' slopes, in order, times a number.
  private func gradient(
    _ model: LanguageModel<Double>, times factor: Double,
    _ loss: (borrowing LanguageModel<Double>, Tape<Double>) -> Variable<Double>
  ) -> [Double] {
    var model = model
    let tape = Tape<Double>()
    let (_, gradients) = tape.gradient(of: &model) { loss($0, tape) }
    return model.parameters.flatMap { gradients[$0.value].scalars.map { $0 * factor } }
  }

  @Test(arguments: ArchitectureVariant.all)
  func `the packed gradient is the sum over the documents, each alone`(
    variant: ArchitectureVariant
  ) {
    let lengths = [3, 1, 4, 2, 2, 5, 1, 3, 2, 4, 3, 1, 2, 3, 1, 2]
    let ids = documentIDs(lengths, below: 6)
    let model = LanguageModel<Double>.drawn(variant.architecture(vocabulary: 6), size: 0.5)
    let streams = TextStreams(IDSequence(ids), batch: 3, chunkLength: 100, border: 0)
    let (inputs, targets) = streams.chunk(0)
    #expect(streams.chunkCount == 1 && targets.contains(-1))
    let packed = gradient(model, times: Double(ids.count - 1)) { model, tape in
      model.logits(
        inputs, on: tape, from: model.encoder.rnn.initialState(batch: 3),
        resets: DocumentCuts.resets(before: inputs, border: 0)
      ).logits.crossEntropy(targets)
    }
    var sum = [Double](repeating: 0, count: packed.count)
    var start = 0
    for length in lengths {
      let (read, wanted) = (
        Array(ids[start...start + length]), Array(ids[start + 1...start + length + 1])
      )
      let own = gradient(model, times: Double(length + 1)) { model, tape in
        model.logits(read, on: tape, from: model.encoder.rnn.initialState(batch: 1)).logits
          .crossEntropy(wanted)
      }
      for k in sum.indices { sum[k] += own[k] }
      start += length + 1
    }
    // Sums of up to 60 numbers of about 1, in another order.
    for (a, b) in zip(packed, sum) { #expect(abs(a - b) <= 1e-12 * (1 + abs(b))) }
    #expect(packed.contains { abs($0) > 0.1 })
  }

  @Test(arguments: [1, 2, 3, 4, 50])
  func `validation costs what the documents cost alone, in any number of streams`(streams: Int) {
    let lengths = (1...30).map { 1 + $0 * 5 % 7 }
    let (before, ids) = (documentIDs([4, 2], seed: 3), documentIDs(lengths).dropFirst())
    let model = LanguageModel<Float>.drawn(vocabulary: 5, hidden: 4)
    let text = ValidationText(
      IDSequence(ids), after: IDSequence(before),
      extent: TextExtent(symbols: ids.count, bytes: ids.count, graphemes: ids.count), border: 0)
    let found = text.loss(of: model, streams: streams, on: Tape())
    var expected = 0.0
    for document in ids.split(separator: 0, omittingEmptySubsequences: false).dropLast() {
      let costs = model.losses(ofTexts: [[0] + document + [0]], on: Tape())[0]
      expected += costs.dropFirst().reduce(0, +)
    }
    #expect(abs(found.nats * Double(ids.count) - expected) < 1e-9)
    let windowed = text.windowedNats(of: model, batch: 2, on: Tape())
    #expect(abs(windowed * Double(ids.count) - expected) < 1e-9)  // all are in one window
  }

  @Test func `a trainer's run over documents has the same bits on any number of threads`() throws {
    let ids = IDSequence(documentIDs((1...40).map { 1 + $0 * 7 % 9 }, below: 6))
    func trained(threads: Int) throws -> [UInt32] {
      var trainer = LanguageModelTrainer(
        .init(SmallRun.settings().architecture(vocabularySize: 6), seed: 1),
        on: TextStreams(ids, batch: 3, chunkLength: 5, border: 0), SmallRun.settings().training,
        totalSteps: 30, workers: Workers(threads: threads))
      for _ in 0..<30 { try trainer.advance() }
      return trainer.model.bits
    }
    #expect(try trained(threads: 1) == trained(threads: 2))
  }

  @Test func `no n-gram of the baseline reaches beyond a border`() {
    // After a border the text says which symbol follows only through the document before.
    let pairs = (0..<200).flatMap { (k: Int) -> [Int32] in [1 + Int32(k * k % 7 % 2), 0] }
    let ids = IDSequence([0] + pairs.flatMap { $0 == 0 ? [$0] : [$0, $0, $0] })
    let extent = TextExtent(symbols: ids.count, bytes: ids.count, graphemes: ids.count)
    let cut = BaselineReport.all(
      training: ids, validation: ids, extent: extent, vocabularySize: 3, border: 0)
    let joined = BaselineReport.all(
      training: ids, validation: ids, extent: extent, vocabularySize: 3)
    #expect(joined[1].loss.nats < cut[1].loss.nats)
    #expect(cut[0].loss == joined[0].loss)
    #expect(cut[1].loss.nats > 0.1)
  }
}
