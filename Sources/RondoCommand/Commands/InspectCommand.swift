import ArgumentParser
import Rondo

/// `rondo inspect CHECKPOINT`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract:
      "Show a model's architecture, parameters, vocabulary or labels, and how it was trained.",
    discussion: """
      With --html, the command also writes the report that training writes into the run folder: \
      learning curves, scores of model and baselines, samples in the course of training or a \
      classifier's validation errors, settings and data.
      """)

  @Argument(help: "Run folder or .safetensors file.")
  var checkpoint: String

  @Option(
    help: ArgumentHelp("Also write the run's report to an HTML file (.html).", valueName: "file"))
  var html: String?

  @OptionGroup var output: OutputOptions

  func validate() throws { try PageFile.check(html) }

  func run() throws {
    let model = try AnyModel.open(checkpoint)
    if let html { try report(model).write(to: html) }
    switch model {
    case .languageModel(let file): try write(file.lines, LanguageModelInspection(file))
    case .textClassifier(let file):
      try write(file.lines(file.textLines), ClassifierInspection(file, file.textDetails))
    case .seriesClassifier(let file):
      try write(file.lines(file.seriesLines), ClassifierInspection(file, file.seriesDetails))
    case .tagger(let file): try write(file.taggerLines, TaggerInspection(file))
    }
  }

  private func write(_ lines: [String], _ inspection: some Encodable) throws {
    switch output.format {
    case .json: StandardStreams.write(try ReportLine.line("inspection", inspection) + "\n")
    case .text: for line in lines { StandardStreams.writeLine(onOneLine(line), indent: 14) }
    }
  }

  private func report(_ model: AnyModel) throws -> RunReport {
    let isFile = RunFolder.modelPath(of: checkpoint) == checkpoint
    return isFile
      ? RunReport(of: model, path: checkpoint) : try RunReport(of: RunFolder.open(checkpoint))
  }
}
