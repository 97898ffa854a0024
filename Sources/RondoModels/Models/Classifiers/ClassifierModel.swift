public import RondoEngine

/// A sequence classifier as a task has it: the network beside what prepares its cases.
public protocol ClassifierModel: TrainableModel
where
  Architecture == ClassifierArchitecture, Score == ClassifierScore,
  Preparation: ClassifierPreparation, Settings: ClassifierRunSettings,
  Settings == Preparation.Settings
{
  /// The network.
  var network: SequenceClassifier<Float> { get set }

  /// A model around a network.
  init(_ network: SequenceClassifier<Float>)
}

extension ClassifierModel {
  public var architecture: ClassifierArchitecture { network.architecture }

  public init(zeros architecture: ClassifierArchitecture) {
    self.init(SequenceClassifier(zeros: architecture))
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    network.visitParameters(&visitor)
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

  public var network: SequenceClassifier<Float>

  public init(_ network: SequenceClassifier<Float>) { self.network = network }
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

  public var network: SequenceClassifier<Float>

  public init(_ network: SequenceClassifier<Float>) { self.network = network }
}
