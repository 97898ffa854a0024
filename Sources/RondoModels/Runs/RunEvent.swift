public import RondoFiles

/// What a run tells its caller while it goes on, in the order of events.
///
/// `Sendable`.
public enum RunEvent<Score: ValidationScore>: Sendable {
  /// Something that takes a moment begins.
  case status(RunStatus)
  /// Something that the user should know.
  case note(Advice)
  /// The folder is about to be written: from now on, request a stop instead of ending the process.
  case opening(folder: RunFolder)
  /// Training begins.
  case began(RunBeginning)
  /// A line of the run's log that is not a report of the trainer, with the value it was made from.
  case entry(RunEntry)
  /// A report of the trainer, with its line of the log; the run is saved when it arrives.
  case report(TrainingReport<Score>, line: String)
  /// The run has ended without divergence, and its files are verified.
  case ended(FinishedReport<Score>)
  /// The run to be resumed had ended at one of its limits, and stays as it is.
  case endedBefore(LoggedEnd, step: Int)
}

/// What a run is doing before it trains.
///
/// `Sendable`.
public enum RunStatus: Sendable, Hashable {
  /// Timing a few steps for a time limit.
  case timing
  /// Measuring simple methods on the validation part.
  case measuringBaselines
  /// Converting this number of cases to numbers.
  case preparing(cases: Int)
  /// Training with one of several seeds, counted from 1.
  case trial(seed: Int, of: Int)
  /// A run of the cross-validation with one of several seeds, both counted from 1.
  case crossValidation(run: Int, of: Int, seed: Int, seeds: Int)
}

/// How a run stands when training begins.
///
/// `Sendable`.
public struct RunBeginning: Sendable, Hashable {
  /// The model's parts and sizes, such as "tanh RNN, 2 × 256".
  public var model: String
  /// The number of the model's parameters.
  public var parameters: Int
  /// The number of steps taken already: 0 for a new run.
  public var step: Int
  /// The number of steps at which a limit ends the run; `Int.max` where none does.
  public var totalSteps: Int
  /// The number of steps of an epoch.
  public var stepsPerEpoch: Int
  /// The number of threads.
  public var threads: Int
}

/// A line of a run's log with the value that it was made from.
///
/// `Sendable`.
public struct RunEntry: Sendable {
  /// The kind of event, such as "baseline" or "plan".
  public let event: String
  /// The value, such as a `BaselineReport`, `PlannedSteps` or `ValidationSample`.
  public let value: any Sendable & Encodable
  /// One line of JSON.
  public let line: String

  /// An entry.
  public init(_ event: String, _ value: some Sendable & Encodable) throws {
    (self.event, self.value) = (event, value)
    line = try ReportLine.line(event, value)
  }
}

/// The number of steps planned for a time limit: the event `plan`.
///
/// `Sendable`.
public struct PlannedSteps: Sendable, Hashable, Encodable {
  /// Optimizer steps.
  public var steps: Int
  /// The step at which the learning-rate schedule ends.
  public var scheduleSteps: Int
  /// The time limit.
  public var minutes: Double
}

extension SettingName {
  /// The model that training starts from.
  public static let from: Self = "from"
  /// The number of epochs that a run trains for.
  public static let epochs: Self = "epochs"
  /// The number of steps that a run trains for.
  public static let steps: Self = "steps"
  /// The time limit in minutes.
  public static let minutes: Self = "minutes"
  /// The step at which the learning-rate schedule ends.
  public static let scheduleSteps: Self = "scheduleSteps"
  /// The number of validations without a new best score that ends a run.
  public static let patience: Self = "patience"
}

/// The memory that training needs, compared with that of the machine before anything is written.
package enum MemoryNeed {
  /// Refuses a model that this machine cannot hold; `remedy` names the settings to lower.
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
