import RondoEngine
import Testing

@testable import RondoModels

struct SymbolGeneratorTests {
  static let model = LanguageModel<Float>.drawn(vocabulary: 6, layers: 2, size: 1.5)
  static let configuration = SymbolChooserTests.sampling(0.9, topK: 5, topP: 0.95, seed: 7)
  static let prompts: [[Int32]] = [[], [3], [6], [0, 5, 6, 6, 1, 2]]

  /// Each symbol from the logits of the whole text so far, read anew on a tape.
  private func plainly(
    _ model: LanguageModel<Float>, _ prompt: [Int32], count: Int, sample: Int
  ) -> [Int32] {
    var (text, chooser) = (prompt, SymbolChooser(Self.configuration, sample: sample))
    for _ in 0..<count {
      let logits: [Float] =
        text.isEmpty
        ? model.output.bias.scalars
        : Tape<Float>().logits(of: model, after: text)
      text.append(Int32(chooser.next(logits[...]) ?? -1))
    }
    return Array(text.dropFirst(prompt.count))
  }

  /// So many samples of so many symbols that products and draws are really shared.
  @Test(arguments: [2, 3])
  func `samples do not depend on the number of threads`(threads: Int) {
    let model = LanguageModel<Float>.drawn(vocabulary: 70, layers: 1, size: 1.5)
    func drawn(_ workers: Workers) -> [[Int32]] {
      samples(
        SymbolGenerator(model, prompt: [3], count: 150, Self.configuration, workers: workers),
        count: 3)
    }
    #expect(drawn(Workers(threads: threads)) == drawn(.single))
  }

  private func samples(_ generator: SymbolGenerator, count: Int) -> [[Int32]] {
    let steps = (0..<count).map { _ in generator.next() }
    return steps[0].indices.map { sample in steps.map { $0[sample] } }
  }

  @Test(arguments: prompts)
  func `each symbol is drawn from the model's logits after all before it`(prompt: [Int32]) {
    let generator = SymbolGenerator(
      Self.model, prompt: prompt, count: 3, Self.configuration)
    let expected = (0..<3).map { plainly(Self.model, prompt, count: 12, sample: $0) }
    #expect(samples(generator, count: 12) == expected)
    #expect(Set(expected).count == 3, "samples differ")
  }

  @Test(arguments: ArchitectureVariant.all)
  func `the same holds whatever the model is made of`(variant: ArchitectureVariant) {
    let model = LanguageModel<Float>.drawn(variant.architecture(vocabulary: 6), size: 1.5)
    for prompt in Self.prompts {
      let generator = SymbolGenerator(model, prompt: prompt, count: 2, Self.configuration)
      let expected = (0..<2).map { plainly(model, prompt, count: 8, sample: $0) }
      #expect(samples(generator, count: 8) == expected, "prompt \(prompt)")
    }
  }

  @Test(arguments: prompts)
  func `a sample is the same alone and in a batch of any size`(prompt: [Int32]) {
    func samples(_ count: Int, from first: Int = 0) -> [[Int32]] {
      self.samples(
        SymbolGenerator(
          Self.model, prompt: prompt, count: count, firstSample: first, Self.configuration),
        count: 30)
    }
    let all = samples(17)
    for count in [1, 2, 3, 8, 16] { #expect(samples(count) == Array(all[..<count])) }
    for sample in [0, 4, 16] { #expect(samples(1, from: sample) == [all[sample]]) }
    #expect(samples(5, from: 3) == Array(all[3..<8]))
  }

  @Test func `an unknown symbol is never drawn`() {
    let generator = SymbolGenerator(
      Self.model, prompt: [6], count: 20, SymbolChooserTests.sampling(100))
    let drawn = Set(samples(generator, count: 50).joined())
    #expect(drawn == Set(0..<6))
  }
}

extension Tape<Float> {
  /// The logits after the last symbol of a text read from the state of zeros.
  fileprivate func logits(of model: LanguageModel<Float>, after text: [Int32]) -> [Float] {
    withoutGradients {
      let state = model.rnn.initialState(batch: 1)
      let (logits, _) = model.logits(text, on: self, from: state)
      return logits.value.scalars.suffix(model.architecture.vocabularySize)
    }
  }
}
