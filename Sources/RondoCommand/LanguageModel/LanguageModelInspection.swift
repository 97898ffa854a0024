import Rondo

/// Output of `inspect --format json` for a language model.
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

/// Name and shape of a tensor.
struct InspectedTensor: Encodable {
  let name: String
  let shape: [Int]
}

extension SavedModel {
  /// Tensors of the model in order.
  var tensors: [InspectedTensor] {
    model.layout.entries.map { InspectedTensor(name: $0.name, shape: Array($0.shape)) }
  }

  /// Lines of `inspect` for the parameters of any model.
  var parameterLines: [String] {
    ["parameters    \(model.parameterCount.withThousandsSeparators)"]
      + model.layout.entries.map { entry in
        let name = entry.name + String(repeating: " ", count: max(1, 24 - entry.name.count))
        return "              \(name)\(entry.shape)"
      }
  }

  /// Lines of `inspect` for the data of any model.
  var sourceLines: [String] {
    data.flatMap { source in
      [
        "trained on    \(source.path), \(source.bytes.withThousandsSeparators) bytes, \(source.encoding)",
        "              sha256 \(source.sha256)",
      ]
    }
  }

  /// Line for the model from which training started, by the hash of its file; empty without one.
  func originLines(_ hash: String) -> [String] {
    hash.isEmpty ? [] : ["begun with    the model of sha256 \(hash)"]
  }

  /// Line for the library whose rules divided texts into symbols.
  var libraryLine: String {
    "text library  ICU \(textLibrary.icu), Unicode \(textLibrary.unicode)"
  }
}

extension Vocabulary {
  /// First sixty symbols, with spaces shown as ␣.
  var overview: String { Self.overview(of: symbols.filter { !$0.isEmpty }) }

  static func overview(of symbols: [[UInt8]]) -> String {
    let shown = symbols.prefix(60).map { bytes in
      onOneLine(String(escapingIllFormed: bytes).replacing(" ", with: "␣"))
    }
    return shown.joined(separator: " ") + (symbols.count > 60 ? " …" : "")
  }
}

extension Tokenizer {
  /// First sixty symbols; for byte pairs, the first learned units.
  var overview: String {
    guard let pairs = bytePairs else { return vocabulary.overview }
    let border = pairs.vocabulary.borderID == nil ? 0 : 1
    let graphemes = pairs.vocabulary.count - border - 256 - pairs.merges.count
    let learned = pairs.merges.map {
      pairs.vocabulary.bytes(of: $0.left) + pairs.vocabulary.bytes(of: $0.right)
    }
    return "256 bytes, \(graphemes.withThousandsSeparators) graphemes of several bytes, "
      + "\(learned.count.withThousandsSeparators) pairs: " + Vocabulary.overview(of: learned)
  }
}

extension SavedModel where Model == LanguageModel<Float> {
  /// Lines of `inspect` for a language model.
  var lines: [String] {
    let (a, s, t) = (model.architecture, settings, settings.training)
    var lines = [
      "task          \(Self.task)",
      "architecture  \(a.summary), \(a.vocabularySize.withThousandsSeparators) symbols",
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
      "split         \(split.training.withThousandsSeparators) symbols to train on, "
        + "\(split.validation.withThousandsSeparators) to validate on")
    if let best {
      lines.append(
        "validation    \(best.score.nats.fixed(4)) nats per symbol, "
          + "\(best.score.bitsPerCharacter.fixed(4)) bits per character, "
          + "\(best.score.bitsPerByte.fixed(4)) bits per byte, at step \(best.step.withThousandsSeparators)"
      )
    }
    lines.append(
      "training      \(t.optimizer.rawValue), rate \(t.learningRate), \(t.schedule.shape.rawValue), "
        + "batch \(t.batchSize), sequence \(t.sequenceLength), clip \(t.clipNorm), seed \(t.seed)")
    return lines + originLines(s.startedFrom) + [libraryLine]
  }
}
