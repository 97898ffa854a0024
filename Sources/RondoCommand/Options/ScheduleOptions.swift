public import ArgumentParser
public import Rondo

/// The options for the learning-rate schedule.
struct ScheduleOptions<Defaults: OptionDefaults>: SettingOptions {
  @Option(help: help("schedule", "Shape of the learning-rate schedule after the warm-up.", "shape"))
  var schedule: Schedule.Shape?

  @Option(
    help: help(
      "warmup-steps", "Number of warm-up steps, in which the learning rate rises linearly.",
      "steps"))
  var warmupSteps: Int?

  @Option(
    help: help(
      "decay-factor",
      """
      Factor by which the learning rate is multiplied at each decay, for --schedule \
      \(shapes(.decayFactor)).
      """, "factor"))
  var decayFactor: Double?

  @Option(
    help: help(
      "decay-steps", "Number of steps between decays, for --schedule \(shapes(.decaySteps)).",
      "steps", usual: "a quarter of the run"))
  var decaySteps: Int?

  @Option(
    help: help(
      "plateau-patience",
      "Number of validations without improvement before a decay, for --schedule "
        + "\(shapes(.plateauPatience)).", "validations"))
  var plateauPatience: Int?

  @Option(
    help: ArgumentHelp(
      """
      Length of the schedule, in steps; at least --steps. (default: the number of steps in the run)
      """, valueName: "steps"))
  var scheduleSteps: Int?

  static var rows: [Row] {
    [
      Row("schedule", \.schedule, path(\.schedule.shape)),
      Row("warmup-steps", \.warmupSteps, path(\.schedule.warmupSteps)),
      Row("decay-factor", \.decayFactor, path(\.schedule.decayFactor)),
      Row("decay-steps", \.decaySteps, path(\.schedule.decaySteps)),
      Row("plateau-patience", \.plateauPatience, path(\.schedule.plateauPatience)),
    ]
  }

  func validate() throws {
    guard decaySteps ?? 1 > 0 else { throw ValidationError("--decay-steps must be 1 or more") }
    guard (1...1_000_000_000_000).contains(scheduleSteps ?? 1) else {
      throw ValidationError("--schedule-steps must be 1 or more")
    }
  }

  /// The shapes that depend on a setting, such as "step or plateau".
  private static func shapes(_ setting: Schedule.Setting) -> String {
    let names = setting.shapes.map(\.rawValue)
    let last = names.suffix(2).joined(separator: " or ")
    return (names.dropLast(2) + [last]).joined(separator: ", ")
  }
}

extension Schedule.Shape: ExpressibleByArgument {}
