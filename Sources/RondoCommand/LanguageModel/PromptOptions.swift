import ArgumentParser
import Rondo

/// The options for the texts to continue.
struct PromptOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "File with the text to continue; '-' for standard input.", valueName: "file"))
  var promptFile: String?

  @Option(
    help: ArgumentHelp(
      "File with one text to continue per line; '-' for standard input.", valueName: "file"))
  var promptsFile: String?

  @Flag(help: "Omit the prompt from the output.")
  var noPrompt = false

  /// Refuses more than one source of prompts.
  func check(prompt: String?) throws {
    let given = [
      prompt.map { _ in "--prompt" }, promptFile.map { _ in "--prompt-file" },
      promptsFile.map { _ in "--prompts-file" },
    ].compactMap { $0 }
    guard given.count < 2 else {
      throw ValidationError("\(given[0]) and \(given[1]) exclude each other")
    }
  }

  /// The prompts, at least one.
  func prompts(
    _ prompt: String?, reader: CorpusReader, _ output: OutputOptions
  ) throws -> [[UInt8]] {
    guard let path = promptFile ?? promptsFile else {
      return [Array(PathBytes.text(of: prompt ?? "").utf8)]
    }
    let corpus = try reader.readText(path)
    for note in corpus.notes { output.note(note.withFlags) }
    guard promptsFile != nil else { return [corpus.utf8] }
    guard !corpus.utf8.isEmpty else { throw DataError.empty(paths: [path]) }
    var lines = corpus.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    if lines.last == [] { lines.removeLast() }
    return lines.map { $0.last == 0x0D ? $0.dropLast() : $0 }
  }
}
