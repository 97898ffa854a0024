import Foundation
import Testing

@Suite("Files of odd names and kinds") struct InputFileTests {
  #if os(Linux)  // Darwin's file systems refuse such names.
    @Test("a name that is not UTF-8 is a name in every command, and shown escaped")
    func names() throws {
      let scratch = try Scratch(corpus: 700)
      try scratch.write(
        "t.csv", "text,label\n" + (0..<8).map { "word \($0 % 2),\($0 % 2)\n" }.joined())
      try scratch.write(
        "all.sh",
        """
        set -e
        name="$(printf 'caf\\351')"
        mkdir texts
        cp c.txt "texts/$name.txt"
        cp t.csv "$name.csv"
        run="$("$1" train "texts/$name.txt" \(tiny) --steps 2)"
        test "$run" = "checkpoints/$name"
        "$1" score "$run" "texts/$name.txt"
        "$1" evaluate "$run" texts
        "$1" sample "$run" --prompt-file "texts/$name.txt" --length 3 --seed 1
        "$1" train "texts/$name.txt" \(tiny) --steps 3 --resume
        "$1" train texts \(tiny) --steps 2 --out both
        "$1" inspect both
        "$1" train text-classifier "$name.csv" --out model \(Scratch.tinyClassifier)
        "$1" predict model "$name.csv"
        "$1" evaluate model "$name.csv" --confusion "$name.svg" --quiet
        test -s "$name.svg"
        "$1" train "$name.no" --out none 2>&1 || echo "code $?"
        """)
      let spoken = try scratch.rondo("", through: ["/bin/sh", "all.sh"]).succeeded()
      let lines = spoken.text.split(separator: "\n")
      #expect(lines.contains { $0.contains(#"texts/caf\xE9.txt"#) }, "\(spoken.text)")
      #expect(lines.suffix(2) == [#"rondo: caf\xE9.no: no such file or folder"#, "code 66"])
    }

