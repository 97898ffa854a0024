import RondoNumerics
import TestSupport
import Testing

@testable import RondoEngine

struct AdaptationTests {
  /// The steps of dynamic evaluation in plain loops of `Double`, from the equation alone.
  private static func reference(
    _ trained: [Double], statistics: [[Double]], gradients: [[Double]], rate: Double,
    decay: Double
  ) -> [Double] {
    let r = trained.indices.map { i in
      (statistics.reduce(0) { $0 + $1[i] * $1[i] } / Double(statistics.count)).squareRoot()
    }
    let mean = r.reduce(0, +) / Double(r.count)
    let usual = r.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return gradients.reduce(trained) { w, gradient in
      let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let shortened = gradient.map { $0 * min(1, 2 * usual / norm) }
      return w.indices.map { i in
        w[i] - rate * shortened[i] / (r[i] + 0.1 * mean)
          + min(1, decay * r[i] / mean) * (trained[i] - w[i])
      }
    }
  }

  /// The gradient of `Weights` in a bowl whose slope is the same everywhere.
  private func gradients<Scalar>(
    _ model: inout Weights<Scalar>, _ slope: [Scalar], on tape: Tape<Scalar>
  ) -> Gradients<Scalar> {
    tape.gradient(of: &model) { model in
      (tape.parameter(model.w) * tape.constant(Tensor(slope))).sum()
    }.gradients
  }

  private static let trained = [0.5, -1, 2, 0.25, 3]
  private static let statistics = [[1.0, 0.1, 0, 3, -4], [-2, 0.3, 0, 1, 8]]
  /// The last is much longer than usual.
  private static let steps = [[0.5, -0.2, 1, 2, -1], [1, 1, -1, -1, 0], [90, -70, 30, 50, 10]]

  private func adapted<Scalar>(
    _ type: Scalar.Type, rate: Double, decay: Double, workers: Workers = .single
  ) -> (model: Weights<Scalar>, trained: Weights<Scalar>) {
    let tape = Tape<Scalar>(workers: workers)
    var model = Weights<Scalar>(w: Tensor(Self.trained.map { Scalar($0) }))
    var statistics = GradientStatistics<Scalar>()
    for slope in Self.statistics {
      statistics.add(gradients(&model, slope.map { Scalar($0 / 2) }, on: tape).scaled(by: 2))
    }
    #expect(statistics.count == 2)
    let adaptation = Adaptation(of: &model, statistics, rate: rate, decay: decay)
    let before = model
    for slope in Self.steps {
      adaptation.update(&model, along: gradients(&model, slope.map { Scalar($0) }, on: tape))
    }
    return (model, before)
  }

  /// Decay 2 reaches the pull's limit of 1 where gradients are large.
  @Test(arguments: [(0.01, 0.003), (0.3, 0), (0, 0.5), (0.1, 2)])
  func `steps are those of the equation`(rate: Double, decay: Double) {
    let expected = Self.reference(
      Self.trained, statistics: Self.statistics, gradients: Self.steps, rate: rate, decay: decay)
    let exact = adapted(Double.self, rate: rate, decay: decay)
    // A few dozen roundings of numbers near 1.
    #expect(difference(exact.model.w.scalars, from: expected, absolute: 1e-14, relative: 0) == nil)
    let single = adapted(Float.self, rate: rate, decay: decay)
    #expect(difference(single.model.w.scalars, from: expected, absolute: 3e-6, relative: 0) == nil)
    #expect(exact.trained.w.scalars == Self.trained, "copies of the model keep their values")
  }

  @Test func `without a rate nothing moves, and a model that never had a gradient stays`() {
    let (model, trained) = adapted(Float.self, rate: 0, decay: 0.1)
    #expect(model.w == trained.w)
    let tape = Tape<Float>()
    var flat = Weights<Float>(w: Tensor([1, 2]))
    var statistics = GradientStatistics<Float>()
    statistics.add(gradients(&flat, [0, 0], on: tape))
    let adaptation = Adaptation(of: &flat, statistics, rate: 1, decay: 1)
    adaptation.update(&flat, along: gradients(&flat, [5, -5], on: tape))
    #expect(flat.w.scalars == [1, 2])
  }

  @Test(arguments: [2, 3, 8]) func `any number of threads gives the same bits`(threads: Int) {
    let count = 200_003
    func run(_ workers: Workers) -> [Float] {
      let tape = Tape<Float>(workers: workers)
      let stream = RandomStream(seed: 1, purpose: .general)
      let numbers = (0..<count).map { Float(stream.uniform(at: UInt64($0))) - 0.5 }
      var model = Weights<Float>(w: Tensor(numbers))
      var statistics = GradientStatistics<Float>()
      statistics.add(gradients(&model, Array(numbers.reversed()), on: tape))
      let adaptation = Adaptation(of: &model, statistics, rate: 0.1, decay: 0.2)
      for _ in 0..<2 { adaptation.update(&model, along: gradients(&model, numbers, on: tape)) }
      return model.w.scalars
    }
    #expect(bitDifference(run(Workers(threads: threads)), from: run(.single)) == nil)
  }
}
