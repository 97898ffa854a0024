public import RondoEngine
import RondoFiles

/// How a run is started, how long it trains and where it is saved; what it computes is in its
/// settings.
///
///     var request = RunRequest(folder: "checkpoints/tide")
///     request.start = .resume
///     request.limits.epochs = 10
///
/// `Sendable`.
public struct RunRequest: Sendable {
  /// What to do with a run that is in the folder.
  public enum Start: Sendable, Hashable {
    /// Refuse: an existing run is never touched.
    case new
    /// Continue it with its own settings; start a new run where nothing is saved yet.
    case resume
    /// Replace it.
    case overwrite
  }

  /// The folder that the run is saved in; nil trains in memory and writes nothing.
  public var folder: String?
  /// What to do with a run that is in the folder.
  public var start = Start.new
  /// When the run ends.
  public var limits = RequestedLimits()
  /// Whether simple methods are measured on the validation part before a new run.
  public var measuresBaselines = true
  /// The threads to compute with; results do not depend on their number.
  public var workers: Workers
  /// Asked before each step, and now and then in longer computations, whether to save and stop.
  public var isStopRequested: @Sendable () -> Bool = { false }

  /// A new run in a folder, or in memory, with one thread for each core.
  public init(folder: String? = nil) {
    (self.folder, workers) = (folder, Workers(threads: Machine.cores))
  }
}

/// The limits that a caller sets; the first one reached ends the run. Where none is set, the task
/// chooses a number of epochs.
///
/// `Sendable`.
public struct RequestedLimits: Sendable, Hashable {
  /// Passes over the training data.
  public var epochs: Int?
  /// Optimizer steps.
  public var steps: Int?
  /// Minutes from the creation of the run's object to its end: the number of steps is planned from
  /// 90 % of what is left after baselines and trials; at the limit itself the run stops and is saved.
  public var minutes: Double?
  /// The step at which the learning-rate schedule ends; nil for the last step of the run.
  public var scheduleSteps: Int?
  /// Validations without a new best score after which the run stops; 0 for never, nil for the task's
  /// default.
  public var patience: Int?

  /// Limits; none by default.
  public init(epochs: Int? = nil, steps: Int? = nil, minutes: Double? = nil) {
    (self.epochs, self.steps, self.minutes) = (epochs, steps, minutes)
  }

  /// Whether the length of the run is limited.
  var isAnyGiven: Bool { epochs != nil || steps != nil || minutes != nil }
}
