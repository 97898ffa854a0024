@testable import RondoEngine

/// A model of one parameter, and the bowl ½ Σ steepnessᵢ·(wᵢ − targetᵢ)² to train it in.
struct Weights<Scalar: TensorScalar>: Module {
  var w: Tensor<Scalar>

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("w", &w)
  }

  func loss(on tape: Tape<Scalar>, steepness: [Scalar], target: [Scalar]) -> Variable<Scalar> {
    let distance = tape.parameter(w).reshaped(to: [w.count]) - tape.constant(Tensor(target))
    return (distance.squared() * tape.constant(Tensor(steepness))).sum() * 0.5
  }
}

extension Optimizer {
  /// The weights after each step down the bowl.
  mutating func trajectory(
    _ model: inout Weights<Scalar>, steps: Int, steepness: [Scalar], target: [Scalar]
  ) -> [[Scalar]] {
    let tape = Tape<Scalar>()
    return (0..<steps).map { _ in
      let (_, gradients) = tape.gradient(of: &model) {
        $0.loss(on: tape, steepness: steepness, target: target)
      }
      update(&model, along: gradients)
      return model.w.scalars
    }
  }
}