    @Test("a text on the command line that is not UTF-8 is repaired or refused")
    func arguments() throws {
      let scratch = try Scratch.withTextClassifier()
      try scratch.write("c.sh", #""$1" predict model --text "$(printf 'a\351')""#)
      let result = try scratch.rondo("", through: ["/bin/sh", "c.sh"])
      #expect(result.code == 65 && result.text == "\n" && result.errorLines.count == 1)
      #expect(result.errors.contains("--text:1:2: invalid UTF-8"))
    }
  #endif

  @Test("what cannot be read in a folder is left out and named; named by itself it is refused")
  func oddEntries() throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.write(
      "make.sh",
      """
      mkdir texts && cp c.txt texts/a.txt && mkfifo texts/pipe && ln -s nowhere texts/lost
      mkdir pos neg && echo good > pos/1 && echo bad > neg/1 && ln -s nowhere neg/2
      mkdir classes && mv pos neg classes
      """)
    try scratch.rondo("", through: ["/bin/sh", "make.sh"]).succeeded()
    let words = tiny.replacing("--quiet", with: "")
    let trained = try scratch.rondo("train texts --steps 2 \(words)").succeeded()
    for part in ["texts/lost (a link that leads nowhere)", "texts/pipe (a FIFO)"] {
      #expect(trained.errors.contains(part), "\(trained.errors)")
    }
    #expect(
      try scratch.rondo("evaluate checkpoints/texts texts").succeeded().errors.contains("pipe"))
    let classes = try scratch.rondo(
      "train text-classifier classes --out model "
        + Scratch.tinyClassifier.replacing("--quiet", with: "")
    ).succeeded()
    #expect(classes.errors.contains("classes/neg/2 (a link that leads nowhere)"))
    try scratch.rondo("train texts/lost --out x \(tiny)").failed(66, "texts/lost")
    try scratch.rondo("train text-classifier texts/lost --out x").failed(66, "texts/lost")
  }

  @Test("folders of runs in a folder of texts are left out and named, so that it can be resumed")
  func runsAmongTexts() throws {
    let scratch = try Scratch(corpus: 700)
    let words = tiny.replacing("--quiet", with: "")
    let first = try scratch.rondo("train . --steps 1 \(words)").succeeded()
    #expect(
      first.errors.contains("training  1 step, ") && first.errors.contains("finished  1 step in"))
    let resumed = try scratch.rondo("train . --steps 2 --resume").succeeded()
    #expect(resumed.text == "checkpoints/text\n")
    let note = "omitted: ./checkpoints/text (the folder of a run)\n"
    #expect(resumed.errors.contains(note), "\(resumed.errors)")
    #expect(resumed.errors.contains("finished  2 steps"))
    #expect(try scratch.rondo("evaluate checkpoints/text .").succeeded().errors == note)
    try scratch.remove("checkpoints/text/model.safetensors")
    try scratch.rondo("train . --out again --steps 1 \(tiny)").succeeded()
    for path in ["checkpoints/text", "checkpoints", "again/"] {
      try scratch.rondo("train \(path) --out x").failed(65, "is the folder of a run, not data")
    }
    #expect(!scratch.exists("x"))
  }

  @Test(
    "folders of runs are no classes of texts",
    arguments: [["pos/1", "neg/1", "pos/2", "neg/2"], ["pos.txt", "neg.txt"]])
  func runsAmongClasses(files: [String]) throws {
    let scratch = try Scratch()
    for file in files {
      try scratch.write(file, "\(file.prefix(3)) film\nfilm \(file.prefix(3))\n")
    }
    let words = Scratch.tinyClassifier.replacing("--quiet", with: "")
    try scratch.rondo("train text-classifier . \(words)").succeeded()
    let resumed = try scratch.rondo("train text-classifier . --resume --epochs 4").succeeded()
    let note = "omitted: ./checkpoints/text (the folder of a run)\n"
    #expect(resumed.errors.contains(note) && resumed.errors.contains("; 2 labels"))
    #expect(try scratch.rondo("evaluate checkpoints/text .").succeeded().errors.contains(note))
    try scratch.rondo("train text-classifier checkpoints/text --out x").failed(
      65, "checkpoints/text: it is the folder of a run, not data")
  }

  @Test("the way out of compressed data names the command and what it needs")
  func compressed() throws {
    let texts = try Scratch.withTextClassifier()
    let series = try Scratch.withSeriesClassifier()
    let gzip: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B, 4, 0]
    for scratch in [texts, series] {
      for name in ["x.gz", "x.csv.gz", "x.tgz"] { try scratch.write(name, gzip) }
    }
    for (scratch, words, advice) in [
      (texts, "train x.gz --out x", ": zcat x.gz | rondo train -\n"),
      (
        texts, "train text-classifier x.gz --out x", ": zcat x.gz | rondo train text-classifier -\n"
      ),
      (
        series, "train series-classifier x.csv.gz --form csv --out x",
        ": zcat x.csv.gz | rondo train series-classifier -, with --form csv for a classifier\n"
      ),
      (texts, "predict model x.gz", ": zcat x.gz | rondo … -\n"),
      (
        texts, "evaluate model x.csv.gz",
        ": zcat x.csv.gz | rondo … -, with --form csv for a classifier\n"
      ),
      (texts, "predict model x.tgz", "('tar -xf x.tgz'), and name the files in it\n"),
    ] {
      let refused = try scratch.rondo(words)
      refused.failed(65, "gzip data, not text; unpack it")
      #expect(refused.errors.hasSuffix(advice), "\(refused.errors)")
    }
  }

  /// The first bytes of files that hold no plain text, and the way out.
  static let formats: [(bytes: [UInt8], name: String, remedy: String)] = [
    ([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B, 4, 0], "gzip", "zcat"),
    (Array("BZh91AY&SY".utf8) + [1, 2, 3, 0], "bzip2", "bzcat"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4], "xz", "xzcat"),
    ([0x28, 0xB5, 0x2F, 0xFD, 4, 0], "Zstandard", "zstdcat"),
    ([0x50, 0x4B, 3, 4, 20, 0] + [UInt8](repeating: 0, count: 60), "zip", "unzip"),
    (
      [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 26) + Array("word/x".utf8), "office",
      "plain text or CSV"
    ),
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0], "office", "plain text or CSV"),
    (Array("%PDF-1.4\n1 0 obj\n".utf8), "PDF", "pdftotext"),
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0], "image", "text"),
  ]

  @Test("files that hold no plain text are named as what they are, by every command")
  func formats() throws {
    let texts = try Scratch.withTextClassifier()
    let series = try Scratch.withSeriesClassifier()
    let language = try Scratch.withModel()
    for (bytes, name, remedy) in Self.formats {
      for scratch in [texts, series, language] { try scratch.write("x.dat", bytes) }
      for (scratch, words) in [
        (texts, "train text-classifier x.dat --out x"), (texts, "predict model x.dat"),
        (texts, "evaluate model x.dat"), (series, "train series-classifier x.dat --out x"),
        (series, "predict model x.dat --form csv"), (language, "train x.dat --out x"),
        (language, "evaluate model x.dat"), (language, "score model x.dat"),
        (language, "sample model --prompt-file x.dat"),
      ] {
        try scratch.rondo(words).failed(65, "x.dat: ", name)
        let piped = try scratch.rondo(words.replacing("x.dat", with: "-")) {
          $0.input = scratch.full("x.dat")
        }
        piped.failed(65, "-: ", name)
        #expect(piped.errors.contains(remedy) && !piped.errors.contains("UTF-16"), "\(words)")
      }
    }
    try language.rondo(
      "train x.dat --unit byte --out bytes --steps 1 --sequence-length 2 "
        + "--validation-fraction 0 --batch-size 1 --no-baseline --quiet"
    ).succeeded()
  }

  @Test("a NUL is named by its place, and the advice can be followed")
  func nul() throws {
    let scratch = try Scratch.withTextClassifier()
    try scratch.write("n.csv", "text,label\ngood\0,pos\nbad,neg\n")
    try scratch.write("n", "1,2\n3,\0\n")
    let answered = try scratch.rondo("predict model n.csv --format csv --quiet")
    #expect(answered.code == 65 && answered.errors.contains("n.csv:2:5: NUL character"))
    #expect(
      answered.text.split(separator: "\n").dropFirst().map { $0.hasSuffix(",,") } == [true, false])
    for words in ["train text-classifier n.csv --out x", "train n.csv --out x"] {
      let result = try scratch.rondo(words)
      result.failed(65, "n.csv:2:5: NUL character", "tr -d")
      #expect(!result.errors.contains("UTF-16"))
      #expect(result.errors.contains("--unit byte") == words.hasPrefix("train n.csv"))
    }
    for words in ["predict model -", "predict model n"] {
      let result = try scratch.rondo(words) { $0.input = scratch.full("n") }
      #expect(
        result.code == 65 && result.errors.contains(":2:3: NUL character"), "\(result.errors)")
      #expect(!result.errors.contains("--unit"))
    }
    try scratch.rondo("train series-classifier n --form csv --out x").failed(65, "n:2:3: NUL")
  }
}
