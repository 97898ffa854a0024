import Foundation
import RondoEngine
import RondoLanguageModel
import RondoModels

/// Dynamic evaluation in plain loops of `Double`, with central differences for gradients; the usual
/// gradient is that of one text.
struct DynamicReference {
  private let model: LanguageModel<Double>
  private let roots: [Double]

  init(_ model: LanguageModel<Float>, _ sample: [Int32]) {
    var exact = LanguageModel<Double>(model.architecture, seed: 1)
    let values = Dictionary(
      uniqueKeysWithValues: model.parameters.map { ($0.name, $0.value.scalars.map { Double($0) }) })
    exact.mapParameters { name, present in Tensor(values[name]!, shape: present.shape) }
    self.model = exact
    let start = LanguageModelReference(exact)
    roots = Self.gradient(exact) { model in
      Self.mean(start.with(model), Array(sample.dropLast()), Array(sample.dropFirst()), 5)
    }.map(abs)
  }

  func costs(of text: [Int32], _ dynamic: DynamicEvaluation) -> [Double] {
    let unknown = Int32(model.architecture.vocabularySize)
    var (model, reader) = (self.model, LanguageModelReference(self.model))
    var costs = [reader.cost(of: text[0])]
    for begin in stride(from: 0, to: text.count - 1, by: dynamic.segment) {
      let end = min(begin + dynamic.segment, text.count - 1)
      let (inputs, targets) = (Array(text[begin..<end]), Array(text[begin + 1...end]))
      let start = reader
      for (input, target) in zip(inputs, targets) {
        reader.feed(input)
        costs.append(reader.cost(of: target))
      }
      let gradient = Self.gradient(model) {
        Self.mean(start.with($0), inputs, targets, unknown)
      }
      model = step(model, gradient, dynamic)
      reader = reader.with(model)
    }
    return costs
  }

  private func step(
    _ present: LanguageModel<Double>, _ gradient: [Double], _ dynamic: DynamicEvaluation
  ) -> LanguageModel<Double> {
    let mean = roots.reduce(0, +) / Double(roots.count)
    let usual = roots.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let shortening = norm > 2 * usual ? 2 * usual / norm : 1
    let trained = Self.numbers(model)
    let moved = Self.numbers(present).enumerated().map { i, w in
      w - dynamic.rate * shortening * gradient[i] / (roots[i] + 0.1 * mean)
        + min(1, dynamic.decay * roots[i] / mean) * (trained[i] - w)
    }
    return Self.with(moved, in: present)
  }

  /// The mean cost of the targets that are known.
  private static func mean(
    _ start: LanguageModelReference, _ inputs: [Int32], _ targets: [Int32], _ unknown: Int32
  ) -> Double {
    var (reader, sum, count) = (start, 0.0, 0)
    for (input, target) in zip(inputs, targets) {
      reader.feed(input)
      if target == unknown { continue }
      (sum, count) = (sum + reader.cost(of: target), count + 1)
    }
    return sum / Double(max(count, 1))
  }

  private static func gradient(
    _ model: LanguageModel<Double>, _ loss: (LanguageModel<Double>) -> Double
  ) -> [Double] {
    let numbers = numbers(model)
    return numbers.indices.map { i in
      let sides = [1e-5, -1e-5].map { distance in
        var moved = numbers
        moved[i] += distance
        return loss(with(moved, in: model))
      }
      return (sides[0] - sides[1]) / 2e-5
    }
  }

  private static func numbers(_ model: LanguageModel<Double>) -> [Double] {
    model.parameters.flatMap { $0.value.scalars }
  }

  private static func with(
    _ numbers: [Double], in model: LanguageModel<Double>
  ) -> LanguageModel<Double> {
    var (result, offset) = (model, 0)
    result.mapParameters { _, present in
      defer { offset += present.count }
      return Tensor(Array(numbers[offset..<offset + present.count]), shape: present.shape)
    }
    return result
  }
}
