public import RondoFiles

/// A fault at a place in a file: what is wrong and what to do about it.
///
///     DataFault("no colon ends the label: write LABEL: VALUES")
///
/// Each fault of the built-in readers is a static member, beside the others of its kind of file:
/// tables (`DataFault+Tables`), labelled text (`DataFault+Text`), series (`DataFault+Series`). Two
/// faults are equal if their messages are. `Sendable`.
public struct DataFault: AdvisingError, Sendable, Equatable {
  /// One phrase, without the place.
  public let advice: Advice

  /// Contents that cannot be used, always.
  public var category: ErrorCategory { .unusable }

  /// A fault with its message: what is wrong and what to do about it, in one phrase.
  public init(_ advice: Advice) { self.advice = advice }

  /// "1 value", "2 values".
  static func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }

  /// Names in quotation marks with commas between them; the first twenty of many.
  static func list(_ names: [String]) -> String {
    let first = names.prefix(20).map(\.quoted).joined(separator: ", ")
    return names.count > 20 ? "\(first), … (\(names.count) in all)" : first
  }
}

extension SettingName {
  /// Whether cases without a label are omitted instead of refused.
  public static let skipsUnlabelled: Self = "skipsUnlabelled"
  /// Whether targets are numbers to predict instead of labels.
  public static let isRegression: Self = "isRegression"
  /// Whether the input is a stream of samples, each answered as it arrives.
  public static let stream: Self = "stream"
}

extension DataFault {
  static let runFolder = Self(
    "it is the folder of a run, not data: name the file or folder that holds the data")
  package static let noCases = Self("there is no case in it, only blank lines")
  static let headerWithoutCases = Self("the header is all there is: no case follows it")
  static let emptyText = Self("the text is empty: remove the case")
  static let emptyLabel = Self("the label is empty: name the class, or remove the case")

  package static func unlabelled(_ found: Int, of all: Int) -> Self {
    Self(
      found == 1
        ? "1 of \(count(all, "case")) has no label: name its class, or omit it from training with "
          + "\(.skipsUnlabelled)"
        : "\(found) of \(all) cases have no label, the first of them here: name their classes, or "
          + "omit them from training with \(.skipsUnlabelled)")
  }

  static func repeatedLabel(_ label: String) -> Self {
    Self("the label \(label.quoted) occurs twice: remove one")
  }

  static func unlistedLabel(_ label: String, _ known: [ClassLabel]) -> Self {
    Self("the label \(label.quoted) is not among the header's: \(list(known.map(\.name)))")
  }

  static func repeatedKey(_ key: String) -> Self {
    Self("the key \(key.quoted) occurs twice: remove one")
  }

  static func numberTooLarge(_ text: String) -> Self {
    Self("\(text.quoted) is too large for a number: the largest is about 1.8e308")
  }

  static func notANumber(_ text: String) -> Self {
    Self("\(text.quoted) is not a number: write a decimal number, or NaN or ? where it is missing")
  }

  static let noValue = Self("there is no number here: write one, or NaN or ? where it is missing")
}

extension DataFault {
  package static func oneClass(_ label: String) -> Self {
    Self("every case has the label \(label.quoted): there is nothing to distinguish")
  }

  package static func allLabelsEverywhere(_ labels: [ClassLabel]) -> Self {
    Self("every case has all labels, \(list(labels.map(\.name))): there is nothing to distinguish")
  }

  package static let noTargets = Self(
    "the cases have no labels: a classifier is trained on labelled ones")
  package static let numericTargets = Self(
    "the targets are numbers, not labels: use \(.isRegression)")
  package static let labelTargets = Self(
    "the targets are labels, not numbers: omit \(.isRegression)")

  package static func labelOfNoTraining(_ label: String, _ known: [ClassLabel]) -> Self {
    Self("the label \(label.quoted) is not one of the model's: \(list(known.map(\.name)))")
  }
}

extension DataFault {
  package static let noLabelHere = Self(
    "the case has no label, and the model is a classifier: name its class")
  package static let noNumberHere = Self(
    "the case has no number as its target, and the model is a regression: give one")

  package static func otherChannels(_ found: Int, expected: Int) -> Self {
    Self(
      "its series have \(count(found, "channel")), and those trained on have \(expected): use data "
        + "of the same kind")
  }

  static let noTest = Self(
    "there is no _TEST file beside its _TRAIN file: name the file to evaluate on")
}

extension DataFault {
  static let noSeriesHere = Self(
    "the line is empty: each line is a series, unless the input is a stream of samples "
      + "(\(.stream))")

  /// A line of a stream of samples whose numbers are not whole samples.
  public static func partialSample(_ found: Int, channels: Int) -> Self {
    Self(
      "this line has \(count(found, "number")), and a sample is \(count(channels, "number")), one "
        + "a channel")
  }

  /// A stream that ends before its first sample.
  public static let noSamples = Self("there are no numbers in it")
}
