import Rondo

/// Shows a training run: a live line on a terminal, plain lines elsewhere, or JSON on standard
/// output.
final class TrainingDisplay {
  private let options: OutputOptions
  private let isLive: Bool
  private var outputIsOpen = true
  private var lineIsOpen = false
  private var latest: ProgressReport?
  private var lossSum = 0.0
  private var lossSteps = 0
  private var totalSteps = Int.max
  private var firstStep = 0
  private var rateUnit = ""
  private var lastPlainLine = ContinuousClock.now
  private var lastSample: ContinuousClock.Instant?
  private let start = ContinuousClock.now  // of the command, as far as people wait for it

  init(_ options: OutputOptions) {
    self.options = options
    isLive = options.format == .text && !options.quiet && StandardStreams.errorIsTerminal
  }

  private var isText: Bool { options.format == .text && !options.quiet }

  /// Says something that the user should know.
  func note(_ line: String) {
    closeLine()
    options.note(line)
  }

  /// Shows what goes on for a moment.
  func status(_ text: String) {
    if isLive { redraw(text + " …") }
  }

  func describe(_ corpus: TrainingText, _ settings: LanguageModelSettings) {
    let text = corpus.corpus
    for note in corpus.notes { options.note(note.withFlags) }
    let unknown = text.unknownSymbols.reduce(0) { $0 + $1.count }
    if unknown > 0 {
      let symbols = text.unknownSymbols.map(\.bytes)
      options.note(
        "the validation part has \(unknown.counted("symbol")) that the vocabulary lacks, "
          + "\(unknown == 1 ? "" : "each ")counted with ln V: "
          + UnknownSymbols.listed(symbols, text.tokenizer.knownSpellings(of: symbols)))
    }
    guard isText else { return }
    let name = corpus.sources.count == 1 ? corpus.sources[0].path : "\(corpus.sources.count) files"
    let encoding = Set(corpus.sources.map(\.encoding)).sorted().joined(separator: ", ")
    row("text", "\(name), \(corpus.byteCount.withThousandsSeparators) bytes, \(encoding)")
    row(
      "symbols",
      "\(text.training.count.withThousandsSeparators) to train on, \(text.validation.count.withThousandsSeparators) to validate on;"
        + " \(text.tokenizer.vocabulary.count.withThousandsSeparators) different (\(settings.unit.rawValue))"
    )
    if settings.documents != .none, let border = text.tokenizer.vocabulary.borderID {
      row(
        "documents",
        "\((text.counts[Int(border)] - 1).withThousandsSeparators) to train on (\(settings.documents.rawValue)); "
          + "the end of each counts as a symbol")
    }
  }

  /// Says what a run trains on, in lines of a name and a text.
  func describe(_ rows: [(name: String, text: String)]) {
    guard isText else { return }
    for (name, text) in rows { row(name, text) }
  }

  /// Shows an event that is not of the trainer.
  func show(_ name: String, _ text: String, _ line: String) {
    json(line)
    if isText { row(name, text) }
  }

  func show(_ baseline: BaselineReport, _ line: String) {
    json(line)
    guard isText else { return }
    closeLine()
    let name =
      baseline.order == 0 ? "symbol frequencies" : "Kneser-Ney \(baseline.order)-gram"
    row("baseline", "\(LanguageModelTask.summary(of: baseline.loss))  \(name)")
    if let note = baseline.note, baseline.order > 0 { row("", note) }
  }

  func describe<Task: CommandTask>(_ run: TrainingRun<Task>) {
    (totalSteps, firstStep) = (run.totalSteps, run.trainer.step)
    rateUnit = Task.rateUnit
    guard isText else { return }
    let trainer = run.trainer
    row(
      "model",
      "\(Task.summary(of: trainer.model)), \(trainer.model.parameterCount.withThousandsSeparators) parameters"
    )
    let steps = totalSteps == .max ? "no limit of steps" : totalSteps.counted("step")
    row(
      "training",
      "\(steps), \(trainer.task.stepsPerEpoch.withThousandsSeparators) an epoch; \(FloatKernels.version) "
        + "kernels, \(trainer.workers.count.counted("thread"))"
        + (trainer.step > 0 ? "; going on from step \(trainer.step.withThousandsSeparators)" : ""))
  }

  /// Shows a report; `extra` is a line that was logged after it.
  func show<Task: CommandTask>(
    _ report: TrainingReport<Task.Model.Score>, _ line: String, extra: String? = nil,
    for task: Task.Type
  ) {
    json(line)
    if let extra { json(extra) }
    guard isText else { return }
    switch report {
    case .progress(let progress):
      lossSum += progress.loss * Double(progress.step - (latest?.step ?? firstStep))
      lossSteps += progress.step - (latest?.step ?? firstStep)
      latest = progress
      showProgress(progress)
    case .validation(let validation):
      closeLine()
      let mark = validation.averaged == true ? " (averaged weights)" : ""
      show(
        epoch: validation.epoch, Task.summary(of: validation.score) + mark,
        isBest: validation.best)
    case .finished: closeLine()
    }
  }

