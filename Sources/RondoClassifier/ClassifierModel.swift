public import RondoData
public import RondoEngine
public import RondoEvaluation
public import RondoModels

/// Sequence classifier as a task: an ensemble of networks with the preparation of its cases.
public protocol ClassifierModel: SavableModel
where
  Architecture == ClassifierArchitecture, Score == ClassifierScore,
  Preparation: ClassifierPreparation, Settings: ClassifierRunSettings,
  Settings == Preparation.Settings
{
  /// Networks, one or more.
  var ensemble: SequenceEnsemble<Float> { get set }

  /// Creates a model from its networks.
  init(_ ensemble: SequenceEnsemble<Float>)

  /// Number of cases from which a part of them is kept for validation; fewer are cross-validated.
  static func leastValidatedCases(_ settings: Settings) -> Int

  /// Number of lengths of training that cross-validation tries: the whole, half and a quarter.
  static func trialLengths(_ settings: Settings) -> Int

  /// Settings of the runs of cross-validation.
  static func trialSettings(_ settings: Settings) -> Settings
}

extension ClassifierModel {
  /// 200.
  public static func leastValidatedCases(_ settings: Settings) -> Int { 200 }

  /// 3.
  public static func trialLengths(_ settings: Settings) -> Int { 3 }

  /// The same with a single network.
  public static func trialSettings(_ settings: Settings) -> Settings {
    var result = settings
    result.classifier.architecture.members = 1
    return result
  }

  public var architecture: ClassifierArchitecture { ensemble.architecture }

  public init(zeros architecture: ClassifierArchitecture) {
    self.init(SequenceEnsemble(zeros: architecture))
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    ensemble.visitParameters(&visitor)
  }
}

/// Text classifier.
///
/// `Sendable`.
public struct TextClassifier: ClassifierModel {
  public typealias Scalar = Float
  public typealias Score = ClassifierScore
  public typealias Preparation = TextPreparation
  public typealias Settings = TextClassifierSettings

  /// Name of the task, "text-classifier".
  public static var task: String { "text-classifier" }

  public var ensemble: SequenceEnsemble<Float>

  public init(_ ensemble: SequenceEnsemble<Float>) { self.ensemble = ensemble }
}

/// Series classifier, or regression of series.
///
/// `Sendable`.
public struct SeriesClassifier: ClassifierModel {
  public typealias Scalar = Float
  public typealias Score = ClassifierScore
  public typealias Preparation = SeriesPreparation
  public typealias Settings = SeriesClassifierSettings

  /// Name of the task, "series-classifier".
  public static var task: String { "series-classifier" }

  /// 500 for networks with convolutions or with other methods, which learn from all cases; else 200.
  public static func leastValidatedCases(_ settings: SeriesClassifierSettings) -> Int {
    isLengthSettled(settings) ? 500 : 200
  }

  /// 1 for networks with convolutions or with other methods, whose length matters little; else 3.
  public static func trialLengths(_ settings: SeriesClassifierSettings) -> Int {
    isLengthSettled(settings) ? 1 : 3
  }

  private static func isLengthSettled(_ settings: SeriesClassifierSettings) -> Bool {
    !settings.isRegression
      && (settings.asksOthers || settings.classifier.architecture.convolution.isPresent)
  }

  /// The same with a single network, without other methods.
  public static func trialSettings(_ settings: Settings) -> Settings {
    var result = settings
    result.classifier.architecture.members = 1
    result.asksOthers = false
    return result
  }

  public var ensemble: SequenceEnsemble<Float>

  public init(_ ensemble: SequenceEnsemble<Float>) { self.ensemble = ensemble }
}

extension SavedModel where Model: ClassifierModel {
  /// Type of a case.
  public typealias Case = Model.Preparation.Case

  /// Labels in the order of their ids; empty for a regression.
  public var labels: [ClassLabel] { preparation.targets.labels }

  /// Computes the probability of each label for each case.
  ///
  /// The result for a case has the same bits alone, in any batch and in any order.
  ///
  /// - Parameters:
  ///   - cases: Cases to classify.
  ///   - tape: Tape to compute on.
  ///   - batch: Largest number of cases in a batch.
  /// - Throws: `EvaluationError.notFinite` if an output is not finite.
  public func probabilities(
    of cases: [Case], on tape: Tape<Float>, batch: Int = 64
  ) throws(EvaluationError) -> ClassPredictions {
    precondition(!labels.isEmpty, "a regression has no labels: call values(of:on:batch:)")
    return try ClassPredictions(
      logits: outputs(of: cases, on: tape, batch: batch), classes: labels.count)
  }

  /// Predicts a set of labels for each case, for a model of label sets.
  ///
  /// - Parameters:
  ///   - cases: Cases to classify.
  ///   - threshold: Probability from which a label is predicted, in 0...1.
  ///   - tape: Tape to compute on.
  ///   - batch: Largest number of cases in a batch.
  /// - Throws: `EvaluationError.notFinite` if an output is not finite.
  public func labelSets(
    of cases: [Case], threshold: Double = LabelSetPredictions.defaultThreshold,
    on tape: Tape<Float>, batch: Int = 64
  ) throws(EvaluationError) -> LabelSetPredictions {
    precondition(
      preparation.targets.isMultiLabel,
      "a model of one label per case: call probabilities(of:on:batch:)")
    return try LabelSetPredictions(
      logits: outputs(of: cases, on: tape, batch: batch), classes: labels.count,
      threshold: threshold)
  }

