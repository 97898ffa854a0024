import ArgumentParser
import Foundation
import Rondo

/// Evaluates a classifier, and prints notes and the report.
struct ClassifierEvaluator {
  let judging: EvaluationOptions
  let threads: ThreadOptions
  let output: OutputOptions

  /// Evaluates a model on data; `training` reads the training data.
  func run<Model: ClassifierModel, Data: ClassifierData>(
    _ file: SavedModel<Model>, _ data: Data, training: @escaping () throws -> Data
  ) throws where Data.Case == Model.Preparation.Case {
    for note in data.notes { output.note(note.withFlags) }
    try check(file.preparation.targets)
    let found = try file.evaluate(
      data, readingTraining: judging.noBaseline ? nil : training,
      threshold: judging.threshold ?? LabelSetPredictions.defaultThreshold,
      removesLeaks: judging.dedupe, workers: threads.workers
    ) { output.note($0.withFlags) }
    EvaluationDisplay(output).show(found, line: try ReportLine.line("evaluation", found))
    try draw(found.report, title: data.sources.map(\.path).joined(separator: ", "))
  }

  /// Throws if options do not apply to the model, or a chart cannot be drawn, before anything is
  /// computed.
  private func check(_ targets: TargetSpace) throws {
    guard judging.threshold == nil || targets.isMultiLabel else {
      throw ValidationError(
        "--threshold is for models trained with --multi-label, and this one is not")
    }
    guard let path = judging.confusion else { return }
    switch targets {
    case .labels: break
    case .labelSets:
      throw ValidationError("--confusion has no meaning where a case may have several labels")
    case .values: throw ValidationError("--confusion has no meaning for a regression")
    }
    if !judging.overwrite, PathBytes.exists(path) {
      throw ExistingFileError(path: path)
    }
  }

  private func draw(_ report: ClassifierEvaluation.Report, title: String) throws {
    guard let path = judging.confusion, case .classification(let report) = report else { return }
    let chart = ConfusionChart(report.confusion, title: title)
    try AtomicFile.write(Array(chart.svg.utf8), to: path)
  }
}

/// Display of the evaluation of a classifier.
struct EvaluationDisplay {
  private let output: OutputOptions

  init(_ output: OutputOptions) { self.output = output }

  /// Prints an evaluation as text or JSON, with warnings.
  func show(_ found: ClassifierEvaluation, line: String) {
    warn(found)
    switch output.format {
    case .json: StandardStreams.write(line + "\n")
    case .text: StandardStreams.writeLines(text(of: found.report))
    }
  }

  private func warn(_ found: ClassifierEvaluation) {
    if found.leftOut > 0 {
      output.note(
        "left out, because the training data have them too: \(found.leftOut.withThousandsSeparators)"
      )
    } else if let warning = found.leaks?.warning {
      output.note("warning: \(warning.withFlags)")
    }
    if case .classification(let report) = found.report,
      let warning = report.confusion.dominanceWarning
    {
      output.note("warning: \(warning.withFlags)")
    }
  }

  private func text(of report: ClassifierEvaluation.Report) -> String {
    switch report {
    case .classification(let report):
      let width = StandardStreams.outputIsTerminal ? StandardStreams.width : 80
      return ClassificationText(report, width: width).text
    case .labelSets(let report): return LabelSetText(report).text
    case .regression(let report): return RegressionText(report).text
    }
  }
}
