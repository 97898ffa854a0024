import Foundation
import Testing

@Suite("Evaluation of classifiers") struct EvaluateClassifierTests {
  private static let test = "label,text\npos,good warm film\nneg,cold one\nneg,bad film 4\n"

  @Test("texts are scored beside baselines, with what leaks")
  func texts() throws {
    let scratch = try Scratch.withTextClassifier()
    try scratch.write("test.csv", Self.test)
    let result = try scratch.rondo("evaluate model test.csv").succeeded()
    for word in [
      "accuracy ", "macro F1 ", "log-loss ", "calibration error ", "; 3 cases\n", "precision",
      "true \\ predicted", "majority", "naive Bayes on word n-grams", "McNemar",
    ] {
      #expect(result.text.contains(word), "\(word)")
    }
    #expect(result.errors.contains("1 of 3 test cases (33.3 %) are in the training part too"))
    #expect(result.errors.contains("omit them with --dedupe"))
    let clean = try scratch.rondo("evaluate model test.csv --dedupe --quiet --threads 2")
    #expect(clean.succeeded().text.contains("; 2 cases\n") && clean.errors == "")
  }

  @Test("the event has the keys of its kind")
  func events() throws {
    let scratch = try Scratch.withTextClassifier()
    try scratch.write("test.csv", Self.test)
    let event = try scratch.rondo("evaluate model test.csv --format json").succeeded()
      .event("evaluation")
    let keys: Set = [
      "event", "accuracy", "macroF1", "macroPrecision", "macroRecall", "logLoss", "brierScore",
      "calibrationError", "cases", "perLabel", "confusion", "baselines", "leaks", "warning",
    ]
    #expect(Set(event.keys) == keys)
    let baselines = try #require(event["baselines"] as? [[String: Any]])
    #expect(baselines.count == 3 && baselines.filter { $0["best"] as? Bool == true }.count == 1)
    #expect((baselines[1]["mcNemar"] as? [String: Any])?["pValue"] is Double)
    let leaks = try #require(event["leaks"] as? [String: Int])
    #expect(leaks == ["exact": 1, "normalized": 1, "leftOut": 0])
    let confusion = try #require(event["confusion"] as? [String: Any])
    #expect(confusion["labels"] as? [String] == ["neg", "pos"])
  }

  @Test("the scores are those of the predictions")
  func agreement() throws {
    let scratch = try Scratch.withTextClassifier()
    try scratch.write("test.csv", Self.test)
    let event = try scratch.rondo("evaluate model test.csv --format json").event("evaluation")
    let predictions = try scratch.rondo("predict model test.csv --format json --top 2")
      .events("prediction")
    let truth = ["pos", "neg", "neg"]
    let right = zip(predictions, truth).filter { $0["label"] as? String == $1 }.count
    #expect(event["accuracy"] as? Double == Double(right) / 3)
    let losses = zip(predictions, truth).map { prediction, label in
      let top = prediction["top"] as? [[String: Any]] ?? []
      let own = top.first { $0["label"] as? String == label }
      return -log(own?["probability"] as? Double ?? .nan)
    }
    // Three logarithms of rounded probabilities.
    #expect(abs((event["logLoss"] as? Double ?? 0) - losses.reduce(0, +) / 3) < 1e-9)
  }

  @Test("without the training data there are no baselines, and a line says why")
  func withoutTrainingData() throws {
    let scratch = try Scratch.withTextClassifier()
    try scratch.write("test.csv", Self.test)
    try scratch.copy("t.csv", to: "copy.csv")
    let expected = try scratch.rondo("evaluate model test.csv --quiet").succeeded().text
    try scratch.remove("t.csv")
    let gone = try scratch.rondo("evaluate model test.csv --format json").succeeded()
    #expect(try gone.event("evaluation")["baselines"] is NSNull)
    #expect(gone.errorLines.count == 1)
    #expect(gone.errors.contains("no baselines: ") && gone.errors.contains("t.csv"))
    #expect(gone.errors.contains("--training-data"))
    let named = "evaluate model test.csv --training-data copy.csv --quiet"
    #expect(try scratch.rondo(named).succeeded().text == expected)
    try scratch.write("t.csv", "text,label\nother,pos\nthings,neg\n")
    let changed = try scratch.rondo("evaluate model test.csv").succeeded()
    #expect(changed.errors.contains("no baselines: t.csv is not the training data of the model"))
    try scratch.rondo("evaluate model test.csv --dedupe").failed(65, "t.csv", "--training-data")
    let none = try scratch.rondo("evaluate model test.csv --no-baseline").succeeded()
    #expect(none.errors == "" && !none.text.contains("majority"))
  }

