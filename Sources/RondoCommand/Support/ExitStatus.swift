import ArgumentParser
import Foundation
import Rondo

/// Exit codes of the program, and their assignment to errors.
enum ExitStatus: Int32 {
  case success = 0
  case diverged = 1
  case usage = 64
  case unusableData = 65
  case missingInput = 66
  case internalError = 70
  case cannotCreate = 73
  case inputOutput = 74
  case busy = 75
  case hungUp = 129
  case interrupted = 130
  case terminated = 143
  case brokenPipe = 141

  /// Prints the message of an error in one line, and ends the program.
  static func end(with error: any Error) -> Never {
    if let status = error as? EarlyEnd { exit(status.status.rawValue) }
    if let error = error as? any AdvisingError {
      let status = ExitStatus(error.category)
      let help = status == .usage ? " (see \(helpCommand))" : ""
      StandardStreams.message("rondo: \(onOneLine(error.message))\(help)")
      exit(status.rawValue)
    }
    let code = RondoCommand.exitCode(for: error)
    if code == .success {
      StandardStreams.write(
        RondoCommand.fullMessage(
          for: error, columns: StandardStreams.helpWidth) + "\n")
      exit(0)
    }
    guard code == .validationFailure else {
      StandardStreams.message(
        "rondo: unexpected: \(error); please report this, with what 'rondo --report' prints")
      exit(ExitStatus.internalError.rawValue)
    }
    let text = RondoCommand.message(for: error).split(separator: "\n").joined(separator: " ")
    StandardStreams.message("rondo: \(onOneLine(text)) (see \(helpCommand))")
    exit(ExitStatus.usage.rawValue)
  }

  /// The exit code for a kind of failure.
  private init(_ category: ErrorCategory) {
    switch category {
    case .usage: self = .usage
    case .unusable: self = .unusableData
    case .missing: self = .missingInput
    case .cannotCreate: self = .cannotCreate
    case .inputOutput: self = .inputOutput
    case .busy: self = .busy
    case .diverged: self = .diverged
    }
  }

  /// The command that shows the help of the command in the arguments, as far as they name one.
  private static var helpCommand: String {
    var path = ["rondo"]
    var commands = RondoCommand.configuration.subcommands
    var words = CommandLine.arguments.dropFirst()
    words = words.drop { word in !commands.contains { $0.isNamed(word) } }
    while let word = words.popFirst(), let command = commands.first(where: { $0.isNamed(word) }) {
      path.append(word)
      commands = command.configuration.subcommands
    }
    return "'\(path.joined(separator: " ")) --help'"
  }
}

extension ParsableCommand {
  fileprivate static func isNamed(_ word: String) -> Bool { configuration.commandName == word }
}

/// An output file that exists already.
struct ExistingFileError: AdvisingError {
  let path: String

  var category: ErrorCategory { .cannotCreate }

  var advice: Advice {
    "\(path) exists already: replace it with \(.overwrite), or name another file"
  }
}

/// Error that ends the program with a status and without a message.
struct EarlyEnd: Error {
  let status: ExitStatus
}
