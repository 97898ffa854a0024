import RondoNumerics

/// Update rule of an optimizer: the new value of a parameter, given its gradient and what the rule
/// remembers of earlier steps.
///
/// A type that conforms to this protocol is a new optimizer; `Optimizer` iterates over the
/// parameters, holds the slots and counts the steps. Lion (Chen et al. 2023, "Symbolic Discovery of
/// Optimization Algorithms"):
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
  /// Names of the slots, the numbers that the rule stores for each parameter, as in PyTorch's state
  /// dictionary; none by default. Saved training states use these names.
  var slotNames: [String] { get }

  /// Updates a part of the parameters. Different threads call it for different parts, so the result
  /// must depend only on the arguments and the rule.
  ///
  /// - Parameters:
  ///   - update: the gradient, the parameters, the slots, and where to write the new parameters.
  ///   - step: the number of this step, from 1.
  ///   - learningRate: the learning rate of this step.
  func apply<Scalar: TensorScalar>(
    _ update: ParameterUpdate<Scalar>, step: Int, learningRate: Double)
}

extension OptimizationRule {
  /// No slots.
  public var slotNames: [String] { [] }
}

/// Stochastic gradient descent with momentum, as PyTorch defines it: v ← momentum·v + g, w ← w −
/// rate·v (Polyak 1964).
public struct Momentum: OptimizationRule {
  /// Decay factor of the velocity, in 0..<1; 0 is plain gradient descent.
  public var momentum: Double

  public var slotNames: [String] { ["momentum_buffer"] }

  /// Creates the rule with this momentum.
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

/// RMSprop (Tieleman & Hinton 2012), as PyTorch defines it: s ← decay·s + (1 − decay)·g², w ← w −
/// rate·g / (√s + ε).
public struct RMSprop: OptimizationRule {
  /// Decay factor of the running mean square, in 0..<1.
  public var decay: Double
  /// ε: keeps the quotient finite.
  public var epsilon: Double

  public var slotNames: [String] { ["square_avg"] }

  /// Creates the rule with these constants; the defaults are PyTorch's.
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

/// Adagrad (Duchi, Hazan & Singer 2011), as PyTorch defines it: s ← s + g², w ← w − rate·g / (√s +
/// ε).
public struct Adagrad: OptimizationRule {
  /// ε: keeps the quotient finite.
  public var epsilon: Double

  public var slotNames: [String] { ["sum"] }

  /// Creates the rule with this constant; the default is PyTorch's.
  public init(epsilon: Double = 1e-10) { self.epsilon = epsilon }

  public func apply<Scalar: TensorScalar>(
    _ update: ParameterUpdate<Scalar>, step: Int, learningRate: Double
  ) {
    // RMSprop without decay.
    Scalar.Kernels.rmsprop(
      RMSpropStep(decay: 1, rest: 1, epsilon: epsilon, learningRate: learningRate), update)
  }
}

/// Adam (Kingma & Ba 2015): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
/// w ← w − rate·m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ).
public struct Adam: OptimizationRule {
  /// Decay factor of the running mean, in 0..<1.
  public var beta1: Double
  /// Decay factor of the running mean square, in 0..<1.
  public var beta2: Double
  /// ε: keeps the quotient finite.
  public var epsilon: Double

  public var slotNames: [String] { ["exp_avg", "exp_avg_sq"] }

  /// Creates the rule with these constants; the defaults are the paper's.
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
