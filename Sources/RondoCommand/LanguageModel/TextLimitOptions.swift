import ArgumentParser
import Rondo

/// The options for the end of a text and for what it must not contain.
struct TextLimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Minimum length of a text, in symbols; no stop string or end of a document ends it earlier. \
      (default: 0)
      """, valueName: "symbols"))
  var minLength: Int?

  @Option(
    help: ArgumentHelp(
      "String that ends a text and is not written; may be given several times.",
      valueName: "string"))
  var stop: [String] = []

  @Option(
    help: ArgumentHelp(
      "String that must not occur in a text; may be given several times.", valueName: "string"))
  var ban: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      Length of symbol sequences that must not be repeated, including those of the prompt. \
      (default: no limit)
      """, valueName: "symbols"))
  var noRepeatNgram: Int?

  @Option(
    help: ArgumentHelp(
      """
      Maximum length of a passage copied from the training text, in symbols. With --unit bpe, only \
      copies that consist of the same symbols are recognized. (default: no limit)
      """, valueName: "symbols"))
  var maxCopy: Int?

  @Flag(help: "Print, for each text, its longest passage that also occurs in the training text.")
  var reportCopies = false

  @Option(
    help: ArgumentHelp(
      """
      New path of the training text, if it has been moved; may be given several times. (default: \
      the path in training)
      """, valueName: "file"))
  var trainingData: [String] = []

  func validate() throws {
    guard !stop.contains("") else { throw ValidationError("--stop needs some text") }
    guard !ban.contains("") else { throw ValidationError("--ban needs some text") }
    guard noRepeatNgram ?? 1 > 0 else {
      throw ValidationError("--no-repeat-ngram must be 1 or more")
    }
    guard maxCopy ?? 1 > 0 else { throw ValidationError("--max-copy must be 1 or more") }
    guard trainingData.isEmpty || needsTrainingText else {
      throw ValidationError("--training-data is for --max-copy and --report-copies")
    }
  }

  /// Refuses a minimum length above the length.
  func check(length: Int) throws {
    guard (0...length).contains(minLength ?? 0) else {
      throw ValidationError("--min-length must be from 0 to --length")
    }
  }

  /// Whether copies from the training text matter.
  var needsTrainingText: Bool { maxCopy != nil || reportCopies }

  /// The limits; reads the training text if copies from it matter.
  func limits(
    for file: LanguageModelFile, length: Int, _ output: OutputOptions
  ) throws -> TextLimits {
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
