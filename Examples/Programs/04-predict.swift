// Classify texts with a model from a file, such as 'opinions.safetensors' of the program before.
import Rondo

let model = try TextClassifierFile.load("opinions.safetensors").model
let texts = ["The baker was kind today.", "The harbour was dreary."]
for (text, answer) in zip(texts, try model.predict(texts)) {
  print(answer.label, answer.probability > 0.9 ? "surely" : "perhaps", "|", text)
}
