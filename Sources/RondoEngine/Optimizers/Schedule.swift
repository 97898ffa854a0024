import RondoNumerics

/// Learning-rate schedule: the factor of the learning rate in each step of a run.
///
///     struct InverseSquareRoot: LearningRateSchedule {
///       func factor(step: Int, of total: Int, plateaus: Int) -> Double {
///         1 / Double(step + 1).squareRoot()
///       }
///     }
///     let schedule = InverseSquareRoot().warmedUp(for: 100)
///     let rate = 0.002 * schedule.factor(step: 50, of: 5000)
///
/// A pure function, so that a resumed run has the same rates. For equal bits on every machine, use
/// the elementary functions of `ReproducibleMath`.
public protocol LearningRateSchedule: Sendable {
  /// Factor of the learning rate in a step.
  ///
  /// - Parameters:
  ///   - step: number of steps before this one.
  ///   - total: number of steps of the run, `Int.max` if it is unlimited; `step` may exceed it.
  ///   - plateaus: number of plateaus of the validation loss before this step.
  func factor(step: Int, of total: Int, plateaus: Int) -> Double

  /// Number of consecutive validations without a new best that count as a plateau; nil, the
  /// default, for a schedule that does not depend on plateaus.
  var validationsPerPlateau: Int? { get }
}

extension LearningRateSchedule {
  /// Nil: the schedule does not depend on plateaus.
  public var validationsPerPlateau: Int? { nil }

  /// Factor of the learning rate in a step before any plateau.
  public func factor(step: Int, of total: Int) -> Double {
    factor(step: step, of: total, plateaus: 0)
  }

  /// This schedule after a linear warm-up of `steps` steps.
  public func warmedUp(for steps: Int) -> WarmUp<Self> { WarmUp(steps: steps, then: self) }
}

/// Linear warm-up from 1/w to 1 in the first w steps, followed by another schedule, whose step 0 is
/// the first one after the warm-up.
public struct WarmUp<Base: LearningRateSchedule>: LearningRateSchedule {
  /// Number of steps of the warm-up.
  public let steps: Int

  /// Schedule after the warm-up.
  public let base: Base

  /// Creates a warm-up before a schedule.
  public init(steps: Int, then base: Base) {
    precondition(steps >= 0, "a warm-up of \(steps) steps")
    (self.steps, self.base) = (steps, base)
  }

  public func factor(step: Int, of total: Int, plateaus: Int) -> Double {
    step < steps
      ? Double(step + 1) / Double(steps)
      : base.factor(step: step - steps, of: max(total - steps, 1), plateaus: plateaus)
  }

  public var validationsPerPlateau: Int? { base.validationsPerPlateau }
}

/// Built-in learning-rate schedule, a value that is stored with a run: a warm-up followed by one of
/// several shapes.
///
///     let schedule = Schedule(.cosine, warmupSteps: 100)
///     let rate = 0.002 * schedule.factor(step: 50, of: 5000)
///
/// A new shape is a case of `Shape`, its settings, and its law in `Decay`; the command line takes
/// names and settings from there. `Sendable`.
public struct Schedule: LearningRateSchedule, Hashable {
  /// Shape of the schedule after the warm-up.
  public enum Shape: String, Sendable, Codable, CaseIterable {
    /// Constant: 1 throughout.
    case constant
    /// Cosine decay (Loshchilov & Hutter 2017): ½(1 + cos πp), where p is the fraction of the steps
    /// after the warm-up that are done; not below `floor`.
    case cosine
    /// Step decay: times `decayFactor` after every `decaySteps` steps since the warm-up.
    case step
    /// Decay at plateaus: times `decayFactor` whenever the validation loss has not reached a new
    /// best for `plateauPatience` validations.
    case plateau
    /// Exponential decay: `decayFactor`^(t / `decaySteps`) in step t after the warm-up; PyTorch's
    /// ExponentialLR if `decaySteps` is 1.
    case exponential

    /// Settings that the shape depends on, besides warm-up and floor.
    public var settings: [Setting] {
      switch self {
      case .constant, .cosine: []
      case .step, .exponential: [.decayFactor, .decaySteps]
      case .plateau: [.decayFactor, .plateauPatience]
      }
    }
  }

  /// A setting that only some shapes depend on.
  public enum Setting: Sendable, CaseIterable {
    /// `Schedule.decayFactor`.
    case decayFactor
    /// `Schedule.decaySteps`.
    case decaySteps
    /// `Schedule.plateauPatience`.
    case plateauPatience

    /// The shapes that depend on the setting.
    public var shapes: [Shape] { Shape.allCases.filter { $0.settings.contains(self) } }
  }

  /// Shape of the schedule after the warm-up.
  public var shape: Shape

  /// Number of warm-up steps, in which the factor rises linearly from 1/w to 1.
  public var warmupSteps: Int

  /// Lower limit of the factor after the warm-up, for every shape.
  public var floor: Double

  /// Factor of one decay, above 0 and at most 1.
  public var decayFactor = Self.defaultDecayFactor

  /// Number of steps between decays; 0 for a quarter of the steps after the warm-up.
  public var decaySteps = 0

  /// Number of consecutive validations without a new best that count as a plateau.
  public var plateauPatience = Self.defaultPlateauPatience

  static let defaultDecayFactor = 0.5
  static let defaultPlateauPatience = 2

  /// Creates a schedule with default settings of its shape.
  public init(_ shape: Shape = .constant, warmupSteps: Int = 0, floor: Double = 0) {
    precondition(warmupSteps >= 0, "a warm-up of \(warmupSteps) steps")
    (self.shape, self.warmupSteps, self.floor) = (shape, warmupSteps, floor)
  }

  public func factor(step: Int, of total: Int, plateaus: Int) -> Double {
    Decay(schedule: self).warmedUp(for: warmupSteps)
      .factor(step: step, of: total, plateaus: plateaus)
  }

  public var validationsPerPlateau: Int? {
    shape.settings.contains(.plateauPatience) ? plateauPatience : nil
  }

  /// The shape without its warm-up.
  private struct Decay: LearningRateSchedule {
    let schedule: Schedule

    func factor(step: Int, of total: Int, plateaus: Int) -> Double {
      let (floor, decayFactor) = (schedule.floor, schedule.decayFactor)
      let interval = schedule.decaySteps > 0 ? schedule.decaySteps : (total - 1) / 4 + 1
      switch schedule.shape {
      case .constant: return 1
      case .cosine:
        let cosine = ReproducibleMath.cosine(turns: min(Double(step) / Double(total), 1) / 2)
        return floor + (1 - floor) * (1 + cosine) / 2
      case .step: return max(floor, ReproducibleMath.power(decayFactor, step / interval))
      case .plateau: return max(floor, ReproducibleMath.power(decayFactor, plateaus))
      case .exponential:
        let part = Double(step % interval) / Double(interval)
        let whole = ReproducibleMath.power(decayFactor, step / interval)
        return max(floor, whole * ReproducibleMath.exp(part * ReproducibleMath.log(decayFactor)))
      }
    }
  }
}

extension Schedule: Codable {
  private enum Key: String, CodingKey {
    case shape, warmupSteps, floor, decayFactor, decaySteps, plateauPatience
  }

  /// Encodes the schedule; settings that were added later are written only if they differ from
  /// their defaults, so that older schedules keep their bytes.
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

  /// Decodes a schedule; missing settings have their defaults.
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
