import RondoEngine
import RondoLanguageModel
import RondoModels
import Testing

/// What training can be regularised by and how its rate and chunks can go, for tests that all of
/// these must pass.
struct RegularizationVariant: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let change: @Sendable (inout TrainingConfiguration) -> Void

  init(_ name: String, _ change: @escaping @Sendable (inout TrainingConfiguration) -> Void) {
    (testDescription, self.change) = (name, change)
  }

  static let dropped = RegularizationVariant("all that can be dropped") {
    $0.regularization.dropout = 0.4
    $0.regularization.embeddingDropout = 0.2
    $0.regularization.recurrentDropout = 0.3
  }

  static let all = [
    dropped,
    RegularizationVariant("variational dropout and penalties") {
      $0.regularization.dropout = 0.4
      $0.regularization.variationalDropout = true
      $0.regularization.activationPenalty = 2
      $0.regularization.temporalPenalty = 1
    },
    RegularizationVariant("weight decay and smoothed labels") {
      $0.optimizer = .adamw
      $0.regularization.weightDecay = 0.1
      $0.regularization.labelSmoothing = 0.1
    },
    RegularizationVariant("averaged weights and a step schedule") {
      $0.averageDecay = 0.9
      $0.schedule = Schedule(.step, warmupSteps: 1)
      $0.schedule.decaySteps = 2
    },
    RegularizationVariant("a plateau schedule") {
      $0.learningRate = 0.3
      $0.schedule = Schedule(.plateau)
      $0.schedule.plateauPatience = 1
    },
    RegularizationVariant("random lengths") { $0.randomLengths = true },
  ]

  /// The settings of the small run with this.
  var settings: LanguageModelSettings {
    var settings = SmallRun.settings()
    change(&settings.training)
    return settings
  }
}
