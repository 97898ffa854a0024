// Sample as a sequence of strings from the model in 'checkpoints/pretrained', or any other file.
import Rondo

let path = CommandLine.arguments.dropFirst().first ?? "checkpoints/pretrained/model.safetensors"
let model = try LanguageModelFile.load(path).model
for piece in model.sample("The ferry", length: 120, seed: 7) { print(piece, terminator: "") }
print()
var safe = SamplingConfiguration.recommended
(safe.temperature, safe.topK) = (0.5, 8)
print(model.sample("The ferry", length: 60, safe, stops: ["."]).joined())
