/// How far a run is: what its training state holds beside tensors.
///
/// `Sendable`.
public struct RunProgress<Score: ValidationScore>: Sendable, Hashable, Codable {
  /// The number of steps taken; with the text, it gives the place in the data.
  public var step: Int
  /// The step at which the schedule ends.
  public var scheduleSteps: Int
  /// The best score so far.
  public var best: BestValidation<Score>?
  /// The number of validations since then.
  public var validationsSinceBest: Int
  /// The step of the last validation.
  public var validatedStep: Int?
}
