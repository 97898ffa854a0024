import ArgumentParser
import Foundation

/// The arguments of the program, checked and completed before they are parsed.
enum CommandWords {
  /// Commands that later releases bring.
  static let reserved = ["tune", "compress", "decompress", "export", "import", "serve"]

  /// The arguments with values that begin with a dash joined to their options, and `language-model`
  /// put after `train` where no task word stands there.
  ///
  /// - Throws: a usage error for a command or task that there is not, which names the nearest one.
  static func expanded(_ arguments: [String]) throws -> [String] {
    try check(arguments)
    return try TaskWords.expanded(joiningValues(arguments))
  }

  /// Refuses words that name no command of the ones that have others below them.
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

  /// Joins a value that begins with a dash to the option before it, as `--length=-1`: there are no
  /// options with a single dash but `-h`.
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

  /// The word that differs by the fewest letters put in, left out, changed or swapped with a
  /// neighbour, if these are few beside its length; of several the first.
  static func nearest(to word: String, among words: [String]) -> String? {
    let found = words.map { (word: $0, distance: distance(word.lowercased(), $0)) }
    let best = found.min { $0.distance < $1.distance }
    return best.flatMap { $0.distance <= max(1, $0.word.count / 4) ? $0.word : nil }
  }

  /// The first word that begins with these letters, if they are three or more.
  private static func beginning(with letters: String, among words: [String]) -> String? {
    letters.count < 3 ? nil : words.first { $0.hasPrefix(letters.lowercased()) }
  }

  /// The optimal string alignment distance (Damerau 1964).
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