  private func showProgress(_ progress: ProgressReport) {
    if isLive {
      redraw(bar(progress))
    } else if ContinuousClock.now - lastPlainLine > .seconds(10) {
      lastPlainLine = .now
      StandardStreams.message(numbers(progress).joined(separator: "  "))
    }
  }

  private func show(epoch: Double, _ score: String, isBest: Bool) {
    lastPlainLine = .now
    var parts = ["epoch \(epoch.fixed(epoch < 10 ? 1 : 0))"]
    if lossSteps > 0 { parts.append("loss \((lossSum / Double(lossSteps)).fixed(3))") }
    (lossSum, lossSteps) = (0, 0)
    parts.append("validation \(score)")
    if let latest { parts.append("\(latest.symbolsPerSecond.shortened) \(rateUnit)") }
    let mark = isBest ? "  best" : ""
    StandardStreams.message(parts.joined(separator: "  ") + mark, indent: 2)
  }

  /// The bar and the numbers, as many of them as there is room for.
  private func bar(_ progress: ProgressReport) -> String {
    let width = StandardStreams.width - 1
    var parts = numbers(progress)
    // What can be spared first: the speed, the time left, the loss.
    for place in [2, 2, 1] where parts.joined(separator: "  ").count > width && parts.count > place
    {
      parts.remove(at: place)
    }
    let text = parts.joined(separator: "  ")
    guard totalSteps < .max else { return text }
    let part = Double(progress.step) / Double(max(totalSteps, 1))
    let room = min(24, width - text.count - 9)
    guard room >= 8 else { return text }
    let full = Int(part * Double(room))
    let drawn = String(repeating: "█", count: full) + String(repeating: "░", count: room - full)
    return "\(drawn) \(Int(part * 100)) %  \(text)"
  }

  private func numbers(_ progress: ProgressReport) -> [String] {
    let parts = [
      "step \(progress.step.withThousandsSeparators)", "loss \(progress.loss.fixed(3))",
      "\(progress.symbolsPerSecond.shortened) \(rateUnit)",
    ]
    return parts + (progress.secondsLeft.map { ["\($0.asDuration) left"] } ?? [])
  }

  /// What the best model so far writes, at most every ten seconds, on a terminal.
  func show(_ sample: ValidationSample) {
    guard isLive else { return }
    if let lastSample, ContinuousClock.now - lastSample < .seconds(10) { return }
    lastSample = .now
    let (dim, plain) = StandardStreams.errorHasColor ? ("\u{1B}[2m", "\u{1B}[0m") : ("", "")
    closeLine()
    for line in sample.lines {
      let text = onOneLine(line.replacing("\t", with: "    "))
      for part in DisplayWidth.wrapped(text, to: StandardStreams.width - 4) {
        StandardStreams.display("  \(dim)│ \(part)\(plain)\n")
      }
    }
  }

  func finish<Task: CommandTask>(
    _ finished: FinishedReport<Task.Model.Score>, _ folder: String, for task: Task.Type
  ) {
    if isText { summarize(finished, task) }
    if options.format == .text { outputIsOpen = StandardStreams.tryWrite(name: folder) }
  }

  private func summarize<Task: CommandTask>(
    _ finished: FinishedReport<Task.Model.Score>, _ task: Task.Type
  ) {
    let best = finished.bestValidation.map {
      "; best validation \(Task.shortSummary(of: $0.score)) at step \($0.step.withThousandsSeparators)"
    }
    row(
      "finished",
      "\(finished.steps.counted("step")) in \(finished.seconds.asDuration), "
        + "\(finished.symbolsPerSecond.shortened) \(rateUnit)\(best ?? "")")
    row("", "\(finished.stoppedBy.explanation); \(secondsInAll.asDuration) in all")
    if finished.stoppedBy == .signal {
      row("", "stopped by a signal: the same command with --resume goes on")
    }
  }

  /// The time since the command began: reading, baselines, trials, training and validation.
  private var secondsInAll: Double { (ContinuousClock.now - start) / .seconds(1) }

  /// Says that a run that was to go on has ended before, and shows the line of its end.
  func showEarlierEnd(_ line: String, _ reason: StopReason, step: Int, _ folder: String) {
    json(line)
    if isText {
      row(
        "finished",
        "already, at step \(step.withThousandsSeparators): \(reason.explanation); to continue, raise --epochs, "
          + "--steps, --minutes or --patience")
    }
    if options.format == .text { outputIsOpen = StandardStreams.tryWrite(folder + "\n") }
  }

  /// Shows a line of the log, where lines are what is shown.
  func json(_ line: String) {
    guard options.format == .json, outputIsOpen else { return }
    outputIsOpen = StandardStreams.tryWrite(line + "\n")
  }

  private func row(_ name: String, _ text: String) {
    closeLine()
    let padded = name + String(repeating: " ", count: max(0, 10 - name.count))
    StandardStreams.message("\(padded)\(onOneLine(text))", indent: 10)
  }

  private func redraw(_ text: String) {
    lineIsOpen = true
    StandardStreams.display(
      "\r\u{1B}[K" + DisplayWidth.shortened(text, to: max(1, StandardStreams.width - 1)))
  }

  private func closeLine() {
    if lineIsOpen { StandardStreams.display("\r\u{1B}[K") }
    lineIsOpen = false
  }
}
