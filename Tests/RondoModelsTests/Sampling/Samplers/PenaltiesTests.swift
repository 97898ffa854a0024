import Testing

@testable import RondoModels

struct PenaltiesTests {
  private func logits(
    _ logits: [Float], after text: [Int32], prompt: [Int32] = [],
    _ change: (inout SamplingConfiguration) -> Void
  ) -> [Float] {
    var configuration = SamplingConfiguration()
    configuration.order = [.penalties]
    change(&configuration)
    var candidates = Candidates()
    candidates.load(logits[...])
    for var sampler in configuration.chain {
      sampler.read(prompt)
      for id in text { sampler.take(id) }
      sampler.apply(to: &candidates)
    }
    return candidates.logits
  }

  @Test func `repetition divides what is positive and multiplies the rest`() {
    let found = logits([3, -3, 0, 3], after: [0, 1, 1, 2]) { $0.repetitionPenalty = 2 }
    #expect(found == [1.5, -6, 0, 3])
  }

  @Test func `presence counts once and frequency each time`() {
    let found = logits([1, 1, 1], after: [0, 0, 0, 2]) {
      ($0.presencePenalty, $0.frequencyPenalty) = (0.5, 0.25)
    }
    #expect(found == [-0.25, 1, 0.25])
  }

  @Test(arguments: [(1, [0, 0, 1]), (3, [1, 0, 2]), (4, [2, 0, 2]), (50, [2, 1, 3])])
  func `only the window counts, the prompt with it`(window: Int, counts: [Int]) {
    for split in 0...6 {
      let text: [Int32] = [1, 2, 0, 2, 0, 2]
      let found = logits([0, 0, 0], after: Array(text[split...]), prompt: Array(text[..<split])) {
        ($0.frequencyPenalty, $0.penaltyWindow) = (1, window)
      }
      #expect(found == counts.map { -Float($0) }, "prompt of \(split)")
    }
  }

  @Test func `an unknown symbol of the prompt does no harm`() {
    let found = logits([1, 1], after: [], prompt: [2, 1]) { $0.presencePenalty = 1 }
    #expect(found == [1, 0])
  }
}
