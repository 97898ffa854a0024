import ArgumentParser
import Rondo

/// The options that say when a text ends and what must not be in it.
struct TextLimitOptions: ParsableArguments {
  @Option(help: "The number of symbols to write.")
  var length = 500

  @Option(help: "No stop string and no end of a document ends a text before so many symbols.")
  var minLength: Int?

  @Option(help: "End a text before this string; may be given several times.")
  var stop: [String] = []

  @Option(help: "Never write this string; may be given several times.")
  var ban: [String] = []

  @Option(help: "Write no run of so many symbols twice, the prompt included.")
  var noRepeatNgram: Int?

  @Option(
    help:
      "Copy no run of more than so many symbols from the training text; with bpe, as it is cut there."
  )
  var maxCopy: Int?

  @Flag(help: "Say what each text's longest run copied from the training text is.")
  var reportCopies = false

  @Option(
    help: ArgumentHelp(
      "Where the training text is; may be given several times. (default: where it was)",
      valueName: "file"))
  var trainingData: [String] = []

  func validate() throws {
    guard (0...1_000_000_000).contains(length) else {
      throw ValidationError("--length is 0 or more")
    }
    guard (0...length).contains(minLength ?? 0) else {
      throw ValidationError("--min-length is from 0 to --length")
    }
    guard !stop.contains("") else { throw ValidationError("--stop needs some text") }
    guard !ban.contains("") else { throw ValidationError("--ban needs some text") }
    guard noRepeatNgram ?? 1 > 0 else { throw ValidationError("--no-repeat-ngram is 1 or more") }
    guard maxCopy ?? 1 > 0 else { throw ValidationError("--max-copy is 1 or more") }
    guard trainingData.isEmpty || needsTrainingText else {
      throw ValidationError("--training-data is for --max-copy and --report-copies")
    }
  }

  /// Whether copies from the training text matter.
  var needsTrainingText: Bool { maxCopy != nil || reportCopies }

  /// The limits; reads the training text if copies from it matter.
  func limits(for file: LanguageModelFile, _ output: OutputOptions) throws -> TextLimits {
    guard minLength == nil || !stop.isEmpty || file.tokenizer.vocabulary.borderID != nil else {
      throw ValidationError(
        "--min-length has no meaning without --stop, because this model has no documents")
    }
    var limits = TextLimits()
    (limits.length, limits.minimumLength) = (length, minLength ?? 0)
    limits.stops = stop.map { Array(PathBytes.text(of: $0).utf8) }
    limits.banned = ban.map { Array(PathBytes.text(of: $0).utf8) }
    (limits.unrepeatedLength, limits.maximumCopy) = (noRepeatNgram, maxCopy)
    noteImpossible(limits, file.tokenizer, output)
    if needsTrainingText {
      limits.trainingText = try CopyIndex(
        trainingTextOf: file, at: trainingData.isEmpty ? nil : trainingData
      ) { notes in
        for note in notes { output.note(note.withFlags) }
      }
    }
    return limits
  }

  /// Says which strings can never come, because the model has no symbols that make them.
  private func noteImpossible(
    _ limits: TextLimits, _ tokenizer: Tokenizer, _ output: OutputOptions
  ) {
    let (stops, banned) = limits.impossibleStrings(for: tokenizer)
    for (option, strings) in [("--stop", stops), ("--ban", banned)] where !strings.isEmpty {
      output.note(
        "\(option) has no effect, because no symbols of the model make this: \(list(of: strings))")
    }
  }
}
