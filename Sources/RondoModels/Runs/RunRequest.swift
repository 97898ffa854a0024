public import RondoEngine
import RondoFiles

/// Request to start or resume a run: where it is saved, how it is started and when it ends. What it
/// computes is in its settings.
///
///     var request = RunRequest(folder: "checkpoints/tide")
///     request.start = .resume
///     request.limits.epochs = 10
///
/// `Sendable`.
public struct RunRequest: Sendable {
  /// Treatment of an existing run in the folder.
  public enum Start: Sendable, Hashable {
    /// Refuse to start; an existing run is never touched.
    case new
    /// Resume it with its own settings; start a new run if nothing is saved yet.
    case resume
    /// Replace it.
    case overwrite
  }

  /// Folder in which the run is saved; nil to train in memory and write nothing.
  public var folder: String?
  /// Treatment of an existing run in the folder.
  public var start = Start.new
  /// Limits of the run.
  public var limits = RequestedLimits()
  /// True to measure baselines on the validation part before a new run.
  public var measuresBaselines = true
  /// Threads that share the work; results do not depend on their number.
  public var workers: Workers
  /// Called before each step, and regularly in longer computations; true requests to save and stop.
  public var isStopRequested: @Sendable () -> Bool = { false }

  /// Creates a request for a new run in a folder, or in memory, with one thread for each core.
  public init(folder: String? = nil) {
    (self.folder, workers) = (folder, Workers(threads: Machine.cores))
  }
}

/// Limits set by the caller; the first one reached ends the run. If none is set, the task chooses a
/// number of epochs.
///
/// `Sendable`.
public struct RequestedLimits: Sendable, Hashable {
  /// Number of epochs, passes over the training data.
  public var epochs: Int?
  /// Number of optimizer steps.
  public var steps: Int?
  /// Time limit in minutes, from the creation of the run's object to the end of the run. Steps are
  /// planned for 90 % of the time left after baselines and trials; at the limit itself the run
  /// stops and is saved.
  public var minutes: Double?
  /// Step at which the learning-rate schedule ends; nil for the last step of the run.
  public var scheduleSteps: Int?
  /// Number of validations without a new best score after which the run stops; 0 for no such limit,
  /// nil for the task's default.
  public var patience: Int?

  /// Creates limits; none by default.
  public init(epochs: Int? = nil, steps: Int? = nil, minutes: Double? = nil) {
    (self.epochs, self.steps, self.minutes) = (epochs, steps, minutes)
  }

  /// True if the length of the run is limited.
  var isAnyGiven: Bool { epochs != nil || steps != nil || minutes != nil }
}
