// Train in a folder, stop, and resume: the result is that of a run that was never stopped.
import Rondo

let text = String(repeating: "Fog on the water, bells on the shore.\n", count: 100)
var settings = LanguageModelSettings()
(settings.hiddenSize, settings.layers, settings.training.sequenceLength) = (16, 1, 16)

func train(in folder: String, epochs: Int, scheduleSteps: Int? = nil) throws -> LanguageModelFile {
  var request = RunRequest(folder: folder)
  request.start = .resume  // starts a new run where there is none
  (request.limits.epochs, request.limits.scheduleSteps) = (epochs, scheduleSteps)
  let training = try LanguageModelTraining(on: .text(text), request, settings: settings)
  return try training.run().model
}

let whole = try train(in: "whole", epochs: 4)
_ = try train(in: "stopped", epochs: 2, scheduleSteps: 52)  // the schedule of the whole run
let resumed = try train(in: "stopped", epochs: 4, scheduleSteps: 52)
print("same model:", try resumed.encoded().encoded() == whole.encoded().encoded())
