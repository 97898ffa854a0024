import RondoNumerics

/// How one step of an optimizer changes numbers, given their gradient: a pure rule, applied to
/// each number alone.
///
/// A new optimizer is one such type. Walking over the parameters, holding the slots and counting
/// steps is `Optimizer`'s work.
public protocol OptimizationRule: Sendable {
  /// The names of what the rule remembers for each number, as PyTorch calls them.
  static var slotNames: [String] { get }

  /// Changes one buffer.
  ///
  /// - Parameters:
  ///   - update: gradient, parameters, slots, and where the updated parameters go.
  ///   - step: the number of this step, from 1.
  ///   - learningRate: the rate of this step.
  func apply<Scalar: TensorScalar>(
    _ update: ParameterUpdate<Scalar>, step: Int, learningRate: Double)
}

/// Stochastic gradient descent, with momentum if it is positive, as PyTorch writes it:
/// v ← momentum·v + g, w ← w − rate·v (Polyak 1964).
public struct Momentum: OptimizationRule {
  /// How much of the last velocity remains; 0 is plain gradient descent.
  public var momentum: Double

  public static var slotNames: [String] { ["momentum_buffer"] }

  /// The rule with this momentum.
  public init(momentum: Double = 0.9) {
    precondition((0..<1).contains(momentum), "momentum is in 0..<1, not \(momentum)")
    self.momentum = momentum
  }

  public func apply<Scalar: TensorScalar>(
    _ update: ParameterUpdate<Scalar>, step: Int, learningRate: Double
  ) {
    Scalar.Kernels.momentum(
      MomentumStep(momentum: momentum, learningRate: learningRate), update)
  }
}

/// RMSprop (Tieleman & Hinton 2012) as PyTorch writes it:
/// s ← decay·s + (1 − decay)·g², w ← w − rate·g / (√s + ε).
public struct RMSprop: OptimizationRule {
  /// How much of the running mean square remains.
  public var decay: Double
  /// Keeps the quotient finite.
  public var epsilon: Double

  public static var slotNames: [String] { ["square_avg"] }

  /// The rule with these constants; the defaults are PyTorch's.
  public init(decay: Double = 0.99, epsilon: Double = 1e-8) {
    precondition((0..<1).contains(decay), "decay is in 0..<1, not \(decay)")
    (self.decay, self.epsilon) = (decay, epsilon)
  }

  public func apply<Scalar: TensorScalar>(
    _ update: ParameterUpdate<Scalar>, step: Int, learningRate: Double
  ) {
    Scalar.Kernels.rmsprop(
      RMSpropStep(
        decay: decay, rest: 1 - decay, epsilon: epsilon, learningRate: learningRate), update)
  }
}

/// Adagrad (Duchi, Hazan & Singer 2011) as PyTorch writes it: s ← s + g², w ← w − rate·g / (√s + ε).
public struct Adagrad: OptimizationRule {
  /// Keeps the quotient finite.
  public var epsilon: Double

  public static var slotNames: [String] { ["sum"] }

  /// The rule with this constant; the default is PyTorch's.
  public init(epsilon: Double = 1e-10) { self.epsilon = epsilon }

  public func apply<Scalar: TensorScalar>(
    _ update: ParameterUpdate<Scalar>, step: Int, learningRate: Double
  ) {
    // RMSprop's step, of which nothing decays.
    Scalar.Kernels.rmsprop(
      RMSpropStep(decay: 1, rest: 1, epsilon: epsilon, learningRate: learningRate), update)
  }
}

/// Adam (Kingma & Ba 2015): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
/// w ← w − rate·m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ).
public struct Adam: OptimizationRule {
  /// How much of the running mean remains.
  public var beta1: Double
  /// How much of the running mean square remains.
  public var beta2: Double
  /// Keeps the quotient finite.
  public var epsilon: Double

  public static var slotNames: [String] { ["exp_avg", "exp_avg_sq"] }

  /// The rule with these constants; the defaults are the paper's.
  public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
    precondition(
      (0..<1).contains(beta1) && (0..<1).contains(beta2),
      "beta1 and beta2 are in 0..<1, not \(beta1) and \(beta2)")
    (self.beta1, self.beta2, self.epsilon) = (beta1, beta2, epsilon)
  }

  public func apply<Scalar: TensorScalar>(
    _ update: ParameterUpdate<Scalar>, step: Int, learningRate: Double
  ) {
    Scalar.Kernels.adam(
      AdamStep(
        beta1: beta1, beta2: beta2, epsilon: epsilon, learningRate: learningRate,
        correction1: 1 - ReproducibleMath.power(beta1, step),
        correction2: (1 - ReproducibleMath.power(beta2, step)).squareRoot()), update)
  }
}
