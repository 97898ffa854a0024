import RondoEngine
import RondoFiles
import RondoLanguageModel
import RondoModels
import Testing

struct TrainingStateFileTests {
  /// The state after five steps with Adam, one validation among them.
  private func state() throws -> TrainingStateFile<LanguageModelTask> {
    let run = TrainingRun(
      SmallRun.trainer(), validation: SmallRun.validation,
      limits: TrainingLimits(epochs: 3, patience: 2), isStopRequested: stop(afterCalls: 8))
    run.finish()
    return TrainingStateFile<LanguageModelTask>(
      of: run, settings: SmallRun.settings(), limits: RunLimits(run.limits, minutes: 1.5),
      data: SmallRun.sources)
  }

  private func read(_ file: SafetensorsFile) throws -> TrainingStateFile<LanguageModelTask> {
    try TrainingStateFile<LanguageModelTask>(
      file,
      architecture: LanguageModelArchitecture(vocabularySize: 5, hiddenSize: 4, layers: 2),
      path: "t")
  }

  @Test func `a state written to bytes and read again is the same`() throws {
    let state = try state()
    let bytes = try state.encoded().encoded()
    let copy = try read(SafetensorsFile.decode(bytes, path: "t").file)
    #expect(copy.model.bits == state.model.bits && copy.state == state.state)
    #expect(copy.slots.map(\.name) == ["exp_avg", "exp_avg_sq"])
    #expect(copy.slots.map(\.value.bits) == state.slots.map(\.value.bits))
    #expect(copy.settings == state.settings && copy.limits == state.limits)
    #expect(copy.data == state.data && copy.progress == state.progress)
    #expect(copy.progress.step == 6 && copy.progress.validatedStep == 4)
    #expect(try copy.encoded().encoded() == bytes)
  }

  @Test func `a state holds just these tensors and keys`() throws {
    let file = try state().encoded()
    let model = try SmallRun.modelFile().encoded().tensors
    #expect(
      file.tensors.map { "\($0.name) \($0.type) \($0.shape)" }
        == model.map { "model.\($0.name) \($0.type) \($0.shape)" } + [
          "optimizer.exp_avg F32 [109]", "optimizer.exp_avg_sq F32 [109]",
          "state.hidden_l0 F32 [2, 4]", "state.hidden_l1 F32 [2, 4]",
        ])
    #expect(
      file.metadata.map(\.key)
        == ["data", "format_version", "limits", "progress", "settings", "task"])
  }

  @Test func `the state of an LSTM has its cells too, and none may be missing`() throws {
    let settings = ArchitectureVariant(cell: .lstm).settings
    let run = TrainingRun(
      SmallRun.trainer(settings), validation: nil, limits: TrainingLimits(steps: 3))
    run.finish()
    var file = try TrainingStateFile<LanguageModelTask>(
      of: run, settings: settings, limits: RunLimits(run.limits), data: SmallRun.sources
    ).encoded()
    #expect(
      file.tensors.suffix(4).map { "\($0.name) \($0.shape)" } == [
        "state.hidden_l0 [2, 4]", "state.hidden_l1 [2, 4]", "state.cell_l0 [2, 4]",
        "state.cell_l1 [2, 4]",
      ])
    let architecture = settings.architecture(vocabularySize: 5)
    let state = try TrainingStateFile<LanguageModelTask>(
      file, architecture: architecture, path: "t"
    ).state
    #expect(state == run.trainer.state && state.cell[1].scalars.contains { $0 != 0 })
    file.tensors.removeLast()
    let error = #expect(throws: ModelFileError.self) {
      try TrainingStateFile<LanguageModelTask>(file, architecture: architecture, path: "t")
    }
    #expect("\(error!)".contains("state.cell_l1"))
  }

  private func error(_ change: (inout SafetensorsFile) -> Void) throws -> any Error {
    var file = try state().encoded()
    change(&file)
    let error = try #require(throws: (any Error).self) { try read(file) }
    #expect("\(error)".contains("t") && !"\(error)".contains("\n"))
    return error
  }

  @Test(arguments: ["data", "format_version", "limits", "progress", "settings", "task"])
  func `a missing or unreadable key is named`(key: String) throws {
    let missing = try error { $0.metadata[key] = nil } as? ModelFileError
    #expect(
      missing == .inconsistentState(path: "t", reason: "its metadata has no '\(key)'"))
    guard case .badMetadata("t", key, _) = try error({ $0.metadata[key] = "[" }) as? ModelFileError
    else {
      Issue.record("nothing is said of \(key)")
      return
    }
  }

  @Test func `another version or task is refused`() throws {
    let version = try error { $0.metadata["format_version"] = "2" } as? ModelFileError
    #expect(version == .unknownVersion(path: "t", 2))
    let task = try error { $0.metadata["task"] = "\"tagger\"" } as? ModelFileError
    #expect(task == .wrongTask(path: "t", task: "tagger"))
  }

  @Test(arguments: [
    ("settings", "\"batchSize\":2", "\"batchSize\":0"),
    ("settings", "\"sequenceLength\":3", "\"sequenceLength\":-3"),
    ("settings", "\"minimumCount\":1", "\"minimumCount\":0"),
    ("settings", "\"validationFraction\":0.1", "\"validationFraction\":7"),
    ("settings", "\"warmupSteps\":2", "\"warmupSteps\":-2"),
    ("settings", "\"hiddenSize\":4", "\"hiddenSize\":0"),
    ("progress", "\"step\":6,", "\"step\":-6,"),
  ])
  func `numbers that no run can have are refused`(key: String, old: String, new: String) throws {
    let found = try error { file in
      let text = file.metadata[key] ?? ""
      file.metadata[key] = text.replacing(old, with: new)
      #expect(file.metadata[key] != text)
    }
    #expect(
      found as? ModelFileError
        == .inconsistentState(path: "t", reason: "its settings or its progress are out of range"))
  }

  @Test(
    arguments: ["optimizer.exp_avg_sq", "state.hidden_l1"], [[3, 4], [4, 2], [8], [2, 4, 1], []])
  func `a misshapen tensor is named, and a missing one`(name: String, shape: [Int]) throws {
    let count = shape.reduce(1, *)
    let found = try error { file in
      file.tensors.removeAll { $0.name == name }
      guard !shape.isEmpty else { return }
      file.tensors.append(
        .init(name: name, shape: shape, values: [Float](repeating: 0, count: count)))
    }
    guard case .inconsistentState("t", let reason) = found as? ModelFileError else {
      Issue.record("\(found)")
      return
    }
    #expect(
      reason.description.contains(name) || reason.description.contains("different batch sizes"))
  }

  @Test func `a number that is not finite is named`() throws {
    let found = try error {
      let zeros = [Float](repeating: 0, count: 7) + [.nan]
      $0.tensors.removeLast()
      $0.tensors.append(.init(name: "state.hidden_l1", shape: [2, 4], values: zeros))
    }
    #expect(
      found as? ModelFileError == .notFinite(path: "t", tensor: "state.hidden_l1", index: 7))
  }

  @Test func `tensors of the model are compared all at once`() throws {
    let found = try error { file in
      file.tensors.removeAll { $0.name == "model.output.bias" || $0.name == "model.output.weight" }
    }
    #expect(
      found as? CheckpointError
        == .mismatched(
          path: "t",
          mismatches: [
            .missing(name: "model.output.weight", type: .f32, shape: [5, 4]),
            .missing(name: "model.output.bias", type: .f32, shape: [5]),
          ]))
  }
}
