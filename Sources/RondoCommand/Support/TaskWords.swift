import ArgumentParser
import Foundation

/// Words after `train` that name the task.
enum TaskWords {
  /// Tasks of this release.
  static let known = ["language-model", "text-classifier", "series-classifier", "tagger"]

  /// Tasks of later releases.
  static let reserved = [
    "translator", "forecaster", "anomaly-detector", "table-classifier",
    "table-regression",
  ]

  /// Inserts `language-model` after `train` if no task follows.
  ///
  /// - Throws: A usage error for a task in another place, for a reserved one, for a word in its
  ///   place that resembles a task and names no file, and for help on an unknown task.
  static func expanded(_ arguments: [String]) throws -> [String] {
    if arguments == ["help", "train"] { return arguments + ["language-model"] }
    if arguments.starts(with: ["help", "train"]) { try checkHelp(on: arguments[2]) }
    guard arguments.first == "train" else { return arguments }
    var rest = arguments.dropFirst()
    if let word = rest.first, reserved.contains(word) {
      throw ValidationError(unreleased(word) + " (a file of this name is written ./\(word))")
    }
    if let word = rest.first, !known.contains(word), let tasks = suggestion(for: word),
      !FileManager.default.fileExists(atPath: word)
    {
      throw ValidationError("there is no file '\(word)': did you mean the task \(tasks)?")
    }
    var task = known[0]
    if let word = rest.first, known.contains(word) {
      task = word
      rest = rest.dropFirst()
    }
    for word in words(rest, task) where (known + reserved).contains(word) {
      throw ValidationError(
        "the task word '\(word)' stands directly after 'train' or nowhere; a file of this name is "
          + "written ./\(word)")
    }
    return ["train", task] + rest
  }

  private static func checkHelp(on word: String) throws {
    guard !known.contains(word), !word.hasPrefix("-") else { return }
    if reserved.contains(word) { throw ValidationError(unreleased(word)) }
    let rest =
      suggestion(for: word).map { "did you mean \($0)?" }
      ?? "the tasks are \(known.joined(separator: ", "))"
    throw ValidationError("there is no task '\(word)': \(rest)")
  }

  private static func unreleased(_ task: String) -> String {
    "the task '\(task)' is not in this release; its tasks are \(known.joined(separator: ", "))"
  }

  /// Tasks that a word may mean: the nearest one, or those of this release that contain it, or else
  /// later ones that do, if it has three letters or more.
  private static func suggestion(for word: String) -> String? {
    if let task = CommandWords.nearest(to: word, among: known + reserved) { return "'\(task)'" }
    guard word.count >= 3 else { return nil }
    let part = word.lowercased()
    let tasks = [known, reserved].lazy.map { $0.filter { $0.contains(part) } }.first { !$0.isEmpty }
    return tasks?.map { "'\($0)'" }.joined(separator: " or ")
  }

  /// The arguments that are neither options nor, as far as can be told, values of options; none
  /// where no argument is a task word.
  private static func words(_ arguments: ArraySlice<String>, _ task: String) -> [String] {
    guard arguments.contains(where: (known + reserved).contains) else { return [] }
    let options = CommandOptions(after: ["train", task])
    var result: [String] = []
    var previousTakesValue = false
    for argument in arguments {
      if argument.hasPrefix("-"), argument != "-" {
        previousTakesValue = options.takeValue(argument)
      } else {
        if !previousTakesValue { result.append(argument) }
        previousTakesValue = false
      }
    }
    return result
  }
}
