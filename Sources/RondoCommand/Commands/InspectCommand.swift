import ArgumentParser
import Rondo

/// `rondo inspect CHECKPOINT`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show a model's architecture, parameters, vocabulary or labels, and provenance.",
    discussion: """
      With --html a run's report is written anew, as training writes it into the run's folder: \
      learning curves, losses beside the baselines, samples over time, settings and data.
      """)

  @Argument(help: "A run's folder or a .safetensors file.")
  var checkpoint: String

  @Option(
    help: ArgumentHelp("Write the run's report as a page (.html) too.", valueName: "file"))
  var html: String?

  @OptionGroup var output: OutputOptions

  func validate() throws { try PageFile.check(html) }

  func run() throws {
    switch try AnyModel.open(checkpoint) {
    case .languageModel(let file):
      if let html { try report(file).write(to: html) }
      try write(file.lines, LanguageModelInspection(file))
    case .textClassifier(let file):
      try refusePage()
      try write(file.lines(file.textLines), ClassifierInspection(file, file.textDetails))
    case .seriesClassifier(let file):
      try refusePage()
      try write(file.lines(file.seriesLines), ClassifierInspection(file, file.seriesDetails))
    }
  }

  private func write(_ lines: [String], _ inspection: some Encodable) throws {
    switch output.format {
    case .json: StandardStreams.write(try ReportLine.line("inspection", inspection) + "\n")
    case .text: StandardStreams.write(lines.map(onOneLine).joined(separator: "\n") + "\n")
    }
  }

  private func report(_ file: ModelFile) throws -> RunReport {
    let isFile = RunFolder.modelPath(of: checkpoint) == checkpoint
    return isFile
      ? RunReport(of: file, path: checkpoint) : try RunReport(of: RunFolder.open(checkpoint))
  }

  private func refusePage() throws {
    if html != nil { throw ValidationError("--html has no meaning for a classifier") }
  }
}
