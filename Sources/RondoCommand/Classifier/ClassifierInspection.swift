import Rondo

/// Output of `inspect --format json` for a classifier: common facts, and the details of its kind.
struct ClassifierInspection<Model: ClassifierModel, Details: Encodable>: Encodable {
  let task = Model.task
  let formatVersion = SavedModel<Model>.formatVersion
  let architecture: ClassifierArchitecture
  let parameters: Int
  let tensors: [InspectedTensor]
  /// Labels; nil for a regression.
  let labels: [String]?
  /// True if a case may have any number of labels.
  let isMultiLabel: Bool
  let settings: Model.Settings
  let data: [DataSource]
  let split: DataSplit
  let bestValidation: BestValidation<ClassifierScore>?
  let textLibrary: TextLibrary
  let input: Details
  /// Names and weights of the methods that make a prediction; absent if the networks predict alone.
  let methods: [Method]?

  /// Method with its weight.
  struct Method: Encodable {
    let method: String
    let weight: Double
  }

  init(_ file: SavedModel<Model>, _ details: Details) {
    architecture = file.model.architecture
    parameters = file.model.parameterCount
    tensors = file.tensors
    labels = file.labels.isEmpty ? nil : file.labels.map(\.name)
    isMultiLabel = file.preparation.targets.isMultiLabel
    settings = file.settings
    data = file.data
    split = file.split
    bestValidation = file.best
    textLibrary = file.textLibrary
    input = details
    let found = file.methods.map { Method(method: $0.name, weight: $0.weight) }
    methods = found.isEmpty ? nil : found
  }
}

/// Division of texts by a text classifier.
struct TextDetails: Encodable {
  let unit: TextUnit
  let foldsCase: Bool
  let tokenizer: Tokenizer
  let characterTokenizer: Tokenizer?
}

/// Reading of series by a series classifier.
struct SeriesDetails: Encodable {
  let channels: Int
  /// Names in the order of the values of a sample; absent if the training data did not name the
  /// channels.
  let channelNames: [String]?
  let samplesPerStep: Int
  let scaling: SeriesScaling
  let marksMissing: Bool
  let timeUnit: Double?
}

extension SavedModel where Model: ClassifierModel {
  /// Lines of `inspect` for a classifier; `kind` are those specific to its kind.
  func lines(_ kind: [String]) -> [String] {
    let t = settings.training
    var lines = [
      "task          \(Self.task)", "architecture  \(model.architecture.summary)",
    ]
    lines += parameterLines
    switch preparation.targets {
    case .labels(let labels), .labelSets(let labels):
      let names = labels.prefix(60).map(\.name).joined(separator: ", ")
      lines.append(
        "labels        \(labels.count.withThousandsSeparators): \(names)"
          + (labels.count > 60 ? ", …" : "")
          + (preparation.targets.isMultiLabel ? "; any number of them a case" : ""))
    case .values(let mean, let deviation):
      lines.append("targets       numbers, mean \(mean), deviation \(deviation)")
    }
    lines += kind + sourceLines
    lines.append(
      "split         \(split.training.withThousandsSeparators) cases to train on, "
        + "\(split.validation.withThousandsSeparators) to validate on")
    if let best {
      lines.append(
        "validation    \(ClassifierTask<Model>.summary(of: best.score)), at step \(best.step.withThousandsSeparators)"
      )
    }
    lines.append(
      "training      \(t.optimizer.rawValue), rate \(t.learningRate), \(t.schedule.shape.rawValue), "
        + "batch \(t.batchSize), clip \(t.clipNorm), seed \(t.seed)")
    lines += originLines(settings.classifier.startedFrom)
    return lines + (preparation.dependsOnUnicode ? [libraryLine] : [])
  }
}

extension SavedModel where Model: ClassifierModel {
  /// The weights of the methods that make a prediction, in a line; `details` are added to the names
  /// of those beside the networks. None if the networks predict alone.
  fileprivate func methodLines(_ details: [String]) -> [String] {
    guard !methods.isEmpty else { return [] }
    let terms = zip(methods, [""] + details).map { method, detail in
      "\(method.weight.fixed(3)) \(method.name)\(detail)"
    }
    return ["answer        " + terms.joined(separator: " + ")]
  }
}

extension SavedModel where Model == TextClassifier {
  var textDetails: TextDetails {
    TextDetails(
      unit: preparation.unit, foldsCase: preparation.foldsCase, tokenizer: tokenizer,
      characterTokenizer: preparation.characterTokenizer)
  }

  var textLines: [String] {
    var lines = [
      "symbols       \(unitName)"
        + (preparation.foldsCase ? ", without case" : "")
        + ": \(tokenizer.overview)"
    ]
    if let layout = settings.reading.layout { lines.insert("columns       \(layout)", at: 0) }
    if let characters = preparation.characterTokenizer {
      lines.append("characters    \(characters.vocabulary.overview)")
    }
    return lines + methodLines(preparation.naiveBayes.map { ", n ≤ \($0.order)" })
  }

  /// Unit of text; for symbols of a language model, their kind.
  private var unitName: String {
    preparation.unit == .symbol
      ? "\(tokenizer.unit.rawValue), normalization \(tokenizer.normalization.rawValue)"
      : preparation.unit.rawValue
  }

  private var tokenizer: Tokenizer { preparation.tokenizer }
}

extension SavedModel where Model == SeriesClassifier {
  var seriesDetails: SeriesDetails {
    SeriesDetails(
      channels: preparation.channels, channelNames: settings.reading.table?.channels,
      samplesPerStep: preparation.samplesPerStep, scaling: preparation.scaling,
      marksMissing: preparation.marksMissing,
      timeUnit: preparation.timeUnit)
  }

  var seriesLines: [String] {
    let p = preparation
    var parts = [p.channels == 1 ? "1 channel" : "\(p.channels) channels"]
    parts.append(
      "\(p.samplesPerStep.counted("sample")) per time step")
    switch p.scaling.kind {
    case .set: parts.append("scaled by the training cases")
    case .case: parts.append("each case scaled by itself")
    case .none: break
    }
    if p.marksMissing { parts.append("missing values marked") }
    if p.timeUnit != nil { parts.append("with time stamps") }
    if !p.differenceScales.isEmpty { parts.append("with differences") }
    let lines = ["series        " + parts.joined(separator: ", ")] + methodLines(["", ""])
    guard let names = settings.reading.table?.channels else { return lines }
    return lines + ["channels      " + SeriesClassifier.channelList(p.channels, names: names)]
  }
}
