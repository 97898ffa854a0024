import Rondo

/// What `inspect --format json` prints of a language model.
struct LanguageModelInspection: Encodable {
  let task = LanguageModelFile.task
  let formatVersion = LanguageModelFile.formatVersion
  let architecture: LanguageModelArchitecture
  let parameters: Int
  let tensors: [InspectedTensor]
  let tokenizer: Tokenizer
  let settings: LanguageModelSettings
  let data: [DataSource]
  let split: DataSplit
  let bestValidation: BestValidation<LossUnits>?
  let textLibrary: TextLibrary

  init(_ file: LanguageModelFile) {
    architecture = file.model.architecture
    parameters = file.model.parameterCount
    tensors = file.tensors
    tokenizer = file.tokenizer
    settings = file.settings
    data = file.data
    split = file.split
    bestValidation = file.best
    textLibrary = file.textLibrary
  }
}

/// The name and the shape of a tensor.
struct InspectedTensor: Encodable {
  let name: String
  let shape: [Int]
}

extension SavedModel {
  /// The model's tensors in their order.
  var tensors: [InspectedTensor] {
    model.layout.entries.map { InspectedTensor(name: $0.name, shape: Array($0.shape)) }
  }

  /// What `inspect` says of any model's parameters.
  var parameterLines: [String] {
    ["parameters    \(model.parameterCount.grouped)"]
      + model.layout.entries.map { entry in
        let name = entry.name + String(repeating: " ", count: max(1, 24 - entry.name.count))
        return "              \(name)\(entry.shape)"
      }
  }

  /// What `inspect` says of any model's data.
  var sourceLines: [String] {
    data.flatMap { source in
      [
        "trained on    \(source.path), \(source.bytes.grouped) bytes, \(source.encoding)",
        "              sha256 \(source.sha256)",
      ]
    }
  }

  /// The model that training began with, by the hash of its file; nothing where that is empty.
  func originLines(_ hash: String) -> [String] {
    hash.isEmpty ? [] : ["begun with    the model of sha256 \(hash)"]
  }

  /// The library whose rules found the symbols.
  var libraryLine: String {
    "text library  ICU \(textLibrary.icu), Unicode \(textLibrary.unicode)"
  }
}

extension Vocabulary {
  /// The first sixty symbols, spaces shown as ␣.
  var overview: String { Self.overview(of: symbols.filter { !$0.isEmpty }) }

  static func overview(of symbols: [[UInt8]]) -> String {
    let shown = symbols.prefix(60).map { bytes in
      onOneLine(String(escapingIllFormed: bytes).replacing(" ", with: "␣"))
    }
    return shown.joined(separator: " ") + (symbols.count > 60 ? " …" : "")
  }
}

extension Tokenizer {
  /// The first sixty symbols; of byte-pair units those that were learned.
  var overview: String {
    guard let pairs = bytePairs else { return vocabulary.overview }
    let border = pairs.vocabulary.borderID == nil ? 0 : 1
    let graphemes = pairs.vocabulary.count - border - 256 - pairs.merges.count
    let learned = pairs.merges.map {
      pairs.vocabulary.bytes(of: $0.left) + pairs.vocabulary.bytes(of: $0.right)
    }
    return "256 bytes, \(graphemes.grouped) graphemes of several bytes, "
      + "\(learned.count.grouped) pairs: " + Vocabulary.overview(of: learned)
  }
}

extension SavedModel where Model == LanguageModel<Float> {
  /// What `inspect` says of a language model.
  var lines: [String] {
    let (a, s, t) = (model.architecture, settings, settings.training)
    var lines = [
      "task          \(Self.task)",
      "architecture  \(a.summary), \(a.vocabularySize.grouped) symbols",
    ]
    lines += parameterLines
    lines.append(
      "symbols       \(s.unit.rawValue), normalization \(s.normalization.rawValue)"
        + (s.newlines == .keep ? ": " : ", line ends \(s.newlines.rawValue): ")
        + tokenizer.overview)
    if s.documents != .none {
      lines.append("documents     \(s.documents.rawValue); their border has the id 0")
    }
    lines += sourceLines
    lines.append(
      "split         \(split.training.grouped) symbols to train on, "
        + "\(split.validation.grouped) to validate on")
    if let best {
      lines.append(
        "validation    \(best.score.nats.fixed(4)) nats per symbol, "
          + "\(best.score.bitsPerCharacter.fixed(4)) bits per character, "
          + "\(best.score.bitsPerByte.fixed(4)) bits per byte, at step \(best.step.grouped)")
    }
    lines.append(
      "training      \(t.optimizer.rawValue), rate \(t.learningRate), \(t.schedule.shape.rawValue), "
        + "batch \(t.batchSize), sequence \(t.sequenceLength), clip \(t.clipNorm), seed \(t.seed)")
    return lines + originLines(s.startedFrom) + [libraryLine]
  }
}
