// Train in a folder, stop, and resume: the result is that of a run that was never stopped.
import Rondo

func train(in folder: String, epochs: Int) throws -> LanguageModelFile {
  var settings = LanguageModelSettings()
  (settings.architecture.hiddenSize, settings.architecture.layers, settings.training.sequenceLength) = (16, 1, 16)
  var request = RunRequest(folder: folder)
  request.start = .resume  // starts a new run where there is none
  request.limits.epochs = epochs
  request.limits.scheduleSteps = 26 * 4  // the learning rate falls as in a run of four epochs
  let text = String(repeating: "Fog on the water, bells on the shore.\n", count: 100)
  return try LanguageModelTraining(on: .text(text), request, settings: settings).run().model
}

let whole = try train(in: "whole", epochs: 4)
_ = try train(in: "stopped", epochs: 2)
let resumed = try train(in: "stopped", epochs: 4)
print("same file:", try resumed.encoded().encoded() == whole.encoded().encoded())
