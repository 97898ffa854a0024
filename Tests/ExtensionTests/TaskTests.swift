import Foundation
import Rondo
import Testing

// Extension begins
/// A function of one number: W₂·tanh(W₁·x + b₁) + b₂.
struct Perceptron: SavableModel {
  struct Architecture: ModelArchitecture {
    var units: Int
    var sizes: [Int] { [units] }
  }

  static let task = "sine"
  let architecture: Architecture
  var hidden: Linear<Float>
  var output: Linear<Float>

  init(_ architecture: Architecture, random: consuming RandomSource) {
    self.architecture = architecture
    hidden = Linear(inputs: 1, outputs: architecture.units, random: &random)
    output = Linear(inputs: architecture.units, outputs: 1, random: &random)
  }

  init(zeros architecture: Architecture) {
    self.architecture = architecture
    let units = architecture.units
    hidden = Linear(weight: Tensor(zeros: [units, 1]), bias: Tensor(zeros: [units]))
    output = Linear(weight: Tensor(zeros: [1, units]), bias: Tensor(zeros: [1]))
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    visitor.visit("hidden", &hidden)
    visitor.visit("output", &output)
  }

  /// [N, 1] for x [N, 1].
  func callAsFunction(_ x: Variable<Float>) -> Variable<Float> { output(hidden(x).tanh()) }
}

/// The sine, at 16 new places between −3 and 3 in each step.
struct SineTask: SavedTask {
  typealias Model = Perceptron
  typealias Validation = SineError
  var stepsPerEpoch: Int { 25 }

  func loss(
    of model: borrowing Perceptron, at step: TrainingStep<NoState>, on tape: Tape<Float>
  ) -> StepLoss<NoState> {
    let stream = RandomStream(seed: 1, purpose: .general, index: UInt64(step.step))
    let places = (0..<16).map { 6 * stream.uniform(at: $0) - 3 }
    return StepLoss(Self.error(of: model, at: places, on: tape))
  }

  static func error(
    of model: borrowing Perceptron, at places: [Double], on tape: Tape<Float>
  ) -> Variable<Float> {
    let sines = places.map { Float(ReproducibleMath.sine(turns: $0 / (2 * .pi))) }
    let x = tape.constant(Tensor(places.map { Float($0) }, shape: [places.count, 1]))
    return model(x).meanSquaredError(tape.constant(Tensor(sines, shape: [places.count, 1])))
  }
}

/// The error at 25 places that lie evenly.
struct SineError: ValidationData {
  func measure(
    _ model: Perceptron, batch: Int, on tape: Tape<Float>, unless isStopRequested: () -> Bool
  ) -> ValidationResult<MeanLoss>? {
    let loss = tape.withoutGradients {
      SineTask.error(of: model, at: (-12...12).map { Double($0) / 4 }, on: tape).scalar
    }
    return ValidationResult(MeanLoss(Double(loss)))
  }
}
// Extension ends

/// A task of one's own, trained, saved, resumed and used.
struct TaskTests {
  // Extension begins
  /// Trains in a folder, or continues the run that is there.
  private func train(
    in path: String, until isStopRequested: @escaping @Sendable () -> Bool
  ) throws {
    var training = TrainingConfiguration()
    (training.learningRate, training.schedule) = (0.03, Schedule(.cosine, warmupSteps: 5))
    var request = RunRequest(folder: path)
    (request.start, request.isStopRequested) = (.resume, isStopRequested)
    (request.limits.epochs, request.limits.patience) = (12, 0)
    let model = Perceptron(.init(units: 8), random: RandomSource(seed: 1))
    let parts = RunParts(
      model, SineTask(), validation: SineError(), settings: BasicSettings(training),
      preparation: NoPreparation(), split: DataSplit(training: 16, validation: 25))
    try SavedRun<SineTask>(request).train(parts)
  }
  // Extension ends

  private func withFolders(_ count: Int, _ body: ([String]) throws -> Void) throws {
    let parent = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString)"
    let folders = try (0..<count).map { try RunFolder.create("\(parent)/\($0)").path }
    defer { try? FileManager.default.removeItem(atPath: parent) }
    try body(folders)
  }

  private func stop(afterCalls limit: Int) -> @Sendable () -> Bool {
    nonisolated(unsafe) var calls = 0
    return {
      calls += 1
      return calls > limit
    }
  }

  @Test func `an interrupted run ends in the bytes of one that never was, and predicts`() throws {
    try withFolders(2) { folders in
      try train(in: folders[0]) { false }
      for calls in [0, 7, 40, 101] { try train(in: folders[1], until: stop(afterCalls: calls)) }
      let state = try TrainingStateFile<SineTask>.load(from: RunFolder.open(folders[1])).state
      #expect((100..<300).contains(state.progress.step))
      try train(in: folders[1]) { false }
      for name in ["model.safetensors", "training.safetensors"] {
        let files = folders.map { FileManager.default.contents(atPath: "\($0)/\(name)") }
        #expect(files[0] != nil && files[0] == files[1], "\(name)")
      }

      let (file, warnings) = try SavedModel<Perceptron>.load("\(folders[1])/model.safetensors")
      let best = try #require(file.best)
      #expect(warnings.isEmpty && best.score.loss < 0.02 && best.step > 200)
      let x = Tape<Float>().constant(Tensor([0, 1.5, -1.5], shape: [3, 1]))
      let expected: [Float] = [0, 0.9975, -0.9975]
      #expect(zip(file.model(x).value.scalars, expected).allSatisfy { abs($0 - $1) < 0.15 })
    }
  }

  @Test func `a file of another task or of impossible sizes is refused`() throws {
    try withFolders(1) { folders in
      try train(in: folders[0], until: stop(afterCalls: 0))
      let path = "\(folders[0])/model.safetensors"
      #expect(throws: ModelFileError.wrongTask(path: path, task: "sine")) {
        try LanguageModelFile.load(path)
      }
      for units in [0, -1, 1_000_000] {
        var file = try SafetensorsFile.load(from: path).file
        file.metadata["architecture"] = #"{"units":\#(units)}"#
        #expect(throws: ModelFileError.badArchitecture(path: path, [units])) {
          try SavedModel<Perceptron>(file, path: path)
        }
      }
    }
  }
}
