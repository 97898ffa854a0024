public import RondoData
public import RondoEngine
public import RondoEvaluation
public import RondoModels

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

extension SavedModel where Model: ClassifierModel {
  /// What is classified.
  public typealias Case = Model.Preparation.Case

  /// The labels in the order of their ids; none of a regression.
  public var labels: [ClassLabel] { preparation.targets.labels }

  /// The probability of each label for each case.
  ///
  /// A case has the same bits alone, among others, and in any order.
  ///
  /// - Parameters:
  ///   - cases: What is to be classified.
  ///   - tape: Where to compute.
  ///   - batch: The number of cases to be read side by side, at most.
  /// - Throws: `EvaluationError.notFinite` where the model gives no numbers.
  public func probabilities(
    of cases: [Case], on tape: Tape<Float>, batch: Int = 64
  ) throws(EvaluationError) -> ClassPredictions {
    precondition(!labels.isEmpty, "a regression has no labels: ask for values")
    return try ClassPredictions(
      logits: outputs(of: cases, on: tape, batch: batch), classes: labels.count)
  }

  /// What a model of any number of labels a case says of each case.
  ///
  /// - Parameters:
  ///   - cases: What is to be classified.
  ///   - threshold: The least probability of a label that is predicted, in 0...1.
  ///   - tape: Where to compute.
  ///   - batch: The number of cases to be read side by side, at most.
  /// - Throws: `EvaluationError.notFinite` where the model gives no numbers.
  public func labelSets(
    of cases: [Case], threshold: Double = 0.5, on tape: Tape<Float>, batch: Int = 64
  ) throws(EvaluationError) -> LabelSetPredictions {
    precondition(preparation.targets.isMultiLabel, "one label a case: ask for probabilities")
    return try LabelSetPredictions(
      logits: outputs(of: cases, on: tape, batch: batch), classes: labels.count,
      threshold: threshold)
  }

  /// The number that a regression predicts for each case, in the unit of the targets trained on.
  public func values(of cases: [Case], on tape: Tape<Float>, batch: Int = 64) -> [Double] {
    precondition(labels.isEmpty, "a classifier has labels: ask for probabilities")
    return preparation.targets.numbers(of: outputs(of: cases, on: tape, batch: batch))
  }

  /// The same model without the methods that its networks are combined with: it answers with the
  /// networks alone, and cannot be saved.
  public var networksAlone: SavedModel {
    var result = self
    result.model.ensemble.opinionWeights = nil
    return result
  }

  /// The networks' outputs, and the answers of other methods weighed in, [N, K].
  func outputs(of cases: [Case], on tape: Tape<Float>, batch: Int) -> [Float] {
    let logits = model.ensemble.outputs(
      of: cases.map(preparation.sequence), on: tape, batch: batch)
    return preparation.opinionCount == 0 || model.ensemble.opinionWeights == nil
      ? logits : model.ensemble.weighing(logits, with: cases.map(preparation.opinions))
  }
}

/// A text classifier with its tokenizer and labels.
public typealias TextClassifierFile = SavedModel<TextClassifier>

/// A series classifier with its scaling and labels.
public typealias SeriesClassifierFile = SavedModel<SeriesClassifier>

extension ClassPredictions {
  /// The most probable labels of a case with their probabilities, from the most probable down; of
  /// equally probable ones the one with the lowest id comes first.
  public func ranking(of index: Int, top: Int = .max) -> [(label: Int, probability: Double)] {
    let row = logProbabilities[index * classes..<(index + 1) * classes]
    let order = row.indices.sorted { (row[$1], $0) < (row[$0], $1) }
    return order.prefix(top).map {
      let label = $0 - row.startIndex
      return (label, min(1, probability(of: label, case: index)))
    }
  }
}

/// The answer of a classifier to a case.
///
/// `Sendable`.
public struct LabelPrediction: Sendable, Hashable {
  /// The most probable label.
  public let label: String
  /// Its probability.
  public let probability: Double
  /// All labels with their probabilities, from the most probable one down.
  public let ranking: [Entry]

  /// A label with its probability.
  public struct Entry: Sendable, Hashable {
    /// The label.
    public let label: String
    /// Its probability.
    public let probability: Double
  }
}

extension SavedModel where Model: ClassifierModel {
  /// Classifies cases; each has the same answer alone as among others.
  ///
  ///     let answers = try model.predict(["A quiet, generous film."])
  ///     answers[0].label  // "positive"
  ///
  /// - Parameters:
  ///   - cases: Texts or series.
  ///   - workers: The threads to compute with.
  /// - Throws: `EvaluationError.notFinite` where the model gives no numbers.
  public func predict(
    _ cases: [Case], workers: Workers = .single
  ) throws(EvaluationError) -> [LabelPrediction] {
    let predictions = try probabilities(of: cases, on: Tape(workers: workers))
    return cases.indices.map { index in
      let ranking = predictions.ranking(of: index).map {
        LabelPrediction.Entry(label: labels[$0.label].name, probability: $0.probability)
      }
      return LabelPrediction(
        label: ranking[0].label, probability: ranking[0].probability, ranking: ranking)
    }
  }
}
