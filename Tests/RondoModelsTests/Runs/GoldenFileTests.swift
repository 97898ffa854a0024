import Foundation
import RondoEngine
import RondoEvaluation
import RondoFiles
import RondoLanguageModel
import RondoModels
import Testing

/// The files of format version 1 stay readable, whatever later versions write.
///
/// `RONDO_WRITE_GOLDEN=1 swift test --filter GoldenFileTests` wrote them into `Golden/version-1`
/// and would write them again; that is right only for a version that was never released.
struct GoldenFileTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Golden/version-1").standardizedFileURL
  static let isWriting = ProcessInfo.processInfo.environment["RONDO_WRITE_GOLDEN"] != nil

  /// The small run, stopped after its sixth step of twelve.
  @Test(.enabled(if: isWriting, "writes the golden files anew if RONDO_WRITE_GOLDEN is set"))
  func `the golden files can be made anew`() throws {
    let run = TrainingRun(
      SmallRun.trainer(), validation: SmallRun.validation, limits: TrainingLimits(epochs: 3),
      isStopRequested: stop(afterCalls: 8))
    run.finish()
    let saved = try SavedRun(run, SmallRun.settings())
    try Data(saved.model).write(to: Self.folder.appending(path: "model.safetensors"))
    try Data(saved.training).write(to: Self.folder.appending(path: "training.safetensors"))
  }

  private func golden() throws -> SavedRun {
    SavedRun(
      model: try Array(Data(contentsOf: Self.folder.appending(path: "model.safetensors"))),
      training: try Array(Data(contentsOf: Self.folder.appending(path: "training.safetensors"))))
  }

  @Test(.disabled(if: isWriting))
  func `a model of version 1 is read and gives the costs that it gave`() throws {
    let path = Self.folder.appending(path: "model.safetensors").path
    let (file, warnings) = try LanguageModelFile.load(path)
    #expect(warnings.isEmpty)
    #expect(file.tokenizer == (try SmallRun.tokenizer()) && file.settings == SmallRun.settings())
    #expect(file.data == SmallRun.sources && file.split == SmallRun.split)
    // What the file lacks has its default, and is not added when the file is written again.
    #expect(file.model.architecture == SmallRun.settings().architecture(vocabularySize: 5))
    #expect(try file.encoded().encoded() == golden().model)
    #expect(file.best?.step == 4)
    let costs = file.score(Array("abzec".utf8), on: Tape()).nats
    #expect(
      costs == [
        1.6249956905771956, 2.187008435139311, 1.6094379124341003, 0.8639020196202318,
        2.382544935370702,
      ])
    // And within Float's roundings those of plain loops over the equations.
    let plain = LanguageModelReference(file.model).costs(of: [0, 1, 5, 4, 2])
    #expect(zip(costs, plain).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test(.disabled(if: isWriting))
  func `a run of version 1 goes on to the losses that it would have had`() throws {
    let run = try golden().resumed()
    #expect(run.trainer.step == 6 && run.validatedStep == 4 && run.best?.step == 4)
    let reports = run.finish()
    #expect(reports.validations.map(\.step) == [8, 12])
    #expect(reports.validations.map(\.score.nats) == [2.12063338615116, 2.0693435311817034])
  }
}