  @Test("the confusion matrix is drawn once")
  func chart() throws {
    let scratch = try Scratch.withTextClassifier()
    try scratch.write("test.csv", Self.test)
    try scratch.rondo("evaluate model test.csv --confusion c.svg --quiet").succeeded()
    let svg = try scratch.text("c.svg")
    #expect(svg.hasPrefix("<svg ") && svg.contains("test.csv") && svg.contains(">pos<"))
    try scratch.rondo("evaluate model test.csv --confusion c.svg").failed(
      73, "c.svg", "--overwrite")
    try scratch.rondo("evaluate model test.csv --confusion c.svg --overwrite").succeeded()
    let nowhere = try scratch.rondo("evaluate model test.csv --quiet --confusion none/c.svg")
    #expect(nowhere.code == 73 && nowhere.errors.contains("none/c.svg"))
    try scratch.rondo("evaluate model test.csv --overwrite").failed(64, "--confusion")
    for name in ["cm.png", "cm", "svg", "cm.svg.png"] {
      try scratch.rondo("evaluate model test.csv --confusion \(name)").failed(64, ".svg")
      #expect(!scratch.exists(name))
    }
    try scratch.rondo("evaluate model test.csv --no-baseline --dedupe").failed(64, "--dedupe")
  }

  @Test("a problem of series is scored on its test file")
  func series() throws {
    let scratch = try Scratch.withSeriesClassifier()
    let whole = try scratch.rondo("evaluate model S").succeeded()
    #expect(whole.text.contains("; 6 cases\n") && whole.text.contains("1-NN DTW"))
    #expect(whole.text.contains("learned window of "))
    for words in ["evaluate model S_TEST.tsv", "evaluate model . --threads 3"] {
      #expect(try scratch.rondo(words).succeeded().text == whole.text)
    }
    try scratch.rondo("evaluate model S S").failed(64, "one file or problem")
    try scratch.remove("S_TEST.tsv")
    try scratch.rondo("evaluate model S").failed(65, "S: there is no _TEST file")
  }

  @Test("a regression has errors instead of accuracies")
  func regression() throws {
    let scratch = try Scratch.withSeriesClassifier("--regression")
    let result = try scratch.rondo("evaluate model S").succeeded()
    #expect(result.text.hasPrefix("RMSE ") && result.text.contains("\nmean "))
    let event = try scratch.rondo("evaluate model S --format json").event("evaluation")
    #expect(event["rmse"] is Double && event["leaks"] is [String: Any])
    let value = try scratch.rondo("predict model S_TEST.tsv").succeeded().text
    #expect(value.split(separator: "\n").allSatisfy { Double($0) != nil })
    let json = try scratch.rondo("predict model S_TEST.tsv --format json").events("prediction")
    #expect(Set(json[0].keys) == ["event", "index", "value"])
    try scratch.rondo("evaluate model S --confusion c.svg").failed(64, "--confusion")
  }

  @Test("data that do not fit the model are refused with their place")
  func refused() throws {
    let scratch = try Scratch.withTextClassifier()
    try scratch.write("strange.csv", "text,label\na,pos\nb,odd\n")
    try scratch.write("none.csv", "text,label\na,pos\nb,\n")
    try scratch.write("head.csv", "text,label\n")
    try scratch.rondo("evaluate model strange.csv").failed(65, "strange.csv:3:1", "\"odd\"")
    try scratch.rondo("evaluate model none.csv").failed(
      65, "none.csv:3:3", "1 of 2 cases has no label")
    try scratch.rondo("evaluate model head.csv").failed(65, "head.csv", "header")
    try scratch.rondo("evaluate model nothing.csv").failed(66, "nothing.csv")
    try scratch.rondo("evaluate model t.csv --label-column z").failed(65, "t.csv:1:1", "\"z\"")
    try scratch.rondo("evaluate model t.csv --dedupe").failed(65, "no cases")
  }

  @Test("inspect shows a classifier's labels and parts")
  func inspect() throws {
    let texts = try Scratch.withTextClassifier()
    let result = try texts.rondo("inspect model").succeeded()
    for word in ["text-classifier", "labels        2: neg, pos", "t.csv", "sha256", "16 cases"] {
      #expect(result.text.contains(word), "\(word): \(result.text)")
    }
    let event = try texts.rondo("inspect model --format json").succeeded().event("inspection")
    #expect(event["task"] as? String == "text-classifier")
    #expect(event["labels"] as? [String] == ["neg", "pos"])
    let series = try Scratch.withSeriesClassifier()
    let shown = try series.rondo("inspect model").succeeded().text
    #expect(shown.contains("series-classifier") && shown.contains("1 channel"))
  }
}
