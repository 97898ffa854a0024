import ArgumentParser
import Rondo

/// The form of a command's output.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

/// The options for a command's output.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Output format; json is one JSON object per line.", valueName: "format"))
  var format = OutputFormat.text

  @Flag(help: "Print only results and errors.")
  var quiet = false

  /// Says something to the user, unless told to be quiet.
  func note(_ line: String) {
    if !quiet { StandardStreams.message(onOneLine(line)) }
  }
}

/// The option for the number of threads.
struct ThreadOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Number of threads; it does not affect results. (default: the number of cores)",
      valueName: "number"))
  var threads: Int?

  func validate() throws {
    guard (1...1024).contains(threads ?? 1) else {
      throw ValidationError("--threads must be from 1 to 1024")
    }
    guard FloatKernels.requestIsHonoured else {
      throw ValidationError(
        "RONDO_KERNELS must be avx512, avx2 or portable, and supported by this processor")
    }
  }

  /// The threads to use.
  var workers: Workers { Workers(threads: threads ?? Machine.cores) }
}

/// The options for reading a text.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Character encoding: auto to detect it, or a name such as windows-1252.", valueName: "name"))
  var encoding = "auto"

  @Flag(help: "Replace invalid bytes with U+FFFD instead of reporting an error.")
  var lossy = false

  func validate() throws { try Self.check(encoding) }

  /// Refuses an unknown encoding before any file is opened.
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

/// HTML page that a command writes.
enum PageFile {
  /// Throws if a name may be that of another kind of file: a page replaces an existing file.
  static func check(_ path: String?) throws {
    guard let name = path?.lowercased() else { return }
    guard name.hasSuffix(".html") || name.hasSuffix(".htm") else {
      throw ValidationError("--html names a page to write, which ends in .html")
    }
  }
}
