/// The rule of an optimizer: how a step changes a parameter, given its gradient and the memory of
/// the steps before.
///
/// A new optimizer is one such type; `Optimizer` walks over the parameters, holds the slots and
/// counts the steps. Lion (Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms"):
///
///     struct Lion: OptimizationRule {
///       var (beta1, beta2) = (0.9, 0.99)
///       var slotNames: [String] { ["exp_avg"] }
///
///       @_specialize(where Scalar == Float)
///       func apply<Scalar: TensorScalar>(
///         _ update: ParameterUpdate<Scalar>, step: Int, learningRate: Double
///       ) {
///         let (b1, b2, rate) = (Scalar(beta1), Scalar(beta2), Scalar(learningRate))
///         update.forEach { gradient, parameter, slots in
///           let direction = b1 * slots[0] + (1 - b1) * gradient
///           slots[0] = b2 * slots[0] + (1 - b2) * gradient
///           return parameter - (direction > 0 ? rate : direction < 0 ? -rate : 0)
///         }
///       }
///     }
public protocol OptimizationRule: Sendable {
  /// The names of the slots, the numbers that the rule remembers for each parameter, as PyTorch's
  /// state dictionary calls them; none unless given. A file of a training state contains them.
  var slotNames: [String] { get }

  /// Updates some of the parameters. Any thread may call it for any part of them, so it depends on
  /// nothing but its arguments and the rule.
  ///
  /// - Parameters:
  ///   - update: the gradient, the parameters, the slots, and the destination of the result.
  ///   - step: the number of this step, from 1.
  ///   - learningRate: the rate of this step.
  func apply<Scalar: TensorScalar>(
    _ update: ParameterUpdate<Scalar>, step: Int, learningRate: Double)
}

extension OptimizationRule {
  /// No slots.
  public var slotNames: [String] { [] }
}

/// Stochastic gradient descent, with momentum if it is positive, as PyTorch writes it:
/// v ← momentum·v + g, w ← w − rate·v (Polyak 1964).
public struct Momentum: OptimizationRule {
  /// How much of the last velocity remains; 0 is plain gradient descent.
  public var momentum: Double

  public var slotNames: [String] { ["momentum_buffer"] }

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

  public var slotNames: [String] { ["square_avg"] }

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

/// Adagrad (Duchi, Hazan & Singer 2011) as PyTorch writes it: s ← s + g², w ← w − rate·g / (√s +
/// ε).
public struct Adagrad: OptimizationRule {
  /// Keeps the quotient finite.
  public var epsilon: Double

  public var slotNames: [String] { ["sum"] }

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

  public var slotNames: [String] { ["exp_avg", "exp_avg_sq"] }

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
