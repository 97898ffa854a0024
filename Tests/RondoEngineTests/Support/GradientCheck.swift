import TestSupport

@testable import RondoEngine

/// Compares gradients with central differences in `Double`.
///
/// The differences are extrapolated twice (Richardson 1911) from the steps h, h/2 and h/4 with
/// h = 2⁻⁷, or 2⁻¹⁰ where a kink of the function lies within those: what is left of the truncation is
/// of order h⁶ ≈ 10⁻¹³ times a seventh derivative, and rounding gives about 10⁻¹⁶ / h. The last
/// extrapolation's change bounds the error of the estimate itself; a function for which that exceeds
/// the tolerance is reported, so that a wide bound never hides a wrong gradient.
enum GradientCheck {
  /// Of a gradient: the course's 10⁻⁷ relative.
  static let relative = 1e-7
  /// Of a gradient near zero: the rounding of differences of numbers of size 1 to 10, with room.
  static let absolute = 1e-11

  /// Nil where the gradient of Σ weightᵢ·outputᵢ with respect to each input agrees, with drawn
  /// weights.
  static func disagreement(
    at inputs: [Tensor<Double>], of function: ([Variable<Double>]) -> Variable<Double>
  ) -> String? {
    var model = Inputs(tensors: inputs)
    return disagreement(of: &model) { model, tape in
      function(model.tensors.map(tape.parameter))
    }
  }

  /// Nil where the gradient with respect to each parameter of the model agrees.
  static func disagreement<M: Module<Double>>(
    of model: inout M, _ function: (M, Tape<Double>) -> Variable<Double>
  ) -> String? {
    let tape = Tape<Double>()
    let outputs = tape.withoutGradients { function(model, tape).value }
    var draw = Draw(seed: outputs.count)
    let weights: Tensor<Double> = draw.tensor(outputs.shape)
    let (_, gradients) = tape.gradient(of: &model) { model in
      (function(copy model, tape) * tape.constant(weights)).sum()
    }
    for (index, (name, value)) in model.parameters.enumerated() {
      let found = gradients[value].scalars
      for place in found.indices {
        let (expected, error) = extrapolatedDifference { step in
          var changed = model
          changed.add(step, toParameter: index, at: place)
          let outputs = tape.withoutGradients { function(changed, tape).value }
          return zip(outputs.scalars, weights.scalars).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let limit = absolute + relative * abs(expected)
        guard error <= limit else { return "\(name)[\(place)]: differences only to \(error)" }
        guard abs(found[place] - expected) <= limit else {
          return "\(name)[\(place)]: \(found[place]) instead of \(expected)"
        }
      }
    }
    return nil
  }

  /// From smaller steps where the function has a kink within the larger ones.
  private static func extrapolatedDifference(
    _ function: (Double) -> Double
  ) -> (value: Double, error: Double) {
    let found = extrapolatedDifference(from: 0x1p-7, function)
    guard found.error > absolute + relative * abs(found.value) else { return found }
    return extrapolatedDifference(from: 0x1p-10, function)
  }

  private static func extrapolatedDifference(
    from step: Double, _ function: (Double) -> Double
  ) -> (value: Double, error: Double) {
    let raw = [step, step / 2, step / 4].map { (function($0) - function(-$0)) / (2 * $0) }
    let once = [(4 * raw[1] - raw[0]) / 3, (4 * raw[2] - raw[1]) / 3]
    let twice = (16 * once[1] - once[0]) / 15
    return (twice, abs(twice - once[1]))
  }
}

/// Tensors as the parameters of a model.
struct Inputs<Scalar: TensorScalar>: Module {
  var tensors: [Tensor<Scalar>]

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    for k in tensors.indices { visitor.visit("input \(k)", &tensors[k]) }
  }
}

extension Module {
  fileprivate mutating func add(_ step: Scalar, toParameter index: Int, at place: Int) {
    var seen = 0
    mapParameters { _, present in
      defer { seen += 1 }
      guard seen == index else { return present }
      var changed = present
      changed[flat: place] += step
      return changed
    }
  }
}
