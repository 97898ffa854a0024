public import RondoData
public import RondoEngine

/// What all runs that train a classifier have in common: its parts and how they are trained.
///
/// `Sendable`.
public struct ClassifierSettings: Sendable, Hashable, Codable {
  /// What decides which model of a run is the best.
  public enum Criterion: String, Sendable, Hashable, Codable, CaseIterable {
    /// The loss on the validation part.
    case loss
    /// Macro F₁ on the validation part.
    case f1
  }

  /// The kind of recurrent cell.
  public var cell = BuiltInCell.gru
  /// H, for each direction.
  public var hiddenSize = 64
  /// The number of recurrent layers.
  public var layers = 1
  /// True where every layer reads in both directions.
  public var isBidirectional = true
  /// What becomes of the outputs of all steps.
  public var readout = ReadoutKind.max
  /// How much a label counts in the loss.
  public var classWeights = ClassWeights.none
  /// What decides which model is the best.
  public var criterion = Criterion.loss
  /// The number of times that training begins anew with another seed, the first one included.
  public var restarts = 1
  /// Which of them was kept, from 0; its seed is that many above the first one.
  public var restart = 0
  /// What is validated on, where it is not a part of the training data.
  public var validationSources: [DataSource] = []
  /// The share of the cases that is kept for validation; of fewer than 200 cases, none is.
  public var validationFraction = 0.1
  /// The SHA-256 of the file of the language model that training began with, in hexadecimal; empty
  /// where it began with a new model.
  @AddedSetting public var startedFrom = ""
  /// The number of networks that are trained at once and answer together.
  @AddedSetting public var members: MemberCount = 1
  /// How parameters are trained.
  public var training = TrainingConfiguration()

  /// The defaults.
  public init() {}

  /// How parameters are trained, with the seed of the restart that was kept. The gradients of all
  /// members together are longer than one's by the root of their number, and so is what is allowed.
  public var restarted: TrainingConfiguration {
    var result = training
    result.seed &+= UInt64(restart)
    result.clipNorm *= Double(members.rawValue).squareRoot()
    return result
  }

  /// The architecture of a model with this input.
  public func architecture(_ input: ClassifierInput, outputs: Int) -> ClassifierArchitecture {
    var result = ClassifierArchitecture(
      input, outputs: outputs, cell: cell, hiddenSize: hiddenSize, layers: layers)
    (result.isBidirectional, result.readout) = (isBidirectional, readout)
    result.members = members
    return result
  }

  var isUsable: Bool {
    hiddenSize > 0 && layers > 0 && restarts > 0 && restart >= 0
      && members.rawValue > 0
      && (0..<1).contains(validationFraction)
      && training.isUsable
  }
}

/// The settings of a run that trains a classifier.
public protocol ClassifierRunSettings: TaskSettings {
  /// The classifier's parts and how they are trained.
  var classifier: ClassifierSettings { get set }
}

extension ClassifierRunSettings {
  public var training: TrainingConfiguration { classifier.training }
}
