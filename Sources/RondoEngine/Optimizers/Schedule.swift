/// How the learning rate changes over a training run.
///
///     let schedule = Schedule(.cosine, warmupSteps: 100)
///     let rate = 0.002 * schedule.factor(step: 50, of: 5000)
///
/// The factor rises linearly from 1/w to 1 in the first w steps and then follows the shape.
/// `Sendable`.
public struct Schedule: Sendable, Hashable, Codable {
  /// What follows the warm-up.
  public enum Shape: String, Sendable, Codable, CaseIterable {
    /// 1 throughout.
    case constant
    /// ½(1 + cos πp) for the part p of the remaining steps that is over, down to `floor`
    /// (Loshchilov & Hutter 2017).
    case cosine
  }

  /// What follows the warm-up.
  public var shape: Shape

  /// The number of steps of the warm-up.
  public var warmupSteps: Int

  /// The least factor that `cosine` falls to.
  public var floor: Double

  /// A schedule.
  public init(_ shape: Shape = .constant, warmupSteps: Int = 0, floor: Double = 0) {
    precondition(warmupSteps >= 0, "a warm-up of \(warmupSteps) steps")
    (self.shape, self.warmupSteps, self.floor) = (shape, warmupSteps, floor)
  }

  /// What the learning rate is multiplied by in a step, counted from 0, of `total` steps.
  public func factor(step: Int, of total: Int) -> Double {
    if step < warmupSteps { return Double(step + 1) / Double(warmupSteps) }
    guard shape == .cosine else { return 1 }
    let part = Double(step - warmupSteps) / Double(max(total - warmupSteps, 1))
    let cosine = ReproducibleMath.cosine(turns: min(part, 1) / 2)
    return floor + (1 - floor) * (1 + cosine) / 2
  }
}
