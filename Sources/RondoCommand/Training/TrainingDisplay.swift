import Rondo

/// Display of a training run: a live line on a terminal, plain lines elsewhere, or JSON on standard
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
  private var folder = ""
  private var validationIsBest = false
  private var lastPlainLine = ContinuousClock.now
  private var lastSample: ContinuousClock.Instant?
  private let start = ContinuousClock.now  // of the command

  init(_ options: OutputOptions) {
    self.options = options
    isLive = options.format == .text && !options.quiet && StandardStreams.errorIsTerminal
  }

  private var isText: Bool { options.format == .text && !options.quiet }

  /// Shows an event of a run.
  func show<Task: CommandTask>(_ event: RunEvent<Task.Model.Score>, for task: Task.Type) {
    switch event {
    case .status(let status): show(words(for: status))
    case .note(let advice): note(advice)
    case .opening(let folder):
      self.folder = folder.path
      Interrupts.watch()  // not earlier: before anything is written, a signal may end the program
    case .began(let beginning): describe(beginning, task)
    case .entry(let entry): show(entry, task)
    case .report(let report, let line): show(report, line, for: task)
    case .ended(let finished):
      if isText { summarize(finished, task) }
      printFolder()
    case .endedBefore(let end, let step): showEarlierEnd(end, step: step)
    }
  }

  /// Shows a note for the user.
  func note(_ advice: Advice) {
    closeLine()
    options.note(advice.withFlags)
  }

  private func words(for status: RunStatus) -> String {
    switch status {
    case .timing: "timing a few steps"
    case .measuringBaselines: "measuring the baseline"
    case .preparing(let cases): "preparing \(cases.withThousandsSeparators) cases"
    case .trial(let seed, let count): "seed \(seed) of \(count)"
    case .crossValidation(let run, let count, let seed, let seeds):
      "cross-validation: \(seeds > 1 ? "seed \(seed) of \(seeds), " : "")run \(run) of \(count)"
    }
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

  /// Shows the training data, in rows of a name and a text.
  func describe(_ rows: [(name: String, text: String)]) {
    guard isText else { return }
    for (name, text) in rows { row(name, text) }
  }

  /// Shows an entry of the log that is not a report of the trainer.
  private func show<Task: CommandTask>(_ entry: RunEntry, _ task: Task.Type) {
    json(entry.line)
    if let sample = entry.value as? ValidationSample {
      if validationIsBest { show(sample) }
    } else if isText, let (name, lines) = Task.row(for: entry) {
      for (index, line) in lines.enumerated() { row(index == 0 ? name : "", line) }
    }
  }

  private func describe<Task: CommandTask>(_ beginning: RunBeginning, _ task: Task.Type) {
    (totalSteps, firstStep) = (beginning.totalSteps, beginning.step)
    rateUnit = Task.rateUnit
    guard isText else { return }
    row(
      "model",
      "\(beginning.model), \(beginning.parameters.withThousandsSeparators) parameters")
    let steps = totalSteps == .max ? "no limit of steps" : totalSteps.counted("step")
    row(
      "training",
      "\(steps), \(beginning.stepsPerEpoch.withThousandsSeparators) an epoch; "
        + "\(FloatKernels.version) kernels, \(beginning.threads.counted("thread"))"
        + (firstStep > 0 ? "; resumed at step \(firstStep.withThousandsSeparators)" : ""))
  }

  private func show<Task: CommandTask>(
    _ report: TrainingReport<Task.Model.Score>, _ line: String, for task: Task.Type
  ) {
    json(line)
    if case .validation(let validation) = report { validationIsBest = validation.best }
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

  /// Shows what is done before training: at once on a terminal, elsewhere at most every ten seconds.
  private func show(_ status: String) {
    if isLive {
      redraw(status + " …")
    } else if isText, ContinuousClock.now - lastPlainLine > .seconds(10) {
      lastPlainLine = .now
      StandardStreams.message(status)
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

  /// Progress bar with as many numbers as fit on the line.
  private func bar(_ progress: ProgressReport) -> String {
    let width = StandardStreams.width - 1
    var parts = numbers(progress)
    // Numbers are omitted in this order: speed, time left, loss.
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

  /// Shows a sample of the best model so far, at most every ten seconds, on a terminal.
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

  private func printFolder() {
    if options.format == .text { outputIsOpen = StandardStreams.tryWrite(name: folder) }
  }

  /// Ends the program with the exit status of a signal if one has stopped the run.
  static func end(_ reason: StopReason) throws(EarlyEnd) {
    if reason == .signal, let status = Interrupts.status { throw EarlyEnd(status: status) }
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
      row("", "stopped by a signal: continue with the same command and --resume")
    }
  }

  /// Time since the start of the command: reading, baselines, trials, training and validation.
  private var secondsInAll: Double { (ContinuousClock.now - start) / .seconds(1) }

  /// Shows that a run to be resumed had already ended.
  private func showEarlierEnd(_ end: LoggedEnd, step: Int) {
    json(end.line)
    if isText {
      row(
        "finished",
        "already, at step \(step.withThousandsSeparators): \(end.reason.explanation); to continue, "
          + "raise --epochs, --steps, --minutes or --patience")
    }
    printFolder()
  }

  /// Prints a line of the log if the output format is JSON.
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
