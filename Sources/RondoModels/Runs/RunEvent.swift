public import RondoFiles

/// Event of a run, reported to its caller in order.
///
/// `Sendable`.
public enum RunEvent<Score: ValidationScore>: Sendable {
  /// A preparation that takes some time begins.
  case status(RunStatus)
  /// Note for the user.
  case note(Advice)
  /// The folder is about to be written: from now on, request a stop instead of ending the process.
  case opening(folder: RunFolder)
  /// Training begins.
  case began(RunBeginning)
  /// Line of the run's log that is not a report of the trainer, with the value it encodes.
  case entry(RunEntry)
  /// Report of the trainer with its line of the log; the run is already saved when the event
  /// arrives.
  case report(TrainingReport<Score>, line: String)
  /// End of the run without divergence; its files are verified.
  case ended(FinishedReport<Score>)
  /// The run to be resumed had already ended at one of its limits and is left unchanged.
  case endedBefore(LoggedEnd, step: Int)
}

/// Activity of a run before training.
///
/// `Sendable`.
public enum RunStatus: Sendable, Hashable {
  /// Timing a few steps for a time limit.
  case timing
  /// Measuring the baselines on the validation part.
  case measuringBaselines
  /// Converting this number of cases to numbers.
  case preparing(cases: Int)
  /// Training with one of several seeds, counted from 1.
  case trial(seed: Int, of: Int)
  /// A run of the cross-validation with one of several seeds; runs and seeds count from 1.
  case crossValidation(run: Int, of: Int, seed: Int, seeds: Int)
}

/// State of a run when training begins.
///
/// `Sendable`.
public struct RunBeginning: Sendable, Hashable {
  /// Parts and sizes of the model, such as "tanh RNN, 2 × 256".
  public var model: String
  /// Number of parameters of the model.
  public var parameters: Int
  /// Number of steps already taken: 0 for a new run.
  public var step: Int
  /// Number of steps at which a limit ends the run; `Int.max` without a limit.
  public var totalSteps: Int
  /// Number of steps of an epoch.
  public var stepsPerEpoch: Int
  /// Number of threads.
  public var threads: Int
}

/// Line of a run's log with the value that it encodes.
///
/// `Sendable`.
public struct RunEntry: Sendable {
  /// Kind of event, such as "baseline" or "plan".
  public let event: String
  /// Value, such as a `BaselineReport`, `PlannedSteps` or `ValidationSample`.
  public let value: any Sendable & Encodable
  /// The line, in JSON.
  public let line: String

  /// Creates an entry.
  public init(_ event: String, _ value: some Sendable & Encodable) throws {
    (self.event, self.value) = (event, value)
    line = try ReportLine.line(event, value)
  }
}

/// Number of steps planned for a time limit; logged as the event `plan`.
///
/// `Sendable`.
public struct PlannedSteps: Sendable, Hashable, Encodable {
  /// Number of optimizer steps.
  public var steps: Int
  /// Step at which the learning-rate schedule ends.
  public var scheduleSteps: Int
  /// Time limit in minutes.
  public var minutes: Double
}

extension SettingName {
  /// Model from which training starts.
  public static let from: Self = "from"
  /// Number of epochs of a run.
  public static let epochs: Self = "epochs"
  /// Number of optimizer steps of a run.
  public static let steps: Self = "steps"
  /// Time limit in minutes.
  public static let minutes: Self = "minutes"
  /// Step at which the learning-rate schedule ends.
  public static let scheduleSteps: Self = "scheduleSteps"
  /// Number of validations without a new best score after which a run ends.
  public static let patience: Self = "patience"
}

/// Memory that training needs, compared with that of the machine before anything is written.
package enum MemoryNeed {
  /// Throws if this machine has too little memory for a model; `remedy` names the settings to
  /// lower.
  ///
  /// - Throws: `SettingsError`.
  package static func check(bytes: Double, parameters: Double, remedy: Advice) throws(SettingsError)
  {
    guard bytes > Machine.memory else { return }
    func gibibytes(_ bytes: Double) -> String { (bytes / Double(1 << 30)).decimal(0) }
    throw SettingsError(
      "training a model of \((parameters / 1e6).decimal(0)) million parameters takes about \(gibibytes(bytes)) GiB of memory, and this machine has \(gibibytes(Machine.memory)): choose a smaller \(remedy)"
    )
  }
}
