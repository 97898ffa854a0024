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
    if let (status, text) = known(error) {
      StandardStreams.message("rondo: \(onOneLine(namingTraining(text)))")
      exit(status.rawValue)
    }
    if let error = error as? SettingsError { end(with: ValidationError(error.advice.commandLine)) }
    let code = RondoCommand.exitCode(for: error)
    if code == .success {
      StandardStreams.write(RondoCommand.fullMessage(for: error) + "\n")
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

  /// Replaces the command in advice for every command by the current one, if that is `train`.
  private static func namingTraining(_ text: String) -> String {
    let words = CommandLine.arguments.dropFirst()
    guard words.first == "train" else { return text }
    let task = words.dropFirst().first.flatMap { TaskWords.known.contains($0) ? " \($0)" : nil }
    return text.replacing("| rondo … -", with: "| rondo train\(task ?? "") -")
  }

  private static func known(_ error: any Error) -> (ExitStatus, String)? {
    switch error {
    case let error as DataError:
      switch error.category {
      case .unusable: (.unusableData, "\(error)")
      case .missing: (.missingInput, "\(error)")
      case .inputOutput: (.inputOutput, "\(error)")
      }
    case let error as CheckpointError:
      switch error.category {
      case .unusable: (.unusableData, "\(error)")
      case .missing: (.missingInput, "\(error)")
      case .cannotCreate: (.cannotCreate, "\(error)")
      case .inputOutput: (.inputOutput, "\(error)")
      case .busy: (.busy, "\(error)")
      }
    case let error as UnansweredCases: (.unusableData, "\(error)")
    case let error as GenerationError: (.cannotCreate, "\(error)")
    case let error as ExistingFileError: (.cannotCreate, "\(error)")
    case let error as EvaluationError: (.unusableData, "\(error)")
    case let error as ModelFileError: (.unusableData, error.worded)
    case let error as TextError: (.unusableData, "\(error)")
    case let error as TrainingTextError:
      if case .missing = error {
        (.missingInput, "\(error)")
      } else {
        (.unusableData, "\(error)")
      }
    case let error as DivergenceError: (.diverged, "\(error)")
    case let error as DynamicEvaluationError: (.diverged, "\(error)")
    default: nil
    }
  }

  /// Command that shows help for the command being run.
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

/// Error for a file to be written that already exists.
struct ExistingFileError: Error, CustomStringConvertible {
  let path: String

  var description: String {
    "\(path) is there already: replace it with --overwrite, or name another file"
  }
}

/// Error that ends the program with a status and without a message.
struct EarlyEnd: Error {
  let status: ExitStatus
}
