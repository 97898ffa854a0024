/// Update rule of dynamic evaluation (Krause, Kahembwe, Murray & Renals 2018, "Dynamic Evaluation
/// of Neural Sequence Models"): a gradient step scaled by each parameter's root mean square
/// gradient, and a decay towards the trained parameters that is stronger where gradients are large.
///
///     var model = Linear<Float>(weight: Tensor([1, 2], shape: [1, 2]), bias: Tensor([0]))
///     let tape = Tape<Float>()
///     var statistics = GradientStatistics<Float>()
///     let loss = { (model: borrowing Linear<Float>) in
///       model(tape.constant(Tensor([1, 1], shape: [1, 2]))).squared().sum()
///     }
///     statistics.add(tape.gradient(of: &model, loss).gradients)
///     let adaptation = Adaptation(of: &model, statistics, rate: 0.001, decay: 0.003)
///     adaptation.update(&model, along: tape.gradient(of: &model, loss).gradients)
///
/// With r = √(mean square of the gradient), r̄ the mean of r over all parameters, and θ the trained
/// parameters: w ← w − rate·g / (r + ε·r̄) + min(1, decay·r / r̄)·(θ − w). Two things differ from
/// the paper. Its ε is an absolute number, here it is relative to r̄, so that it does not depend on
/// the scale of the model. And a gradient longer than twice the usual length, √Σr², is clipped to
/// that length: without it a text unlike the training data can ruin the model. Stores two numbers
/// for each parameter. `Sendable`.
public struct Adaptation<Scalar: TensorScalar>: Sendable {
  /// ε: keeps the quotient finite for parameters without gradients, relative to r̄.
  public static var epsilon: Double { 0.1 }
  /// Largest norm of a gradient, in units of the usual one.
  public static var longest: Double { 2 }

  private let trained: Storage<Scalar>
  private let roots: Tensor<Scalar>
  private let rate: Double
  private let decay: Double
  private let mean: Double
  private let limit: Double

  /// Creates the adaptation of a trained model. Only the storage of its parameters changes, not
  /// their values.
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
    // If no parameter has ever had a gradient, the unit does not matter.
    self.mean = mean > 0 ? mean : 1
    let squares = roots.withUnsafeBuffer { numbers in
      numbers.baseAddress.map { Scalar.Kernels.sumOfSquares(numbers.count, $0) }
    }
    limit = Self.longest * (squares ?? 0).squareRoot()
  }

  /// Sum of non-negative numbers, computed as the sum of squares of their roots, which kernels add
  /// in a fixed order.
  private static func sum(_ numbers: Tensor<Scalar>) -> Double {
    var roots = numbers
    return roots.withUnsafeMutableBuffer {
      guard let start = $0.baseAddress else { return 0 }
      Scalar.Kernels.apply(.squareRoot, $0.count, start, into: start)
      return Scalar.Kernels.sumOfSquares($0.count, start)
    }
  }

  /// Takes one step, which changes all parameters of the model.
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
