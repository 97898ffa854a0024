import ArgumentParser
import Rondo

/// `rondo inspect CHECKPOINT`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show a model's architecture, parameters, vocabulary or labels, and provenance.")

  @Argument(help: "A run's folder or a .safetensors file.")
  var checkpoint: String

  @OptionGroup var output: OutputOptions

  func run() throws {
    switch try AnyModel.open(checkpoint) {
    case .languageModel(let file):
      try write(file.lines, LanguageModelInspection(file))
    case .textClassifier(let file):
      try write(file.lines(file.textLines), ClassifierInspection(file, file.textDetails))
    case .seriesClassifier(let file):
      try write(file.lines(file.seriesLines), ClassifierInspection(file, file.seriesDetails))
    }
  }

  private func write(_ lines: [String], _ inspection: some Encodable) throws {
    switch output.format {
    case .json: StandardStreams.write(try ReportLine.line("inspection", inspection) + "\n")
    case .text: StandardStreams.write(lines.map(onOneLine).joined(separator: "\n") + "\n")
    }
  }
}
