public import ArgumentParser
public import Rondo

/// The options of every `rondo train` for the learning rate over a run; each is nil unless given,
/// so that `--resume` can tell.
struct ScheduleOptions: ParsableArguments {
  @Option(
    help: "How the learning rate changes: \(words(Schedule.Shape.allCases)). (default: cosine)")
  var schedule: Schedule.Shape?

  @Option(
    help: "The number of steps in which the rate rises at first. (default: 100; classifiers 20)")
  var warmupSteps: Int?

  @Option(
    help: ArgumentHelp(
      "Factor of one decay, for --schedule \(words(.decayFactor)). (default: 0.5)",
      valueName: "factor"))
  var decayFactor: Double?

  @Option(
    help: ArgumentHelp(
      "Number of steps of one decay, for --schedule \(words(.decaySteps)). (default: a quarter of "
        + "the run)", valueName: "steps"))
  var decaySteps: Int?

  @Option(
    help: ArgumentHelp(
      "Number of validations in a row without a new best before a decay, for --schedule "
        + "\(words(.plateauPatience)). (default: 2)", valueName: "validations"))
  var plateauPatience: Int?

  func validate() throws {
    guard warmupSteps ?? 0 >= 0 else { throw ValidationError("--warmup-steps is 0 or more") }
    guard decayFactor.map({ $0 > 0 && $0 <= 1 }) ?? true else {
      throw ValidationError("--decay-factor is above 0 and at most 1")
    }
    for (option, value) in [("--decay-steps", decaySteps), ("--plateau-patience", plateauPatience)]
    {
      guard value ?? 1 > 0 else { throw ValidationError("\(option) is a positive number") }
    }
  }

  /// Refuses what does not go together in the schedule that the options make.
  func check(_ schedule: Schedule, isValidated: Bool) throws {
    let given: [(Schedule.Setting, option: String, Bool)] = [
      (.decayFactor, "--decay-factor", decayFactor != nil),
      (.decaySteps, "--decay-steps", decaySteps != nil),
      (.plateauPatience, "--plateau-patience", plateauPatience != nil),
    ]
    for (setting, option, isGiven) in given
    where isGiven && !schedule.shape.settings.contains(setting) {
      throw ValidationError("\(option) needs --schedule \(words(setting))")
    }
    guard schedule.validationsPerPlateau == nil || isValidated else {
      throw ValidationError("--schedule \(schedule.shape) needs a validation part")
    }
  }

  /// The schedule that these options make of `schedule`.
  func applied(to schedule: Schedule) -> Schedule {
    var s = schedule
    s.shape = self.schedule ?? s.shape
    s.warmupSteps = warmupSteps ?? s.warmupSteps
    s.decayFactor = decayFactor ?? s.decayFactor
    s.decaySteps = decaySteps ?? s.decaySteps
    s.plateauPatience = plateauPatience ?? s.plateauPatience
    return s
  }

  /// The options given whose values differ from those of `schedule`.
  func differences(from s: Schedule) -> [SettingDifference] {
    var result: [SettingDifference] = []
    func compare<T: Equatable>(_ option: String, _ given: T?, _ stored: T) {
      if let given, given != stored {
        result.append(SettingDifference(name: option, stored: "\(stored)"))
      }
    }
    compare("--schedule", schedule, s.shape)
    compare("--warmup-steps", warmupSteps, s.warmupSteps)
    compare("--decay-factor", decayFactor, s.decayFactor)
    compare("--decay-steps", decaySteps, s.decaySteps)
    compare("--plateau-patience", plateauPatience, s.plateauPatience)
    return result
  }
}

extension Schedule.Shape: ExpressibleByArgument {}

/// The shapes that depend on a setting, such as "step or plateau".
private func words(_ setting: Schedule.Setting) -> String { words(setting.shapes) }

/// Shapes by name, such as "constant, cosine or step".
private func words(_ shapes: [Schedule.Shape]) -> String {
  let names = shapes.map(\.rawValue)
  let last = names.suffix(2).joined(separator: " or ")
  return (names.dropLast(2) + [last]).joined(separator: ", ")
}
