import ArgumentParser
import Rondo

/// The form of what a command prints.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

/// The options that say how a command prints.
struct OutputOptions: ParsableArguments {
  @Option(help: "The form of the output: text or json, one object a line.")
  var format = OutputFormat.text

  @Flag(help: "Print results and errors only.")
  var quiet = false

  /// Says something to the user, unless told to be quiet.
  func note(_ line: String) {
    if !quiet { StandardStreams.message(onOneLine(line)) }
  }
}

/// The option for the number of threads.
struct ThreadOptions: ParsableArguments {
  @Option(help: "The number of threads. (default: one for each core)")
  var threads: Int?

  func validate() throws {
    guard (1...1024).contains(threads ?? 1) else {
      throw ValidationError("--threads is from 1 to 1024")
    }
    guard FloatKernels.requestIsHonoured else {
      throw ValidationError(
        "RONDO_KERNELS names no version that this processor runs; it is avx512, avx2 or portable")
    }
  }

  /// The threads to use.
  var workers: Workers { Workers(threads: threads ?? Machine.cores) }
}

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
