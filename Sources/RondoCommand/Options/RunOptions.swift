import ArgumentParser
import Rondo

/// The options of every `rondo train`: where a run lies, whether it goes on, and when it ends.
struct RunOptions: ParsableArguments {
  @Option(help: "The run's folder. (default: checkpoints/ and the name of the data)")
  var out: String?

  @Flag(help: "Replace the run in the folder.")
  var overwrite = false

  @Flag(help: "Go on with the run in the folder; only limits, threads and patience may change.")
  var resume = false

  @Option(
    help: "Stop after so many passes over the data. (default: 20, unless another limit is given)")
  var epochs: Int?

  @Option(help: "Stop after so many training steps.")
  var steps: Int?

  @Option(
    help: """
      Time limit in minutes for the whole command. The number of steps is planned from 90 % of the \
      time left after baselines and trials; at the limit itself the run stops and is saved.
      """)
  var minutes: Double?

  @Option(
    help: ArgumentHelp(
      "Length of the learning-rate schedule in steps. (default: the steps of the run)",
      valueName: "steps"))
  var scheduleSteps: Int?

  @Option(
    help: ArgumentHelp(
      """
      Stop after so many validations without a new best; 0 is never. (default: half of all, at \
      least 5; of series a quarter, of labelled texts an eighth)
      """))
  var patience: Int?

  @Flag(help: "Do not measure what a simple model achieves.")
  var noBaseline = false

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard !(overwrite && resume) else {
      throw ValidationError("--overwrite begins anew and --resume goes on: give one of them")
    }
    guard (1...1_000_000).contains(epochs ?? 1) else {
      throw ValidationError("--epochs is from 1 to 1000000")
    }
    guard (1...1_000_000_000_000).contains(steps ?? 1) else {
      throw ValidationError("--steps is a positive number")
    }
    guard (1...1_000_000_000_000).contains(scheduleSteps ?? 1) else {
      throw ValidationError("--schedule-steps is a positive number")
    }
    guard scheduleSteps ?? .max >= steps ?? 0 else {
      throw ValidationError(
        "--schedule-steps is less than --steps: the schedule would end before the run")
    }
    guard minutes.map({ $0 > 0 && $0 <= 1e6 }) ?? true else {
      throw ValidationError("--minutes is a positive number")
    }
    guard (0...1_000_000).contains(patience ?? 0) else {
      throw ValidationError("--patience is 0 or more")
    }
  }

  /// The run that the options ask for, in a folder; it stops at a signal.
  func request(folder: String) -> RunRequest {
    var request = RunRequest(folder: folder)
    request.start = resume ? .resume : overwrite ? .overwrite : .new
    request.limits = RequestedLimits(epochs: epochs, steps: steps, minutes: minutes)
    (request.limits.scheduleSteps, request.limits.patience) = (scheduleSteps, patience)
    (request.measuresBaselines, request.workers) = (!noBaseline, threads.workers)
    request.isStopRequested = { Interrupts.isRequested }
    return request
  }

  /// The run's folder: the one given, or one named after the data's first file or folder.
  func folder(of data: String) -> String {
    if let out { return out }
    if data == "-" { return "checkpoints/stdin" }
    let parts = data.split(separator: "/").filter { $0 != "." && $0 != ".." }
    guard let name = parts.last else { return "checkpoints/text" }
    let stem = name.lastIndex(of: ".").map { $0 > name.startIndex ? name[..<$0] : name } ?? name
    return "checkpoints/\(stem)"
  }
}
