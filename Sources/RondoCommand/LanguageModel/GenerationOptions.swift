public import ArgumentParser
public import Rondo

/// The options that all laws of `rondo data make` share.
struct GenerationOptions: ParsableArguments {
  @Option(help: "The folder to write into; it is made where it is not there.")
  var out: String

  @Option(help: "The form of the law: published or archived.")
  var law = SeriesLaw.published

  @Option(help: "What every random number depends on.")
  var seed: UInt64 = 1

  @Flag(help: "Replace files that are there.")
  var overwrite = false

  func validate() throws {
    guard !out.isEmpty else { throw ValidationError("--out names no folder") }
  }

  /// Refuses sizes that make no set.
  func check(classes: Int, training: Int, test: Int, length: Int) throws {
    func require(_ value: Int, in range: ClosedRange<Int>, _ option: String, _ why: String) throws {
      guard range.contains(value) else {
        throw ValidationError(
          "\(option) is from \(range.lowerBound) to \(range.upperBound)\(why)")
      }
    }
    let why = ": a series of each class at least"
    try require(training, in: classes...10_000_000, "--train", why)
    try require(test, in: classes...10_000_000, "--test", why)
    try require(length, in: 16...1_000_000, "--length", "")
  }
}

extension SeriesLaw: ExpressibleByArgument {}

/// The options that say what texts go on from.
struct PromptOptions: ParsableArguments {
  @Option(help: "The text to go on from. (default: the start of a document or a line)")
  var prompt: String?

  @Option(help: "A file with the text to go on from; '-' is standard input.")
  var promptFile: String?

  @Option(help: "A file with a text to go on from in each line; '-' is standard input.")
  var promptsFile: String?

  @Flag(help: "Leave the prompt out of the text that is written.")
  var noPrompt = false

  func validate() throws {
    let given = [
      prompt.map { _ in "--prompt" }, promptFile.map { _ in "--prompt-file" },
      promptsFile.map { _ in "--prompts-file" },
    ].compactMap { $0 }
    guard given.count < 2 else {
      throw ValidationError("\(given[0]) and \(given[1]) exclude each other")
    }
  }

  /// The prompts, at least one.
  func prompts(reader: CorpusReader, _ output: OutputOptions) throws -> [[UInt8]] {
    guard let path = promptFile ?? promptsFile else {
      return [Array(PathBytes.text(of: prompt ?? "").utf8)]
    }
    let corpus = try reader.readText(path)
    for note in corpus.notes { output.note(note) }
    guard promptsFile != nil else { return [corpus.utf8] }
    guard !corpus.utf8.isEmpty else { throw DataError.empty(paths: [path]) }
    var lines = corpus.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    if lines.last == [] { lines.removeLast() }
    return lines.map { $0.last == 0x0D ? $0.dropLast() : $0 }
  }
}

extension OutputOptions {
  /// Writes the files of a generated set and says what is in them.
  func write(_ set: GeneratedSet, to folder: String, overwrite: Bool) throws {
    let (training, test) = try set.write(to: folder, overwrite: overwrite)
    switch format {
    case .json:
      let event = GeneratedEvent(set, training, test)
      StandardStreams.write(try ReportLine.line("generated", event) + "\n")
    case .text:
      for part in [training, test] {
        let counts = zip(part.counts, set.generator.classes).map { "\($0.grouped) \($1)" }
        StandardStreams.writeLine(
          "\(onOneLine(part.path))  \(part.series.grouped) series of "
            + "\(set.generator.length.grouped): \(counts.joined(separator: ", "))", indent: 2)
      }
    }
  }
}

/// What `data make --format json` prints.
private struct GeneratedEvent: Encodable {
  let name: String
  let law: SeriesLaw
  let seed: UInt64
  let length: Int
  let classes: [String]
  let training: GeneratedPart
  let test: GeneratedPart

  init(_ set: GeneratedSet, _ training: GeneratedPart, _ test: GeneratedPart) {
    (name, law, length) = (set.generator.name, set.generator.law, set.generator.length)
    (seed, classes) = (set.seed, set.generator.classes)
    (self.training, self.test) = (training, test)
  }
}
