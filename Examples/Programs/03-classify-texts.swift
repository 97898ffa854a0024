// Train a text classifier on arrays, as 'rondo train text-classifier' does, and save it.
import Rondo

let praise = ["lovely", "splendid", "kind", "bright", "warm"]
let blame = ["dull", "cold", "rude", "dreary", "stale"]
var (texts, labels): ([String], [String]) = ([], [])
for place in ["harbour", "inn", "market", "theatre", "ferry", "garden"] {
  for (words, label) in [(praise, "positive"), (blame, "negative")] {
    for word in words {
      texts.append("The \(place) was \(word) today.")
      labels.append(label)
    }
  }
}
var settings = TextClassifierSettings.recommended()
settings.classifier.architecture.members = 1
let model = try TextClassifierFile.train(
  on: LabelledText(texts: texts, labels: labels), settings, limits: .init(steps: 60))
try model.save(to: "opinions.safetensors")
print(model.labels.map(\.name), model.model.parameterCount, "parameters")
