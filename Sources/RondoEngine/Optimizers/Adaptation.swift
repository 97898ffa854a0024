/// The step by which dynamic evaluation follows a text (Krause, Kahembwe, Murray & Renals 2018,
/// "Dynamic Evaluation of Neural Sequence Models"): a gradient step measured in each parameter's
/// usual gradient, and a pull back to the trained parameters, stronger where gradients are large.
///
///     let adaptation = Adaptation(of: &model, statistics, rate: 0.001, decay: 0.003)
///     adaptation.update(&model, along: gradients)
///
/// With r = √(mean square of the gradient), r̄ its mean over all parameters and θ the trained
/// parameters: w ← w − rate·g / (r + ε·r̄) + min(1, decay·r / r̄)·(θ − w). Where the paper's ε is a
/// number, this one is a part of r̄, so that it does not depend on the model's scale. And a gradient
/// more than twice as long as is usual, √Σr², is shortened to that: the paper's step throws a model
/// off by a text that is unlike everything it knows. Holds two numbers a parameter; `Sendable`.
public struct Adaptation<Scalar: TensorScalar>: Sendable {
  /// Keeps the quotient finite where a parameter had no gradient.
  public static var epsilon: Double { 0.1 }
  /// The longest gradient, in usual ones.
  public static var longest: Double { 2 }

  private let trained: Storage<Scalar>
  private let roots: Tensor<Scalar>
  private let rate: Double
  private let decay: Double
  private let mean: Double
  private let limit: Double

  /// The adaptation of a trained model, whose parameters are changed only in how they are stored.
  public init<M: Module>(
    of model: inout M, _ statistics: GradientStatistics<Scalar>, rate: Double, decay: Double
  ) where M.Scalar == Scalar {
    trained = model.packParameters()
    roots = statistics.rootMeanSquares
    (self.rate, self.decay) = (rate, decay)
    precondition(
      roots.count == trained.count,
      "statistics of \(roots.count) numbers for \(trained.count) parameters")
    let mean = Self.sum(roots) / Double(max(roots.count, 1))
    // Where no parameter has ever had a gradient, any unit is as good as another.
    self.mean = mean > 0 ? mean : 1
    let squares = roots.withUnsafeBuffer { numbers in
      numbers.baseAddress.map { Scalar.Kernels.sumOfSquares(numbers.count, $0) }
    }
    limit = Self.longest * (squares ?? 0).squareRoot()
  }

  /// The sum of numbers that are not negative, as that of the squares of their roots, which the
  /// kernels add in one order.
  private static func sum(_ numbers: Tensor<Scalar>) -> Double {
    var roots = numbers
    return roots.withUnsafeMutableBuffer {
      guard let start = $0.baseAddress else { return 0 }
      Scalar.Kernels.apply(.squareRoot, $0.count, start, into: start)
      return Scalar.Kernels.sumOfSquares($0.count, start)
    }
  }

  /// One step: moves every parameter of the model.
  ///
  /// - Complexity: one pass over the parameters.
  public func update<M: Module>(
    _ model: inout M, along gradients: Gradients<Scalar>
  ) where M.Scalar == Scalar {
    let present = model.packParameters()
    precondition(
      present.count == trained.count && gradients.storage.count == trained.count,
      "\(present.count) parameters and \(gradients.storage.count) gradients for an adaptation of "
        + "\(trained.count)")
    let norm = gradients.norm
    let scale = norm > limit ? limit / norm : 1
    let updated = Storage<Scalar>(uninitializedCount: present.count)
    withExtendedLifetime((trained, roots, gradients, present)) {
      gradients.workers.share(
        present.count, grain: 16, cost: 8,
        AdaptationStep(
          gradient: gradients.storage.pointer, gradientScale: Scalar(gradients.scale * scale),
          parameters: present.pointer, trained: trained.pointer,
          roots: roots.storage.pointer + roots.offset, rate: Scalar(rate),
          epsilon: Scalar(Self.epsilon * mean), decay: Scalar(decay / mean),
          updated: updated.pointer))
    }
    model.moveParameters(to: updated, copying: false)
  }
}
