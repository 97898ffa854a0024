import ArgumentParser
import Rondo

/// The options of every `rondo train` that are used most: how long it trains, and where.
struct RunFolderOptions<Defaults: OptionDefaults>: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Maximum number of passes over the training data. (default: \(Defaults.epochs); no limit with \
      --steps or --minutes)
      """, valueName: "number"))
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      """
      Time limit for the whole command, in minutes. The number of steps is planned to take 90 % of \
      the time left after baselines and trial runs; a run that reaches the limit is saved and \
      stopped. (default: no limit)
      """, valueName: "minutes"))
  var minutes: Double?

  @Option(
    help: ArgumentHelp(
      "Run folder. (default: checkpoints/NAME, where NAME is that of the first file or folder)",
      valueName: "folder"))
  var out: String?

  @Flag(
    help: """
      Continue the run in the run folder with its own settings. Only --epochs, --steps, --minutes, \
      --schedule-steps, --patience, --threads and the output options may be changed.
      """)
  var resume = false

  @Flag(help: "Replace an existing run in the run folder.")
  var overwrite = false

  func validate() throws {
    guard !(overwrite && resume) else {
      throw ValidationError("--overwrite and --resume exclude each other")
    }
    guard (1...1_000_000).contains(epochs ?? 1) else {
      throw ValidationError("--epochs must be from 1 to 1000000")
    }
    guard minutes.map({ $0 > 0 && $0 <= 1e6 }) ?? true else {
      throw ValidationError("--minutes must be a positive number")
    }
  }
}

/// The options of every `rondo train` for validation during training.
struct RunValidationOptions<Defaults: OptionDefaults>: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Number of consecutive validations without improvement after which training stops; 0 for no \
      limit. (default: \(Defaults.patience))
      """, valueName: "validations"))
  var patience: Int?

  @Flag(help: "Skip the simple baselines that are measured on the validation part.")
  var noBaseline = false

  func validate() throws {
    guard (0...1_000_000).contains(patience ?? 0) else {
      throw ValidationError("--patience must be 0 or more")
    }
  }
}

/// The options of every `rondo train` that are used rarely.
struct RunDetailOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Maximum number of training steps. (default: no limit)", valueName: "number")
  )
  var steps: Int?

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...1_000_000_000_000).contains(steps ?? 1) else {
      throw ValidationError("--steps must be 1 or more")
    }
  }
}

/// The options of every `rondo train`: where a run lies, whether it is resumed, and when it ends.
struct RunOptions {
  let (out, overwrite, resume): (String?, Bool, Bool)
  let (epochs, steps, minutes): (Int?, Int?, Double?)
  let (scheduleSteps, patience, noBaseline): (Int?, Int?, Bool)
  let threads: ThreadOptions
  let output: OutputOptions

  /// Collects the groups of a command.
  init<Defaults>(
    _ folder: RunFolderOptions<Defaults>, _ schedule: ScheduleOptions<Defaults>,
    _ validation: RunValidationOptions<Defaults>, _ details: RunDetailOptions
  ) {
    (out, overwrite, resume) = (folder.out, folder.overwrite, folder.resume)
    (epochs, steps, minutes) = (folder.epochs, details.steps, folder.minutes)
    (scheduleSteps, patience) = (schedule.scheduleSteps, validation.patience)
    (noBaseline, threads, output) = (validation.noBaseline, details.threads, details.output)
  }

  /// Refuses limits that do not fit together.
  func check() throws {
    guard scheduleSteps ?? .max >= steps ?? 0 else {
      throw ValidationError(
        "--schedule-steps is less than --steps: the schedule would end before the run")
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
    out ?? RunFolder.defaultPath(forDataAt: data)
  }
}
