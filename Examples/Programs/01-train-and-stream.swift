// Train a language model on a string and stream text from it.
import Rondo

let text = String(
  repeating: "The ferry leaves the quay at seven and returns at nine.\n", count: 100)
var settings = LanguageModelSettings()
(settings.architecture.hiddenSize, settings.architecture.layers) = (32, 1)
(settings.training.sequenceLength, settings.training.learningRate) = (32, 0.01)
let model = try LanguageModelFile.train(on: .text(text), settings, limits: .init(epochs: 12)) {
  event in
  if case .report(.validation(let report), _) = event, report.step % 20 == 0 {
    print("step", report.step, "nats", report.score.nats)
  }
}
for piece in model.sample("The ferry", length: 60, seed: 2) { print(piece, terminator: "") }
print()
