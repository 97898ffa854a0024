import ArgumentParser
import Foundation

/// The options of a command, as they are declared.
///
///     let options = CommandOptions(after: ["train", "c.txt", "--seed", "3"])
///     options.takeValue("--seed")    // true
///     options.takeValue("--resume")  // false
struct CommandOptions {
  /// The options in the order of their declarations.
  let all: [Declaration]

  /// An option, with all its names.
  struct Declaration {
    /// The names with their dashes, such as `--resume`.
    let names: [String]
    /// True where a value follows the option.
    let takesValue: Bool
    /// True where help lists the option.
    let isShown: Bool
  }

  /// The options of a command.
  init(of command: any ParsableCommand.Type) {
    // ArgumentParser gives its declarations as JSON alone.
    let dump = Data(command._dumpHelp().utf8)
    let found = try? JSONDecoder().decode(Dump.self, from: dump)
    all = (found?.command.arguments ?? []).filter { $0.kind != "positional" }.map { argument in
      Declaration(
        names: (argument.names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name },
        takesValue: argument.kind == "option", isShown: argument.shouldDisplay)
    }
  }

  /// The options of the command that arguments begin with.
  init(after arguments: [String]) { self.init(of: Self.command(in: arguments)) }

  /// The command that arguments begin with; `train` alone is that of language models.
  static func command(in arguments: [String]) -> any ParsableCommand.Type {
    var command: any ParsableCommand.Type = RondoCommand.self
    for word in arguments where word != "help" {
      let next = command.configuration.subcommands.first {
        $0.configuration.commandName == word
      }
      guard let next else { break }
      command = next
    }
    return command == TrainCommand.self ? TrainLanguageModelCommand.self : command
  }

  /// True where a word is an option that a value follows. So is one that does not exist, because most
  /// options take values.
  func takeValue(_ word: String) -> Bool {
    guard word.hasPrefix("--"), word.count > 2, !word.contains("=") else { return false }
    return all.first { $0.names.contains(word) }?.takesValue ?? true
  }

  /// True where the command has an option of this name.
  func contain(_ name: String) -> Bool { all.contains { $0.names.contains(name) } }

  private struct Dump: Decodable {
    let command: Command

    struct Command: Decodable { let arguments: [Argument]? }

    struct Argument: Decodable {
      let kind: String
      let names: [Name]?
      let shouldDisplay: Bool
    }

    struct Name: Decodable {
      let kind: String
      let name: String
    }
  }
}
