import Testing

@Suite("Defaults of options in help") struct OptionDefaultsTests {
  /// What help says of each option, by its name.
  static func options(_ help: String) -> [String: String] {
    var result: [String: String] = [:]
    var name = ""
    for line in help.split(separator: "\n") {
      if let option = line.firstMatch(of: #/^  (--[a-z-]+)/#) {
        name = String(option.1)
        result[name] = String(line)
      } else if line.hasPrefix("   ") {
        result[name]? += " " + line.drop { $0 == " " }
      } else {
        name = ""
      }
    }
    return result
  }

  private func defaults(_ verb: String) throws -> [String: String] {
    let scratch = try Scratch()
    let help = try scratch.rondo("\(verb) --help") { $0.environment["COLUMNS"] = "400" }
    return Self.options(help.succeeded().text).compactMapValues { text in
      text.firstMatch(of: #/\((?:values: [^;)]*; )?default: ([^)]*)\)/#).map { String($0.1) }
    }
  }

  static let training = [
    "--optimizer": "adam", "--clip-norm": "1", "--seed": "1", "--schedule": "cosine",
    "--decay-factor": "0.5", "--decay-steps": "a quarter of the run", "--plateau-patience": "2",
    "--schedule-steps": "the steps of the run", "--recurrent-dropout": "0",
    "--activation-penalty": "0", "--temporal-penalty": "0", "--weight-decay": "0; adamw: 0.01",
    "--label-smoothing": "0", "--average-weights": "no average", "--validation-fraction": "0.1",
    "--threads": "the number of cores", "--format": "text", "--normalization": "none",
    "--encoding": "auto", "--out": "checkpoints/NAME, after the first file or folder",
  ]

  static let classifier = training.merging([
    "--hidden-size": "64", "--layers": "1", "--cell": "gru", "--bidirectional": "--bidirectional",
    "--learning-rate": "0.003; sgd: 0.5, momentum: 0.05, adagrad: 0.1", "--warmup-steps": "20",
    "--class-weights": "none", "--stop-on": "loss", "--restarts": "1",
    "--delimiter": "comma, unless the first rows show another",
  ]) { $1 }

  @Test("of a language model")
  func languageModel() throws {
    let expected = Self.training.merging([
      "--epochs": "20; none if another limit is given",
      "--hidden-size": "256", "--layers": "2", "--cell": "rnn", "--embedding-size": "0",
      "--learning-rate": "0.003; sgd: 0.5, momentum: 0.05, rmsprop: 0.002, adagrad: 0.1",
      "--batch-size": "16", "--sequence-length": "64", "--warmup-steps": "100", "--dropout": "0",
      "--embedding-dropout": "0", "--unit": "grapheme", "--documents": "none",
      "--min-count": "1; bpe: 2", "--vocabulary-size": "no limit; bpe: 1024",
      "--newlines": "keep", "--patience": "half of the validations, at least 5",
      "--cache": ".tokens beside the run's folder, for 16 MiB of text and more",
    ]) { $1 }
    #expect(try defaults("train") == expected)
  }

  @Test("of a text classifier")
  func textClassifier() throws {
    let expected = Self.classifier.merging([
      "--epochs": "10 to 100, by the number of cases; none if another limit is given",
      "--readout": "attention; with --from: max",
      "--ensemble": "5; 1 for 20,000 cases and more, and with --from", "--batch-size": "32",
      "--embedding-size": "100; --unit grapheme: 0", "--character-size": "64",
      "--dropout": "0.5", "--embedding-dropout": "0.5; --unit grapheme: 0.2, with --from: 0.2",
      "--patience": "12.5 % of the validations, at least 5",
      "--form": "by their endings, or else the first line", "--header": "auto",
      "--label-prefix": "__label__", "--unit": "both", "--vocabulary-size": "no limit",
      "--min-count": "2 for words, 1 for symbols",
    ]) { $1 }
    #expect(try defaults("train text-classifier") == expected)
  }

  @Test("of a series classifier")
  func seriesClassifier() throws {
    var expected = Self.classifier.merging([
      "--epochs": "20 to 150, by the number of cases; none if another limit is given",
      "--readout": "concat; other cells: max", "--ensemble": "5; 1 for 20,000 cases and more",
      "--batch-size": "16", "--dropout": "0", "--embedding-dropout": "0",
      "--patience": "25 % of the validations, at least 5", "--form": "by its ending",
      "--scaling": "set",
      "--samples-per-step": "such that a case of mean length has 64 time steps at most",
    ]) { $1 }
    expected["--normalization"] = nil
    #expect(try defaults("train series-classifier") == expected)
  }

  @Test("of generated text")
  func sample() throws {
    #expect(
      try defaults("sample") == [
        "--prompt": "the start of a document or a line", "--length": "500",
        "--temperature": "0.8", "--count": "1", "--seed": "a random number, which is printed",
        "--penalty-window": "64",
        "--samplers": "bias,penalties,temperature,top-k,typical,top-p,min-p",
        "--training-data": "where it was", "--length-penalty": "0", "--encoding": "auto",
        "--threads": "the number of cores", "--format": "text",
      ])
  }

  @Test("are the settings of a run without options", arguments: ["", "--unit bpe"])
  func settings(option: String) throws {
    let scratch = try Scratch(corpus: 5000)
    try scratch.rondo("train c.txt --out run --steps 1 --no-baseline --quiet \(option)")
      .succeeded()
    let found = try scratch.rondo("inspect run --format json").succeeded().event("inspection")
    let settings = try #require(found["settings"] as? [String: Any])
    let training = try #require(settings["training"] as? [String: Any])
    #expect(settings["hiddenSize"] as? Int == 256 && settings["layers"] as? Int == 2)
    #expect(settings["cell"] as? String == "rnn" && settings["minimumCount"] as? Int == 1)
    #expect(settings["maximumVocabularySize"] as? Int == (option.isEmpty ? nil : 1024))
    #expect(training["batchSize"] as? Int == 16 && training["sequenceLength"] as? Int == 64)
    #expect(training["learningRate"] as? Double == 0.003)
  }

  @Test("help names no default of another task")
  func own() throws {
    let scratch = try Scratch()
    for verb in ["train", "train series-classifier", "train text-classifier"] {
      let text = try scratch.rondo("\(verb) --help").succeeded().text
      for word in ["text classifiers", "of series", "of texts", "classifiers 20"] {
        let options = text.drop { $0 != ":" }.split(separator: "COMMON OPTIONS:").last ?? ""
        #expect(!options.contains(word), "\(verb): \(word)")
      }
    }
  }
}
