import RondoEngine
import RondoFiles
import RondoLanguageModel
import RondoModels
import TestSupport
import Testing

struct RunRecorderTests {
  private func run(stoppedAfter calls: Int) -> TrainingRun<LanguageModelTask> {
    let run = TrainingRun(
      SmallRun.trainer(), validation: SmallRun.validation, limits: TrainingLimits(epochs: 3),
      isStopRequested: stop(afterCalls: calls))
    run.finish()
    return run
  }

  @Test func `a run is saved as its state, and as its best model where that is wanted`() throws {
    try withTemporaryFolder { path in
      let folder = try RunFolder.create(path + "/run")
      let (early, late) = (run(stoppedAfter: 3), run(stoppedAfter: 9))
      let recorder = RunRecorder<LanguageModelTask>(
        folder: folder, settings: SmallRun.settings(), limits: RunLimits(early.limits),
        data: SmallRun.sources, preparation: try SmallRun.tokenizer(), split: SmallRun.split)
      let log = try folder.log()
      let (first, second) = (
        try SavedRun(early, recorder.settings), try SavedRun(late, recorder.settings)
      )
      #expect(first.model != second.model && first.training != second.training)
      #expect(!folder.holdsState)
      try recorder.save(early, withModel: true, log)
      #expect(bytes(of: folder.modelPath) == first.model && folder.holdsState)
      #expect(bytes(of: folder.trainingPath) == first.training)
      try recorder.save(late, withModel: false, log)
      #expect(bytes(of: folder.modelPath) == first.model)
      #expect(bytes(of: folder.trainingPath) == second.training)
      try recorder.save(late, withModel: true, log)
      #expect(bytes(of: folder.modelPath) == second.model)
      #expect(RunFolder.modelPath(of: folder.path) == folder.modelPath)
      #expect(RunFolder.modelPath(of: folder.modelPath) == folder.modelPath)
    }
  }

  @Test func `a saved model is compared with the run's, and damage or another model is an error`()
    throws
  {
    try withTemporaryFolder { path in
      let folder = try RunFolder.create(path + "/run")
      let (early, late) = (run(stoppedAfter: 3), run(stoppedAfter: 9))
      let recorder = RunRecorder<LanguageModelTask>(
        folder: folder, settings: SmallRun.settings(), limits: RunLimits(early.limits),
        data: SmallRun.sources, preparation: try SmallRun.tokenizer(), split: SmallRun.split)
      let log = try folder.log()
      try recorder.rehearseSave(late)
      #expect(!folder.holdsRun || !folder.holdsState, "a rehearsal leaves nothing behind")
      try recorder.save(late, withModel: true, log)
      try recorder.verify(late)
      #expect(throws: UnreadableModelError.self) { try recorder.verify(early) }
      try write("not a model", to: folder.modelPath)
      #expect(throws: UnreadableModelError.self) { try recorder.verify(late) }
    }
  }

  static let lines = [
    #"{"event":"baseline","order":0}"#, #"{"event":"progress","step":2}"#,
    #"{"event":"progress","step":4}"#, #"{"event":"validation","step":4}"#,
    #"{"event":"progress","step":6}"#, #"{"event":"finished","steps":6}"#,
  ]

  /// Saved after so many steps, the last validation after so many: so many lines stay.
  @Test(
    arguments: [
      (0, nil, 1), (1, nil, 1), (2, nil, 2), (3, nil, 2), (4, nil, 3), (4, 4, 4), (5, 4, 4),
      (6, 4, 5), (8, 8, 5),
    ] as [(Int, Int?, Int)], ["", #"{"event":"progress","st"#, "\n"])
  func `a log forgets what was written after the state that was saved`(
    state: (step: Int, validated: Int?, kept: Int), end: String
  ) throws {
    var progress = TrainingStateFile<LanguageModelTask>(
      of: run(stoppedAfter: 0), settings: SmallRun.settings(), limits: RunLimits(.init()), data: []
    ).progress
    (progress.step, progress.validatedStep) = (state.step, state.validated)
    try withTemporaryFolder { folder in
      let text = Self.lines.joined(separator: "\n") + "\n"
      try write(text + end, to: folder + "/log")
      let log = try RunLog(folder + "/log")
      #expect(try log.holdsTraining)
      try log.cut(to: progress)
      let kept = Self.lines[..<state.kept].map { $0 + "\n" }.joined()
      #expect(bytes(of: folder + "/log") == Array(kept.utf8))
      #expect(try log.holdsTraining == (state.kept > 1))
    }
  }

  private func write(_ text: String, to path: String) throws {
    try AtomicFile(path) { writer throws(CheckpointError) in
      try writer.write(Array(text.utf8))
    }.publish()
  }
}
