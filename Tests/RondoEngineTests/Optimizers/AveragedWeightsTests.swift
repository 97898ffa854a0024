import TestSupport
import Testing

@testable import RondoEngine

struct AveragedWeightsTests {
  @Test func `the average is that of its equation, and the first models are soon forgotten`() {
    var average = AveragedWeights<Double>(decay: 0.5)
    var expected = [0.0, 0]
    for t in 0..<12 {
      var model = Weights<Double>(w: Tensor([Double(t * t), 1 - Double(t)]))
      average.add(&model, count: t)
      let d = min(0.5, Double(1 + t) / Double(10 + t))
      let w = model.w.scalars
      expected = t == 0 ? w : zip(expected, w).map { d * $0 + (1 - d) * $1 }
      // A rounding or two a step of numbers up to 121.
      let found = average.applied(to: model).w.scalars
      #expect(difference(found, from: expected, absolute: 1e-12, relative: 1e-12) == nil)
    }
  }

  @Test func `an average leaves the model alone, and models made of it stay as they are`() {
    var model = Weights<Float>(w: Tensor([1, 2]))
    var average = AveragedWeights<Float>(decay: 0.9)
    #expect(average.applied(to: model).w.scalars == [1, 2])
    average.add(&model, count: 0)
    let first = average.applied(to: model)
    model.w = Tensor([5, 6])
    average.add(&model, count: 1)
    #expect(model.w.scalars == [5, 6] && first.w.scalars == [1, 2])
    #expect(average.applied(to: model).w.scalars != [1, 2])
  }

  @Test func `threads and going on from a stored value change no bits`() {
    var draw = Draw(seed: 4)
    let models = (0..<4).map { _ in Weights<Float>(w: draw.tensor([100_003])) }
    func average(threads: Int, storedAfter: Int) -> [Float] {
      var average = AveragedWeights<Float>(decay: 0.9)
      for (t, model) in models.enumerated() {
        var model = model
        average.add(&model, count: t, workers: Workers(threads: threads))
        if t == storedAfter {
          average = AveragedWeights(decay: 0.9, value: Tensor(average.value!.scalars))
        }
      }
      return average.value!.scalars
    }
    let single = average(threads: 1, storedAfter: -1)
    #expect(average(threads: 3, storedAfter: 1) == single)
    #expect(average(threads: 2, storedAfter: 2) == single)
  }
}
