import Testing

@Suite("Help and usage") struct HelpTests {
  @Test(
    "every verb explains itself",
    arguments: [
      ("", ["train", "sample", "predict", "evaluate", "score", "inspect", "standard output"]),
      (
        "train",
        [
          "<corpus>", "The tasks are language-model", "--resume", "--hidden-size", "--minutes",
          "original-gru", "mingru", "--embedding-size", "--tie-weights",
          "--skip-connections", "--dropout", "--variational-dropout", "--average-weights",
          "--schedule", "plateau", "adagrad", "adamw", "--random-lengths", "bpe", "1024",
          "--newlines",
        ]
      ),
      ("train language-model", ["<corpus>", "--overwrite", "--validation-fraction", "--format"]),
      (
        "sample",
        [
          "--prompt-file", "--no-prompt", "--temperature", "--top-k", "--stop",
          "checkpoints/pretrained",
          "bias,penalties,temperature,top-k,typical,top-p,min-p", "--max-copy", "--beam",
        ]
      ),
      (
        "evaluate",
        [
          "<data>", "--lossy", "--format", "--dedupe", "--training-data", "--confusion",
          "--dynamic", "Krause",
        ]
      ),
      (
        "predict",
        ["<input>", "--text", "--top", "--stream", "--form", "--unlabelled", "tsv", "--quiet"]
      ),
      ("score", ["--per-symbol", "--text", "--encoding", "--html", "--dynamic-rate"]),
      ("inspect", ["<checkpoint>", "--format", "--html"]),
      ("data", ["make"]),
      ("data make", ["cbf", "control-charts", "regimes", "spelling", "NAME_PARAMETERS.tsv"]),
      ("data make cbf", ["--law", "published", "archived", "--train", "(default: 30)", "Saito"]),
      ("data make control-charts", ["--length", "(default: 300)", "Manolopoulos"]),
      ("data make regimes", ["--series", "(default: 800)", "-0.7 (rough)", "(1 - rho^2)"]),
      ("data make faults", ["--series", "(default: 1600)", "flat line", "none"]),
      ("data make seasonal", ["--length", "(default: 1008)", "0.7^(2h)"]),
      ("data make crossings", ["--count", "(default: 400)", "84.4 %", "z = 0.3"]),
      ("data make spelling", ["--count", "(default: 2000)", "irregular roots"]),
      ("data make names", ["--count", "(default: 600)", "ishel", "--overwrite"]),
    ])
  func help(verb: String, mentioned: [String]) throws {
    let scratch = try Scratch()
    for words in ["\(verb) --help", "\(verb) -h", "help \(verb)"] {
      if words == "help train language-model" { continue }
      let result = try scratch.rondo(words).succeeded()
      #expect(result.errors == "")
      for word in mentioned { #expect(result.text.contains(word), "\(words): \(word)") }
    }
    #expect(try scratch.files() == [])
  }

  @Test("without arguments it shows its help, and with --version its version")
  func overview() throws {
    let scratch = try Scratch()
    #expect(try scratch.rondo("").succeeded().text == scratch.rondo("--help").text)
    #expect(try scratch.rondo("--version").succeeded().text.hasPrefix("rondo "))
    #expect(try scratch.rondo("train --version").succeeded().text.hasPrefix("rondo "))
  }

  @Test(
    "a usage error is one line that says where to look",
    arguments: [
      ("play", "'play'", "rondo --help"),
      ("--loud", "--loud", "rondo --help"),
      ("trian c.txt", "did you mean 'train'?", "rondo --help"),
      ("smaple", "did you mean 'sample'?", "rondo --help"),
      ("play", "train, sample, predict", "rondo --help"),
      ("eval a b", "did you mean 'evaluate'?", "rondo --help"),
      ("ev a b", "the commands are train,", "rondo --help"),
      ("help eval", "did you mean 'evaluate'?", "rondo --help"),
      (
        "train classifier x", "did you mean the task 'text-classifier' or 'series-classifier'?",
        "rondo train --help"
      ),
      (
        "train text", "no file 'text': did you mean the task 'text-classifier'?",
        "rondo train --help"
      ),
      (
        "train table", "did you mean the task 'table-classifier' or 'table-regression'?",
        "rondo train --help"
      ),
      ("help train text-classifer", "did you mean 'text-classifier'?", "rondo train --help"),
      ("help train series", "did you mean 'series-classifier'?", "rondo train --help"),
      ("help train waves", "the tasks are language-model, text-classifier,", "rondo train --help"),
      ("help train translator", "not in this release", "rondo train --help"),
      ("tune c.txt", "not in this release", "rondo --help"),
      ("decompress", "not in this release", "rondo --help"),
      ("data mkae", "did you mean 'make'?", "rondo data --help"),
      ("data make cbg", "did you mean 'cbf'?", "rondo data make --help"),
      (
        "train text-clasifier c.txt", "did you mean the task 'text-classifier'?",
        "rondo train --help"
      ),
      (
        "train seriesclassifier", "did you mean the task 'series-classifier'?", "rondo train --help"
      ),
      ("train tager c.txt", "did you mean the task 'tagger'?", "rondo train --help"),
      ("train anomaly-detector c.txt", "not in this release", "rondo train --help"),
      ("train table-classifier c.txt", "not in this release", "rondo train --help"),
      ("train table-regression c.txt", "not in this release", "rondo train --help"),
      ("train", "<corpus>", "rondo train --help"),
      ("train language-model", "<corpus>", "rondo train language-model --help"),
      ("train series-classifier", "<data>", "rondo train series-classifier --help"),
      ("train text-classifier a --ensemble 0", "--ensemble", "rondo train text-classifier --help"),
      ("train c.txt --loud", "--loud", "rondo train --help"),
      ("train c.txt --seed", "--seed", "rondo train --help"),
      ("train c.txt --resume --overwrite", "--resume", "rondo train --help"),
      ("train - -", "only once", "rondo train --help"),
      ("sample a b", "'b'", "rondo sample --help"),
      ("sample --prompt a --prompt-file b", "--prompt-file", "rondo sample --help"),
      ("score", "<checkpoint>", "rondo score --help"),
      ("score a b --text c", "--text", "rondo score --help"),
      ("evaluate a", "<data>", "rondo evaluate --help"),
      ("inspect", "<checkpoint>", "rondo inspect --help"),
      ("data list", "'list'", "rondo data --help"),
      ("data make waves", "'waves'", "rondo data make --help"),
      ("data make cbf", "--out", "rondo data make cbf --help"),
      ("data make cbf more --out x", "'more'", "rondo data make cbf --help"),
    ])
  func usage(words: String, named: String, place: String) throws {
    let scratch = try Scratch(corpus: 500)
    try scratch.rondo(words).failed(64, named, "(see '\(place)')\n")
    #expect(try scratch.files() == ["c.txt"])
  }

  @Test(
    "a task word stands directly after train or nowhere",
    arguments: [
      "train tagger", "train translator c.txt", "train c.txt language-model",
      "train c.txt --seed 3 tagger", "train language-model tagger",
      "train language-model language-model", "train --out x language-model c.txt",
      "train --resume tagger", "train c.txt --tie-weights translator",
    ])
  func misplacedTaskWords(words: String) throws {
    let scratch = try Scratch(corpus: 1000)
    try scratch.rondo(words).failed(64)
    #expect(try scratch.files() == ["c.txt"])
  }

  @Test("a file with the name of a task is named by its path")
  func filesNamedLikeTasks() throws {
    let scratch = try Scratch()
    try scratch.write("tagger", madeUpText(bytes: 600))
    #expect(
      try scratch.rondo("train ./tagger --steps 2 \(tiny)").succeeded().text
        == "checkpoints/tagger\n")
    try scratch.rondo("train language-model ./tagger --out tagger --steps 2 \(tiny)").failed(73)
    try scratch.rondo("train language-model ./tagger --out o --steps 2 \(tiny)").succeeded()
    try scratch.rondo("train --overwrite ./tagger --steps 2 \(tiny)").succeeded()
    // A file whose name is nearly a task's is a corpus.
    try scratch.write("text-clasifier", madeUpText(bytes: 600))
    try scratch.rondo("train text-clasifier --steps 2 \(tiny)").succeeded()
    try scratch.write("text", madeUpText(bytes: 600))
    try scratch.rondo("train text --steps 2 \(tiny)").succeeded()
    try scratch.rondo("train cl --steps 2 \(tiny)").failed(66, "cl: no such file or folder")
  }
}