  /// Predicts the number of each case, for a regression, in the unit of the training targets.
  public func values(of cases: [Case], on tape: Tape<Float>, batch: Int = 64) -> [Double] {
    precondition(labels.isEmpty, "a classifier has labels: call probabilities(of:on:batch:)")
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
    let (logits, opinions) = parts(of: cases, on: tape, batch: batch)
    return opinions.isEmpty ? logits : model.ensemble.weighing(logits, with: opinions)
  }

  /// The networks' outputs, [N, K], and the predictions of other methods, [N][J, K]; none if those
  /// are not used.
  private func parts(
    of cases: [Case], on tape: Tape<Float>, batch: Int
  ) -> (logits: [Float], opinions: [[Double]]) {
    let logits = model.ensemble.outputs(
      of: cases.map(preparation.sequence), on: tape, batch: batch)
    let areAsked = preparation.opinionCount > 0 && model.ensemble.opinionWeights != nil
    return (logits, areAsked ? cases.map(preparation.opinions) : [])
  }
}

/// Part of a prediction that comes from one method: the networks, or another method that is combined
/// with them.
///
/// `Sendable`.
public struct MethodPrediction: Sendable, Hashable, Encodable {
  /// Name of the method: "networks", "naive Bayes on word n-grams" and so on.
  public let method: String
  /// Factor of the method's log-probabilities in the sum whose softmax is the prediction.
  public let weight: Double
  /// Most probable label by the method alone.
  public let label: String
  /// Probability of that label by the method alone.
  public let probability: Double
}

extension SavedModel where Model: ClassifierModel {
  /// Names and weights of the networks and of the methods that are combined with them; empty if the
  /// networks predict alone.
  public var methods: [(name: String, weight: Double)] {
    guard preparation.opinionCount > 0, let weights = model.ensemble.opinionWeights?.scalars else {
      return []
    }
    return zip(["networks"] + preparation.opinionNames, weights).map { ($0, Double($1)) }
  }

  /// Computes the probability of each label for each case, and each method's part in it.
  ///
  /// - Parameters:
  ///   - cases: Cases to classify.
  ///   - tape: Tape to compute on.
  ///   - batch: Largest number of cases in a batch.
  /// - Returns: The predictions, as `probabilities` returns them, and for each case the predictions
  ///   of each of `methods`, [N][1 + J]; none if there is only one.
  /// - Throws: `EvaluationError.notFinite` if an output is not finite.
  public func probabilitiesByMethod(
    of cases: [Case], on tape: Tape<Float>, batch: Int = 64
  ) throws(EvaluationError) -> (all: ClassPredictions, methods: [[MethodPrediction]]) {
    precondition(!labels.isEmpty, "a regression has no labels: call values(of:on:batch:)")
    let (logits, opinions) = parts(of: cases, on: tape, batch: batch)
    guard !opinions.isEmpty else {
      return (try ClassPredictions(logits: logits, classes: labels.count), [])
    }
    let all = try ClassPredictions(
      logits: model.ensemble.weighing(logits, with: opinions), classes: labels.count)
    let classes = labels.count
    var parts = [try ClassPredictions(logits: logits, classes: classes)]
    for method in 0..<preparation.opinionCount {
      let own = opinions.flatMap { $0[method * classes..<(method + 1) * classes].map { Float($0) } }
      parts.append(try ClassPredictions(logits: own, classes: classes))
    }
    let weights = methods
    return (
      all,
      cases.indices.map { index in
        zip(weights, parts).map { method, part in
          let best = part.ranking(of: index, top: 1)[0]
          return MethodPrediction(
            method: method.name, weight: method.weight, label: labels[best.label].name,
            probability: best.probability)
        }
      }
    )
  }
}

/// Text classifier with its tokenizer and labels.
public typealias TextClassifierFile = SavedModel<TextClassifier>

/// Series classifier with its scaling and labels.
public typealias SeriesClassifierFile = SavedModel<SeriesClassifier>

extension ClassPredictions {
  /// Labels of a case with their probabilities, most probable first; of equally probable ones that
  /// with the lowest id first.
  public func ranking(of index: Int, top: Int = .max) -> [(label: Int, probability: Double)] {
    let row = logProbabilities[index * classes..<(index + 1) * classes]
    let order = row.indices.sorted { (row[$1], $0) < (row[$0], $1) }
    return order.prefix(top).map {
      let label = $0 - row.startIndex
      return (label, min(1, probability(of: label, case: index)))
    }
  }
}

/// Prediction of a classifier for a case.
///
/// `Sendable`.
public struct LabelPrediction: Sendable, Hashable {
  /// Most probable label.
  public let label: String
  /// Probability of that label.
  public let probability: Double
  /// All labels with their probabilities, most probable first.
  public let ranking: [Entry]

  /// Label with its probability.
  public struct Entry: Sendable, Hashable {
    /// Label.
    public let label: String
    /// Probability.
    public let probability: Double
  }
}

extension SavedModel where Model: ClassifierModel {
  /// Classifies cases; the prediction for a case has the same bits alone as among others.
  ///
  ///     let (model, _) = try TextClassifierFile.load("checkpoints/reviews/model.safetensors")
  ///     let predictions = try model.predict(["A quiet, generous film."])
  ///     predictions[0].label  // such as "positive"
  ///
  /// - Parameters:
  ///   - cases: Texts or series.
  ///   - workers: Threads that share the work.
  /// - Throws: `EvaluationError.notFinite` if an output is not finite.
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
