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
    "--schedule-steps": "the number of steps in the run", "--recurrent-dropout": "0",
    "--activation-penalty": "0", "--temporal-penalty": "0", "--weight-decay": "0; adamw: 0.01",
    "--label-smoothing": "0", "--average-weights": "no averaging", "--validation-fraction": "0.1",
    "--threads": "the number of cores", "--format": "text", "--normalization": "none",
    "--encoding": "auto",
    "--out": "checkpoints/NAME, where NAME is that of the first file or folder",
    "--minutes": "no limit", "--steps": "no limit",
  ]

  static let classifier = training.merging([
    "--hidden-size": "64", "--layers": "1", "--cell": "gru", "--bidirectional": "--bidirectional",
    "--learning-rate": "0.003; sgd: 0.5, momentum: 0.05, adagrad: 0.1", "--warmup-steps": "20",
    "--class-weights": "none", "--stop-on": "loss", "--restarts": "1",
    "--delimiter": "detected from the first rows, or else comma", "--label-column": "detected",
  ]) { $1 }

  @Test("of a language model")
  func languageModel() throws {
    let expected = Self.training.merging([
      "--epochs": "20; no limit with --steps or --minutes",
      "--hidden-size": "256", "--layers": "2", "--cell": "rnn", "--embedding-size": "0",
      "--learning-rate": "0.003; sgd: 0.5, momentum: 0.05, rmsprop: 0.002, adagrad: 0.1",
      "--batch-size": "16", "--sequence-length": "64", "--warmup-steps": "100", "--dropout": "0",
      "--embedding-dropout": "0", "--unit": "grapheme", "--documents": "none",
      "--min-count": "1; --unit bpe: 2", "--vocabulary-size": "no limit; --unit bpe: 1024",
      "--newlines": "keep", "--patience": "half of the run's validations, at least 5",
      "--cache": ".tokens beside the run folder, for texts of 16 MiB or more",
    ]) { $1 }
    #expect(try defaults("train") == expected)
  }

  @Test("of a text classifier")
  func textClassifier() throws {
    let expected = Self.classifier.merging([
      "--epochs":
        "6 to 100, depending on the number of cases; a third with --quick; no limit with "
        + "--steps or --minutes",
      "--readout": "attention; with --from: max",
      "--learning-rate": "0.008; sgd: 0.5, momentum: 0.05, adagrad: 0.1, with --from: 0.003",
      "--ensemble": "4; 1 for 20,000 cases and more, with --from and with --quick",
      "--batch-size": "32",
      "--embedding-size": "100; --unit grapheme: 0", "--character-size": "48",
      "--dropout": "0.5", "--embedding-dropout": "0.5; --unit grapheme: 0.2, with --from: 0.2",
      "--patience": "12.5 % of the run's validations, at least 5",
      "--form": "detected from the file names or the first line", "--header": "auto",
      "--text-column": "detected",
      "--label-prefix": "__label__", "--unit": "both", "--vocabulary-size": "no limit",
      "--min-count": "2; --unit grapheme: 1",
    ]) { $1 }
    #expect(try defaults("train text-classifier") == expected)
  }

  @Test("of a series classifier")
  func seriesClassifier() throws {
    var expected = Self.classifier.merging([
      "--epochs":
        "25 to 80, depending on the number of cases; a third with --quick; no limit with "
        + "--steps or --minutes",
      "--readout": "concat; --cell other than gru: max",
      "--ensemble": "5; 1 for 20,000 cases and more and with --quick",
      "--batch-size": "16", "--dropout": "0.5", "--embedding-dropout": "0", "--filters": "256",
      "--convolution-layers": "0", "--differences": "--differences",
      "--patience": "25 % of the run's validations, at least 5",
      "--form": "detected from the file name",
      "--scaling": "set",
      "--samples-per-step": "the least that gives a case of mean length at most 64 time steps",
      "--case-column": "detected", "--time-column": "detected", "--channel-column": "detected",
      "--value-column": "detected",
    ]) { $1 }
    expected["--normalization"] = nil
    #expect(try defaults("train series-classifier") == expected)
  }

  @Test("of generated text")
  func sample() throws {
    #expect(
      try defaults("sample") == [
        "--prompt": "none, so that a text begins a document or line", "--length": "500",
        "--temperature": "0.8", "--count": "1", "--seed": "a random number, which is printed",
        "--penalty-window": "64", "--top-k": "no limit", "--top-p": "1", "--min-p": "0",
        "--typical": "1", "--repetition-penalty": "1", "--presence-penalty": "0",
        "--frequency-penalty": "0", "--min-length": "0", "--no-repeat-ngram": "no limit",
        "--max-copy": "no limit",
        "--samplers": "bias,penalties,temperature,top-k,typical,top-p,min-p",
        "--training-data": "the path in training", "--length-penalty": "0", "--encoding": "auto",
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

  @Test(
    "an optimizer brings its learning rate and its weight decay",
    arguments: [("sgd", 0.5, nil), ("adamw", 0.003, 0.01), ("rmsprop", 0.002, nil)]
      as [(String, Double, Double?)])
  func optimizers(name: String, rate: Double, decay: Double?) throws {
    let scratch = try Scratch.withModel("--optimizer \(name)")
    let found = try scratch.rondo("inspect model --format json").succeeded().event("inspection")
    let settings = try #require(found["settings"] as? [String: Any])
    let training = try #require(settings["training"] as? [String: Any])
    #expect(training["learningRate"] as? Double == rate)
    let regularization = training["regularization"] as? [String: Any]
    #expect(regularization?["weightDecay"] as? Double == decay)
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
