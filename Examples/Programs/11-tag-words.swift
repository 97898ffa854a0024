// Train a tagger on sentences with names, as 'rondo train tagger' does, and tag words.
import Rondo

let data = try TaggedTextReader().read(["corpora/entities.conll"])
let model = try TaggerFile.train(on: data, limits: RequestedLimits(epochs: 20))
let found = try model.predict([["Orrin", "Vale", "sails"]])
print(found[0].tags)
