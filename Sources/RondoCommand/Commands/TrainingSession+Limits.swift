import ArgumentParser
import Rondo

extension TrainingSession {
  /// Refuses a model that this machine cannot hold, before anything is written.
  func checkMemory() throws {
    let (length, parameters) = (settings.training.sequenceLength, architecture.parameterCount)
    // The output, its gradient and the slope before tanh; or both, four gates, cell and table row.
    let perUnit = architecture.cell == .rnn ? 3.0 : 7.0
    let perSymbol =
      Double(2 * architecture.vocabularySize)
      + perUnit * Double(settings.hiddenSize) * Double(settings.layers)
    // The weights, their gradients, two numbers of the optimizer, and all that once more in files.
    let bytes = 4 * (8 * parameters + perSymbol * Double(length) * Double(batch))
    guard bytes <= Machine.memory else {
      let gibibyte = Double(1 << 30)
      throw ValidationError(
        "training a model of \((parameters / 1e6).fixed(0)) million parameters takes about "
          + "\((bytes / gibibyte).fixed(0)) GiB of memory, and this machine has "
          + "\((Machine.memory / gibibyte).fixed(0)): choose a smaller --hidden-size, --layers or "
          + "--vocabulary-size")
    }
  }

  private var architecture: LanguageModelArchitecture {
    settings.architecture(vocabularySize: text.tokenizer.vocabulary.count)
  }

  /// The streams that the text has room for.
  private var batch: Int {
    min(
      settings.training.batchSize,
      (text.training.count - 1) / (2 * settings.training.sequenceLength))
  }

  /// The run, begun or gone on with, and the limits to be stored with it.
  func makeRun(_ workers: Workers) throws -> (run: TrainingRun, limits: RunLimits) {
    if batch < settings.training.batchSize {
      display.note(
        "the text is short: \(batch) streams instead of \(settings.training.batchSize)")
    }
    let streams = TextStreams(
      text.training, batch: batch, chunkLength: settings.training.sequenceLength)
    let model = LanguageModel<Float>(architecture, seed: settings.training.seed)
    let validation =
      text.validation.count == 0
      ? nil
      : ValidationText(text.validation, after: text.training, extent: text.validationExtent)
    let limits = chooseLimits {
      stepsAllowed(minutes: $0, model, streams, validation, workers)
    }
    var trainer = LanguageModelTrainer(
      model, on: streams, settings.training,
      totalSteps: limits.limits.totalSteps(stepsPerEpoch: streams.chunkCount), workers: workers)
    if let state = stored?.state {
      guard state.state.hidden[0].shape[0] == batch else {
        throw ModelFileError.inconsistentState(
          path: folder.trainingPath, reason: "its recurrent state has another batch size")
      }
      trainer.restore(
        model: state.model, optimizerSlots: state.slots.map(\.value), steps: state.progress.step,
        state: state.state)
    }
    let run = TrainingRun(
      trainer, validation: validation, limits: limits.limits,
      stepsAreFromMinutes: limits.minutes != nil, isStopRequested: { Interrupts.isRequested })
    if let stored {
      run.restore(
        best: stored.state.progress.best, bestModel: stored.model.model,
        validationsSinceBest: stored.state.progress.validationsSinceBest,
        lastValidatedStep: stored.state.progress.validatedStep)
    }
    return (run, limits)
  }

  /// The limits given; a resumed run without any keeps its own, and so it does where the same time
  /// is given again.
  private func chooseLimits(_ stepsAllowed: (Double) -> Int) -> RunLimits {
    let patience = command.patience.map { $0 == 0 ? nil : $0 }
    let isAnyGiven = command.epochs != nil || command.steps != nil || command.minutes != nil
    if var kept = stored?.state.limits {
      if let patience { kept.limits.patience = patience }
      if !isAnyGiven || (command.minutes != nil && command.minutes == kept.minutes) { return kept }
    }
    var limits = TrainingLimits(
      epochs: command.epochs, steps: command.steps,
      patience: patience ?? stored?.state.limits.limits.patience ?? 5)
    if case .some(.none) = patience { limits.patience = nil }
    if !isAnyGiven { limits.epochs = 20 }
    guard let minutes = command.minutes else { return RunLimits(limits) }
    let steps = stepsAllowed(minutes)
    display.note("\(minutes) minutes allow \(steps.grouped) steps: the same as --steps \(steps)")
    guard steps < limits.steps ?? .max else { return RunLimits(limits) }
    limits.steps = steps
    return RunLimits(limits, minutes: minutes)
  }

  /// Times a few steps and a validation on a copy, and finds how many steps fit into a time.
  private func stepsAllowed(
    minutes: Double, _ model: LanguageModel<Float>, _ streams: TextStreams,
    _ validation: ValidationText?, _ workers: Workers
  ) -> Int {
    display.status("timing a few steps")
    var trial = LanguageModelTrainer(
      model, on: streams, settings.training, totalSteps: streams.chunkCount, workers: workers)
    func seconds(_ body: () -> Void) -> Double { (ContinuousClock().measure(body)).inSeconds }
    for _ in 0..<2 { _ = try? trial.advance() }  // the first steps make room for the others
    var (steps, time) = (0, 0.0)
    while (time < 1 && steps < 200) || steps < 3 {
      time += seconds { _ = try? trial.advance() }
      steps += 1
    }
    let perValidation = seconds {
      _ = validation?.loss(of: model, streams: streams.batch, on: Tape(workers: workers))
      _ = validation?.windowedNats(of: model, batch: streams.batch, on: Tape(workers: workers))
    }
    let perStep = time / Double(steps) + perValidation / Double(streams.chunkCount)
    return max(1, Int(minutes * 60 / perStep))
  }
}
