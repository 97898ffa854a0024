public import ArgumentParser
public import Rondo

/// The options of every `rondo train` for the learning rate over a run; each is nil unless given, so
/// that `--resume` can tell.
struct ScheduleOptions: ParsableArguments {
  @Option(help: "How the rate changes: constant, cosine, step or plateau. (default: cosine)")
  var schedule: Schedule.Shape?

  @Option(
    help: "The number of steps in which the rate rises at first. (default: 100; classifiers 20)")
  var warmupSteps: Int?

  @Option(
    help: ArgumentHelp(
      "What --schedule step and plateau multiply the rate by. (default: 0.5)", valueName: "factor"))
  var decayFactor: Double?

  @Option(
    help: ArgumentHelp(
      "After how many steps --schedule step does so, again and again. (default: a quarter of the "
        + "run)", valueName: "steps"))
  var decaySteps: Int?

  @Option(
    help: ArgumentHelp(
      "After how many validations without a new best --schedule plateau does so. (default: 2)",
      valueName: "validations"))
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
    let isFalling = schedule.shape == .step || schedule.shape == .plateau
    guard decayFactor == nil || isFalling else {
      throw ValidationError("--decay-factor needs --schedule step or plateau")
    }
    guard decaySteps == nil || schedule.shape == .step else {
      throw ValidationError("--decay-steps needs --schedule step")
    }
    guard plateauPatience == nil || schedule.shape == .plateau else {
      throw ValidationError("--plateau-patience needs --schedule plateau")
    }
    guard schedule.shape != .plateau || isValidated else {
      throw ValidationError("--schedule plateau needs a validation part")
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
  func differences(from s: Schedule) -> [String] {
    var result: [String] = []
    func compare<T: Equatable>(_ option: String, _ given: T?, _ stored: T) {
      if let given, given != stored { result.append("\(option) (stored: \(stored))") }
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
