public import RondoEngine

/// A sequence classifier as a task has it: the networks beside what prepares its cases.
public protocol ClassifierModel: SavableModel
where
  Architecture == ClassifierArchitecture, Score == ClassifierScore,
  Preparation: ClassifierPreparation, Settings: ClassifierRunSettings,
  Settings == Preparation.Settings
{
  /// The networks, one or more.
  var ensemble: SequenceEnsemble<Float> { get set }

  /// A model around its networks.
  init(_ ensemble: SequenceEnsemble<Float>)
}

extension ClassifierModel {
  public var architecture: ClassifierArchitecture { ensemble.architecture }

  public init(zeros architecture: ClassifierArchitecture) {
    self.init(SequenceEnsemble(zeros: architecture))
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    ensemble.visitParameters(&visitor)
  }
}

/// A classifier of texts.
///
/// `Sendable`.
public struct TextClassifier: ClassifierModel {
  public typealias Scalar = Float
  public typealias Score = ClassifierScore
  public typealias Preparation = TextPreparation
  public typealias Settings = TextClassifierSettings

  /// "text-classifier".
  public static var task: String { "text-classifier" }

  public var ensemble: SequenceEnsemble<Float>

  public init(_ ensemble: SequenceEnsemble<Float>) { self.ensemble = ensemble }
}

/// A classifier of series, or a regression of them.
///
/// `Sendable`.
public struct SeriesClassifier: ClassifierModel {
  public typealias Scalar = Float
  public typealias Score = ClassifierScore
  public typealias Preparation = SeriesPreparation
  public typealias Settings = SeriesClassifierSettings

  /// "series-classifier".
  public static var task: String { "series-classifier" }

  public var ensemble: SequenceEnsemble<Float>

  public init(_ ensemble: SequenceEnsemble<Float>) { self.ensemble = ensemble }
}
