/// A message that says what is wrong and what to do about it, in which settings are values, so that
/// every interface can use its own names for them.
///
///     let advice: Advice = "not valid UTF-8; set \("encoding" as SettingName, to: "windows-1252")"
///     advice.description                       // "not valid UTF-8; set encoding = windows-1252"
///     advice.worded { "--\($0) \($1 ?? "")" }  // "not valid UTF-8; set --encoding windows-1252"
///     advice.settings                          // ["encoding"]
///
/// `Sendable`.
public struct Advice: Sendable, Hashable {
  fileprivate enum Part: Sendable, Hashable {
    case text(String)
    case setting(SettingName, value: String?)
  }

  private var parts: [Part] = []

  /// The settings that the message names, each once, in order: those that remedy the error.
  public var settings: [SettingName] {
    var result: [SettingName] = []
    for case .setting(let name, _) in parts where !result.contains(name) { result.append(name) }
    return result
  }

  /// The message, with settings worded by the caller; `value` is nil for a setting alone.
  public func worded(_ word: (_ name: SettingName, _ value: String?) -> String) -> String {
    parts.reduce(into: "") { message, part in
      switch part {
      case .text(let text): message += text
      case .setting(let name, let value): message += word(name, value)
      }
    }
  }
}

extension Advice: CustomStringConvertible {
  /// The message with the names that settings have in the library.
  public var description: String {
    worded { name, value in value.map { "\(name) = \($0)" } ?? "\(name)" }
  }
}

extension Advice: ExpressibleByStringInterpolation {
  /// Collects the text and the settings of a message.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var parts: [Part] = []

    public init(literalCapacity: Int, interpolationCount: Int) {}

    /// Appends text, to the text before it if there is any: equal messages have equal parts.
    public mutating func appendLiteral(_ literal: String) {
      if literal.isEmpty { return }
      if case .text(let before) = parts.last {
        parts[parts.count - 1] = .text(before + literal)
      } else {
        parts.append(.text(literal))
      }
    }

    /// Appends any value as text.
    public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      appendLiteral("\(value)")
    }

    /// Appends a setting by its name.
    public mutating func appendInterpolation(_ name: SettingName) {
      parts.append(.setting(name, value: nil))
    }

    /// Appends a setting with the value that it should have.
    public mutating func appendInterpolation(
      _ name: SettingName, to value: some CustomStringConvertible
    ) {
      parts.append(.setting(name, value: "\(value)"))
    }

    /// Appends another message, whose settings stay values.
    public mutating func appendInterpolation(_ advice: Advice) {
      for part in advice.parts {
        switch part {
        case .text(let text): appendLiteral(text)
        case .setting: parts.append(part)
        }
      }
    }

    /// Appends an error's message, whose settings stay values.
    public mutating func appendInterpolation(_ error: some AdvisingError) {
      appendInterpolation(error.advice)
    }
  }

  public init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

  public init(stringLiteral: String) { self.init(stringLiteral) }

  /// A text that names no settings.
  public init(_ text: String) { parts = text.isEmpty ? [] : [.text(text)] }
}

extension Advice {
  /// Two messages, one after the other.
  public static func + (left: Advice, right: Advice) -> Advice { "\(left)\(right)" }
}

extension [Advice] {
  /// The messages in order, with a separator between them.
  package func joined(separator: String) -> Advice {
    guard let first else { return "" }
    return dropFirst().reduce(first) { "\($0)\(separator)\($1)" }
  }
}

/// An error whose message is `Advice`: what is wrong, and the settings that help.
public protocol AdvisingError: Error, CustomStringConvertible {
  /// What is wrong, where, and what to do.
  var advice: Advice { get }
  /// The kind of failure, from which a program chooses its exit code.
  var category: ErrorCategory { get }
}

extension AdvisingError {
  /// One line, in the library's words.
  public var description: String { "\(advice)" }

  /// The settings that remedy the error, as far as settings can.
  public var remedies: [SettingName] { advice.settings }
}

/// A kind of failure; the numbers are the exit codes of `sysexits.h`, which `rondo` ends with.
///
/// `Sendable`.
public enum ErrorCategory: Sendable, Hashable {
  /// Settings that are out of range or contradict each other (64).
  case usage
  /// Contents of a file, or data, that cannot be used (65).
  case unusable
  /// An input that does not exist or cannot be opened (66).
  case missing
  /// An output that exists already or cannot be created (73).
  case cannotCreate
  /// A device that failed or is full while reading or writing (74).
  case inputOutput
  /// A file in use by another process; the same operation may succeed later (75).
  case busy
  /// Training or evaluation whose numbers are no longer finite (1).
  case diverged
}

/// The name of a setting, as an error or a report refers to it.
///
/// The name is that of the property in Swift. Modules add names beside the settings that they are
/// about:
///
///     extension SettingName { static let encoding: Self = "encoding" }
///
/// `Sendable`.
public struct SettingName: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The name, such as `batchSize`.
  public let name: String

  /// A name.
  public init(stringLiteral name: String) { self.name = name }

  /// The name.
  public var description: String { name }

  /// The name in the manner of command-line options: `batch-size`.
  public var kebabCased: String {
    name.reduce(into: "") { $0 += $1.isUppercase ? "-\($1.lowercased())" : String($1) }
  }
}
