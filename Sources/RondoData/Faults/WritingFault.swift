import RondoFiles

/// Why a form of file cannot hold some data.
///
/// `Sendable`.
public enum WritingFault: Error, Sendable, Equatable {
  /// A part of a case, or of what stands above the cases.
  public enum Part: Sendable, Equatable {
    /// The text.
    case text
    /// This label.
    case label(String)
    /// The name of the set.
    case name(String)
    /// This line of commentary.
    case comment(String)
  }

  /// There is nothing to write.
  case noCases
  /// A text of white space only.
  case emptyText
  /// A label of white space only.
  case emptyLabel
  /// The form holds one label a case, or at least one.
  case labelCount(Int)
  /// A label stands twice.
  case repeatedLabel(String)
  /// A character that the form has no way to write there.
  case character(String, in: Part)
  /// The form does not keep blanks at the ends of a text.
  case blankAtEnd
  /// A word of the text would be read as a label.
  case labelInText(String)
  /// The form would read a label as another.
  case labelReadsAs(String, String)
  /// A label is not among the set's labels.
  case unlistedLabel(String)
  /// The case has no target although the set has, or one of another kind.
  case wrongTarget
  /// The form cannot do without labels or targets.
  case noTargets
  /// The form holds one channel only.
  case severalChannels(Int)
  /// The case has another number of channels than the set.
  case channelCount(Int, expected: Int)
  /// The form does not hold time stamps.
  case times
  /// The case's time stamps are not what the set says.
  case wrongTimes
  /// No value is present.
  case allMissing
  /// A value is infinite.
  case notFinite
  /// The last step has no value, which the form would read as the end of the series before it.
  case missingEnd
  /// There are so many names for another number of channels.
  case nameCount(Int, channels: Int)
  /// A column of that name would not be read as a channel.
  case channelName(String)
  /// A case's name is white space only.
  case emptyName
  /// Two cases have this name, or one has the number of another.
  case repeatedName(String)
  /// There is one class only, and what has one class is not read.
  case oneClass(String)
  /// A label cannot be the name of a file.
  case fileName(String)
}

extension WritingFault: CustomStringConvertible {
  /// One phrase: what stands in the way, and what to do.
  public var description: String {
    switch self {
    case .noCases: "there are no cases"
    case .emptyText: "its text is empty; leave it out"
    case .emptyLabel: "a label is empty; leave the case out or name its class"
    case .labelCount(0): "it has no label, and this form needs one"
    case .labelCount(let count):
      "it has \(count) labels, and this form holds one; write JSON Lines or fastText lines"
    case .repeatedLabel(let label): "its label \(label.quoted) stands twice"
    case .character(let character, let part):
      "\(part) has \(character) in it, which this form cannot hold; replace it, or write another form"
    case .blankAtEnd:
      "its text begins or ends with a blank, which this form does not keep; write another form"
    case .labelInText(let prefix):
      "a word of its text begins with \(prefix), which would be read as a label; write another form"
    case .labelReadsAs(let label, let other):
      "its label \(label.quoted) would be read as \(other.quoted); write a .ts file"
    case .unlistedLabel(let label): "its label \(label.quoted) is not among those of the set"
    case .wrongTarget: "its target is of another kind than the set's, or is not there"
    case .noTargets: "there are no labels, and this form cannot do without; write a .ts file"
    case .severalChannels(let count):
      "there are \(count) channels, and this form holds one; write a .ts file"
    case .channelCount(let found, let expected):
      "it has \(found) channels, and the set has \(expected)"
    case .times: "there are time stamps, and this form holds none; write a .ts or CSV file"
    case .wrongTimes:
      "its time stamps are not what the set says: one a step, ascending, finite, and whole seconds "
        + "of the years 0 to 9999 where they are dates"
    case .allMissing: "every value is missing"
    case .notFinite: "a value is infinite"
    case .missingEnd:
      "no channel has a value at its last step, which this form would take for the series' end; "
        + "write a .ts file"
    case .nameCount(let names, let channels):
      "there are \(names) names for \(channels) channels"
    case .channelName(let name):
      "a channel's column cannot be named \(name.quoted), which says something else; rename it"
    case .emptyName: "the name of a case is empty; leave it out"
    case .repeatedName(let name):
      "two cases are named \(name.quoted), which would make them one; rename one"
    case .oneClass(let label):
      "all cases have the label \(label.quoted), and files of one class are not read; write a table"
    case .fileName(let label):
      "the label \(label.quoted) cannot be the name of a file; write a table"
    }
  }
}

extension WritingFault.Part: CustomStringConvertible {
  public var description: String {
    switch self {
    case .text: "its text"
    case .label(let label): "the label \(label.quoted)"
    case .name(let name): "the name \(name.quoted)"
    case .comment(let comment): "the comment \(comment.quoted)"
    }
  }
}
