import ArgumentParser
import Rondo

/// `rondo inspect CHECKPOINT`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show a model's architecture, parameters, vocabulary and provenance.")

  @Argument(help: "A run's folder or a .safetensors file.")
  var checkpoint: String

  @OptionGroup var output: OutputOptions

  func run() throws {
    let file = try ModelFile.open(checkpoint)
    switch output.format {
    case .json:
      StandardStreams.write(try ReportLine.line("inspection", Inspection(file)) + "\n")
    case .text: StandardStreams.write(describe(file))
    }
  }

  private func describe(_ file: ModelFile) -> String {
    let (a, s) = (file.model.architecture, file.settings)
    var lines = [
      "task          \(ModelFile.task)",
      "architecture  \(a.summary), \(a.vocabularySize.grouped) symbols",
      "parameters    \(file.model.parameterCount.grouped)",
    ]
    for entry in file.model.layout.entries {
      let name = entry.name + String(repeating: " ", count: max(1, 24 - entry.name.count))
      lines.append("              \(name)\(entry.shape)")
    }
    lines.append(
      "symbols       \(s.unit.rawValue), normalization \(s.normalization.rawValue): "
        + symbols(file.tokenizer))
    for source in file.data {
      lines.append(
        "trained on    \(source.path), \(source.bytes.grouped) bytes, \(source.encoding)")
      lines.append("              sha256 \(source.sha256)")
    }
    lines.append(
      "split         \(file.split.training.grouped) symbols to train on, "
        + "\(file.split.validation.grouped) to validate on")
    if let best = file.best {
      lines.append(
        "validation    \(best.score.nats.fixed(4)) nats per symbol, "
          + "\(best.score.bitsPerCharacter.fixed(4)) bits per character, "
          + "\(best.score.bitsPerByte.fixed(4)) bits per byte, at step \(best.step.grouped)")
    }
    let t = s.training
    lines.append(
      "training      \(t.optimizer.rawValue), rate \(t.learningRate), \(t.schedule.shape.rawValue), "
        + "batch \(t.batchSize), sequence \(t.sequenceLength), clip \(t.clipNorm), seed \(t.seed)")
    lines.append("text library  ICU \(file.textLibrary.icu), Unicode \(file.textLibrary.unicode)")
    return lines.map(onOneLine).joined(separator: "\n") + "\n"
  }

  private func symbols(_ tokenizer: Tokenizer) -> String {
    guard let pairs = tokenizer.bytePairs else { return shown(tokenizer.vocabulary.symbols) }
    let graphemes = pairs.vocabulary.count - 256 - pairs.merges.count
    let learned = pairs.merges.map {
      pairs.vocabulary.bytes(of: $0.left) + pairs.vocabulary.bytes(of: $0.right)
    }
    return "256 bytes, \(graphemes.grouped) graphemes of several bytes, "
      + "\(learned.count.grouped) pairs: " + shown(learned)
  }

  private func shown(_ symbols: [[UInt8]]) -> String {
    let shown = symbols.prefix(60).map { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      return onOneLine(text.replacing(" ", with: "␣"))
    }
    return shown.joined(separator: " ") + (symbols.count > 60 ? " …" : "")
  }
}

/// What `inspect --format json` prints.
private struct Inspection: Encodable {
  struct Parameter: Encodable {
    let name: String
    let shape: [Int]
  }

  let task = ModelFile.task
  let formatVersion = ModelFile.formatVersion
  let architecture: LanguageModelArchitecture
  let parameters: Int
  let tensors: [Parameter]
  let tokenizer: Tokenizer
  let settings: RunSettings
  let data: [DataSource]
  let split: DataSplit
  let bestValidation: BestValidation<LossUnits>?
  let textLibrary: TextLibrary

  init(_ file: ModelFile) {
    architecture = file.model.architecture
    parameters = file.model.parameterCount
    tensors = file.model.layout.entries.map { Parameter(name: $0.name, shape: Array($0.shape)) }
    tokenizer = file.tokenizer
    settings = file.settings
    data = file.data
    split = file.split
    bestValidation = file.best
    textLibrary = file.textLibrary
  }
}
