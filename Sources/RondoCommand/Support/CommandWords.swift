import ArgumentParser
import Foundation

/// Checks and completes the arguments of the program before they are parsed.
enum CommandWords {
  /// Commands of later releases.
  static let reserved = ["tune", "compress", "decompress", "export", "import", "serve"]

  /// Joins values that begin with a dash to their options, and inserts `language-model` after
  /// `train` if no task follows.
  ///
  /// - Throws: A usage error for an unknown command or task, which suggests the nearest one.
  static func expanded(_ arguments: [String]) throws -> [String] {
    try check(arguments)
    return try TaskWords.expanded(joiningValues(arguments))
  }

  /// Throws if a word after a command with subcommands names none of them.
  private static func check(_ arguments: [String]) throws {
    var commands = RondoCommand.configuration.subcommands
    var path = ["rondo"]
    for word in arguments where !["help", "--help", "-h", "--version"].contains(word) {
      guard !commands.isEmpty, path.last != "train", !word.hasPrefix("-") else { return }
      guard let command = commands.first(where: { $0.configuration.commandName == word }) else {
        throw unknown(word, commands.compactMap { $0.configuration.commandName }, path)
      }
      path.append(word)
      commands = command.configuration.subcommands
    }
  }

  private static func unknown(
    _ word: String, _ names: [String], _ path: [String]
  ) -> ValidationError {
    let list = names.joined(separator: ", ")
    if path.count == 1, reserved.contains(word) {
      return ValidationError(
        "the command '\(word)' is not in this release; its commands are \(list)")
    }
    let place = path.count == 1 ? "" : " below '\(path.joined(separator: " "))'"
    let meant = nearest(to: word, among: names) ?? beginning(with: word, among: names)
    let rest = meant.map { "did you mean '\($0)'?" } ?? "the commands are \(list)"
    return ValidationError("there is no command '\(word)'\(place): \(rest)")
  }

  /// Joins a value that begins with a dash to the option before it, as in `--length=-1`; the only
  /// option with a single dash is `-h`.
  private static func joiningValues(_ arguments: [String]) -> [String] {
    guard arguments.contains(where: isValue) else { return arguments }
    let options = CommandOptions(after: arguments)
    var result: [String] = []
    for (index, argument) in arguments.enumerated() {
      if arguments[..<index].contains("--") {
        result.append(argument)
      } else if let option = result.last, options.takeValue(option), isValue(argument) {
        result[result.count - 1] = "\(option)=\(argument)"
      } else {
        result.append(argument)
      }
    }
    return result
  }

  private static func isValue(_ word: String) -> Bool {
    word.hasPrefix("-") && !word.hasPrefix("--") && word.count > 1 && word != "-h"
  }

  /// Word with the smallest edit distance, if that is small relative to its length; the first of
  /// several.
  static func nearest(to word: String, among words: [String]) -> String? {
    let found = words.map { (word: $0, distance: distance(word.lowercased(), $0)) }
    let best = found.min { $0.distance < $1.distance }
    return best.flatMap { $0.distance <= max(1, $0.word.count / 4) ? $0.word : nil }
  }

  /// First word that begins with these letters, if they are three or more.
  private static func beginning(with letters: String, among words: [String]) -> String? {
    letters.count < 3 ? nil : words.first { $0.hasPrefix(letters.lowercased()) }
  }

  /// Optimal string alignment distance (Damerau 1964).
  private static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var least = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          least = min(least, rows[i - 1][j - 1] + 1)
        }
        row.append(least)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
