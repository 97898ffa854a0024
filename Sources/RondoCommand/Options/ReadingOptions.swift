import ArgumentParser
import Rondo

/// The options that say how a text is read.
struct ReadingOptions: ParsableArguments {
  @Option(help: "The encoding of the text: auto, or a name such as windows-1252.")
  var encoding = "auto"

  @Flag(help: "Replace invalid text by U+FFFD instead of refusing it.")
  var lossy = false

  func validate() throws { try Self.check(encoding) }

  /// Refuses an encoding that has no meaning, before any file is opened.
  static func check(_ encoding: String) throws {
    guard encoding != "auto" else { return }
    do throws(TextError) {
      _ = try TextDecoder(encoding: .named(encoding)).decode([])
    } catch {
      if case .unknownEncoding = error { throw ValidationError("--encoding: \(error)") }
    }
  }

  /// A reader of texts for a model.
  func reader(for tokenizer: Tokenizer) -> CorpusReader {
    CorpusReader(
      encoding: encoding == "auto" ? .auto : .named(encoding), lossy: lossy,
      isRaw: tokenizer.unit == .byte && encoding == "auto")
  }
}
