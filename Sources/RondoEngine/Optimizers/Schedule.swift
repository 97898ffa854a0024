import RondoNumerics

/// How the learning rate changes over a training run.
///
///     let schedule = Schedule(.cosine, warmupSteps: 100)
///     let rate = 0.002 * schedule.factor(step: 50, of: 5000)
///
/// The factor rises linearly from 1/w to 1 in the first w steps and then follows the shape.
/// `Sendable`.
public struct Schedule: Sendable, Hashable {
  /// What follows the warm-up.
  public enum Shape: String, Sendable, Codable, CaseIterable {
    /// 1 throughout.
    case constant
    /// ½(1 + cos πp) for the part p of the remaining steps that is over, down to `floor`
    /// (Loshchilov & Hutter 2017).
    case cosine
    /// Times `decayFactor` after every `decaySteps` steps since the warm-up.
    case step
    /// Times `decayFactor` whenever the validation loss has not fallen for `plateauPatience`
    /// validations.
    case plateau
  }

  /// What follows the warm-up.
  public var shape: Shape

  /// The number of steps of the warm-up.
  public var warmupSteps: Int

  /// The least factor that any shape falls to.
  public var floor: Double

  /// What `step` and `plateau` multiply by, above 0 and at most 1.
  public var decayFactor = Self.defaultDecayFactor

  /// The steps between two changes of `step`; 0 for a quarter of those after the warm-up.
  public var decaySteps = 0

  /// The validations without a new best after which `plateau` changes, and again after as many.
  public var plateauPatience = Self.defaultPlateauPatience

  static let defaultDecayFactor = 0.5
  static let defaultPlateauPatience = 2

  /// A schedule.
  public init(_ shape: Shape = .constant, warmupSteps: Int = 0, floor: Double = 0) {
    precondition(warmupSteps >= 0, "a warm-up of \(warmupSteps) steps")
    (self.shape, self.warmupSteps, self.floor) = (shape, warmupSteps, floor)
  }

  /// What the learning rate is multiplied by in a step, counted from 0, of `total` steps, after so
  /// many plateaus.
  public func factor(step: Int, of total: Int, plateaus: Int = 0) -> Double {
    if step < warmupSteps { return Double(step + 1) / Double(warmupSteps) }
    let (steps, over) = (max(total - warmupSteps, 1), step - warmupSteps)
    switch shape {
    case .constant: return 1
    case .cosine:
      let cosine = ReproducibleMath.cosine(turns: min(Double(over) / Double(steps), 1) / 2)
      return floor + (1 - floor) * (1 + cosine) / 2
    case .step:
      let interval = decaySteps > 0 ? decaySteps : (steps - 1) / 4 + 1
      return max(floor, ReproducibleMath.power(decayFactor, over / interval))
    case .plateau: return max(floor, ReproducibleMath.power(decayFactor, plateaus))
    }
  }
}

extension Schedule: Codable {
  private enum Key: String, CodingKey {
    case shape, warmupSteps, floor, decayFactor, decaySteps, plateauPatience
  }

  /// Writes what is not the default of a later release only where it differs, so that older
  /// schedules keep their bytes.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(shape, forKey: .shape)
    try container.encode(warmupSteps, forKey: .warmupSteps)
    try container.encode(floor, forKey: .floor)
    if decayFactor != Self.defaultDecayFactor {
      try container.encode(decayFactor, forKey: .decayFactor)
    }
    if decaySteps != 0 { try container.encode(decaySteps, forKey: .decaySteps) }
    if plateauPatience != Self.defaultPlateauPatience {
      try container.encode(plateauPatience, forKey: .plateauPatience)
    }
  }

  /// Reads what `encode` writes; what is missing is the default.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    shape = try container.decode(Shape.self, forKey: .shape)
    warmupSteps = try container.decode(Int.self, forKey: .warmupSteps)
    floor = try container.decode(Double.self, forKey: .floor)
    decayFactor =
      try container.decodeIfPresent(Double.self, forKey: .decayFactor) ?? decayFactor
    decaySteps = try container.decodeIfPresent(Int.self, forKey: .decaySteps) ?? decaySteps
    plateauPatience =
      try container.decodeIfPresent(Int.self, forKey: .plateauPatience) ?? plateauPatience
  }
}
