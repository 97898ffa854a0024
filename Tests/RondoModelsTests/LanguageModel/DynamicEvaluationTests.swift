import Foundation
import RondoFiles
import TestSupport
import Testing

@testable import RondoEngine
@testable import RondoLanguageModel
@testable import RondoModels

struct DynamicEvaluationTests {
  private static let model = LanguageModel<Float>.drawn(vocabulary: 5, hidden: 4, layers: 2)
  /// The id 5, an unknown symbol, is among them.
  private static let text = drawnIDs(47, below: 6, seed: 3)

  private static func dynamic(
    rate: Double = 0.05, decay: Double = 0.02, segment: Int = 4
  ) -> DynamicEvaluation {
    var result = DynamicEvaluation()
    (result.rate, result.decay, result.segment) = (rate, decay, segment)
    return result
  }

  private func costs(
    _ text: [Int32] = text, _ dynamic: DynamicEvaluation? = dynamic(), threads: Int = 1
  ) throws -> [Double] {
    let tape = Tape<Float>(workers: Workers(threads: threads))
    return try Self.model.predictions(of: text, dynamic: dynamic, on: tape).nats
  }

  @Test func `no symbol's cost depends on itself or what follows`() throws {
    let whole = try costs()
    for length in [1, 4, 5, 6, 9, 20] {
      #expect(try costs(Array(Self.text[..<length])) == Array(whole[..<length]))
      let other = Self.text[..<length] + Self.text[length...].reversed()
      #expect(try costs(Array(other))[..<length] == whole[..<length])
    }
  }

  @Test func `without steps and in the first segment costs are the trained model's`() throws {
    let still = Self.model.losses(ofTexts: [Self.text], on: Tape())[0]
    #expect(try costs(Self.text, nil) == still)
    #expect(try costs(Self.text, Self.dynamic(rate: 0, decay: 0)) == still)
    let moved = try costs()
    #expect(moved[..<5] == still[..<5] && moved[5...] != still[5...])
  }

  @Test func `the model given stays as it is`() throws {
    let bits = Self.model.bits
    _ = try costs()
    #expect(Self.model.bits == bits)
  }

  @Test(arguments: [2, 3]) func `any number of threads gives the same bits`(threads: Int) throws {
    #expect(try costs(threads: threads) == costs())
  }

  @Test func `a text that repeats itself is learnt`() throws {
    let text = (0..<200).map { [0, 3, 1, 4, 2][$0 % 5] as Int32 }
    let still = try costs(text, nil)[100...].reduce(0, +) / 100
    let moved = try costs(text)[100...].reduce(0, +) / 100
    #expect(moved < 0.5 * still, "\(moved) after \(still)")
  }

  @Test func `a text unlike everything trained on costs little more than chance`() throws {
    let text = drawnIDs(2000, below: 5, seed: 9)
    let costs = try costs(text, Self.dynamic(rate: 0.01, decay: 0.003, segment: 8))
    #expect(costs.reduce(0, +) / 2000 < 1.2 * log(5))
  }

  @Test func `numbers that are no longer finite are an error that names the place`() throws {
    #expect(throws: DynamicEvaluationError.self) {
      _ = try costs(Self.text, Self.dynamic(rate: 1e38))
    }
    let error = DynamicEvaluationError(symbol: 7)
    #expect("\(error)".contains("symbol 7: try a lower rate"))
    #expect(error.remedies == [.dynamicRate] && error.category == .diverged)
  }

  /// The whole procedure with numerical gradients of plain loops in `Double`.
  ///
  /// Float rounds each cost by some 1e-7, and the steps of eleven segments add up such differences.
  @Test func `costs agree with plain loops and central differences`() throws {
    let sample = drawnIDs(12, below: 5, seed: 8)
    let dynamic = Self.dynamic()
    let found = try Self.model.predictions(
      of: Self.text, alternatives: 0, end: 0, segment: dynamic.segment, on: Tape()
    ) { model in
      var statistics = GradientStatistics<Float>()
      let tape = Tape<Float>()
      let state = model.encoder.rnn.initialState(batch: 1)
      statistics.add(
        tape.gradient(of: &model) { model in
          model.logits(Array(sample.dropLast()), on: tape, from: state).logits
            .crossEntropy(Array(sample.dropFirst()))
        }.gradients)
      return Adaptation(of: &model, statistics, rate: dynamic.rate, decay: dynamic.decay)
    }
    let expected = DynamicReference(Self.model, sample).costs(of: Self.text, dynamic)
    #expect(zip(found.nats, expected).allSatisfy { abs($0 - $1) < 2e-4 })
    #expect(found.nats.count == expected.count)
  }

  @Test func `usual gradients found in batches are those of single segments`() throws {
    let dynamic = Self.dynamic(segment: 6)
    var model = Self.model
    let batched = dynamic.statistics(of: &model, on: Tape()).rootMeanSquares.scalars
    let tape = Tape<Float>()
    let generator = SymbolGenerator(model, prompt: [5], count: DynamicEvaluation.texts)
    let drawn = (0..<DynamicEvaluation.segments * 6).map { _ in generator.next() }
    var single = GradientStatistics<Float>()
    for text in 0..<DynamicEvaluation.texts {
      let ids = [5] + drawn.map { $0[text] }
      var state = model.encoder.rnn.initialState(batch: 1)
      for begin in stride(from: 0, to: ids.count - 1, by: 6) {
        single.add(
          tape.gradient(of: &model) { model in
            let (logits, next) = model.logits(Array(ids[begin..<begin + 6]), on: tape, from: state)
            state = next.tensors
            return logits.crossEntropy(Array(ids[begin + 1...begin + 6]))
          }.gradients)
      }
    }
    #expect(single.count == DynamicEvaluation.texts * DynamicEvaluation.segments)
    // The mean square of 32 normal numbers is off by a quarter or so: by less in the middle of all
    // parameters, and by more at the ends.
    let ratios = zip(batched, single.rootMeanSquares.scalars).map { $0 / $1 }.sorted()
    #expect(abs(ratios[ratios.count / 2] - 1) < 0.1, "\(ratios)")
    #expect(ratios.first! > 0.4 && ratios.last! < 2.5, "\(ratios)")
  }
}
