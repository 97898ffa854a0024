/// One step of a rule over all parameters, part by part.
struct RuleStep<Scalar: TensorScalar>: RangeWork {
  let rule: any OptimizationRule
  let update: ParameterUpdate<Scalar>
  /// The number of this step, from 1.
  let step: Int
  let learningRate: Double
  let weightDecay: Double
  /// What happens to which part; none where the rule is all that happens.
  let parts: [StepPart]

  func run(_ range: Range<Int>) {
    guard !parts.isEmpty else {
      return rule.apply(update.part(range), step: step, learningRate: learningRate)
    }
    for part in parts where part.range.overlaps(range) {
      let own = range.clamped(to: part.range)
      if step <= part.pace.firstStep {
        keep(update.part(own))
      } else if part.decays {
        // So many at once that they are still at hand when the rule comes to them.
        for first in stride(from: own.lowerBound, to: own.upperBound, by: 4096) {
          decay(update.part(first..<min(first + 4096, own.upperBound)), part.pace)
        }
      } else {
        apply(update.part(own), part.pace)
      }
    }
  }

  private func keep(_ update: ParameterUpdate<Scalar>) {
    update.updated.update(from: update.parameters, count: update.count)
  }

  private func decay(_ update: ParameterUpdate<Scalar>, _ pace: ParameterRates.Pace) {
    var decayed = update
    decayed.parameters = UnsafePointer(update.updated)
    withUnsafePointer(to: Scalar(1 - learningRate * pace.factor * weightDecay)) {
      Scalar.Kernels.combine(
        .multiply, update.count, update.parameters, step: 1, $0, step: 0, into: update.updated)
    }
    apply(decayed, pace)
  }

  private func apply(_ update: ParameterUpdate<Scalar>, _ pace: ParameterRates.Pace) {
    rule.apply(
      update, step: step - pace.firstStep, learningRate: learningRate * pace.factor)
  }
}

/// A part of the parameters with all of which the same happens.
struct StepPart: Sendable {
  var range: Range<Int>
  let decays: Bool
  let pace: ParameterRates.Pace

  /// The parts of a model: weights decay, if anything does, and biases do not.
  static func all(
    _ layout: ParameterLayout, decaying: Bool, _ rates: ParameterRates?
  ) -> [StepPart] {
    var parts: [StepPart] = []
    for entry in layout.entries {
      let range = entry.offset..<entry.offset + entry.shape.elementCount
      let pace = rates?.pace(at: range.lowerBound) ?? .full
      let decays = decaying && entry.shape.rank > 1
      if let last = parts.last, last.decays == decays, last.pace == pace {
        parts[parts.count - 1].range = last.range.lowerBound..<range.upperBound
      } else {
        parts.append(StepPart(range: range, decays: decays, pace: pace))
      }
    }
    return parts
  }
}
