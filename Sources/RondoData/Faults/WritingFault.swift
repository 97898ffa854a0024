import RondoFiles

/// A reason why a form of file cannot hold some data.
///
/// `Sendable`.
public enum WritingFault: Error, Sendable, Equatable {
  /// A part of a case or of the header.
  public enum Part: Sendable, Equatable {
    /// The text.
    case text
    /// A label.
    case label(String)
    /// A word of a sentence.
    case token(String)
    /// The name of the set.
    case name(String)
    /// A line of comments.
    case comment(String)
  }

  /// There is nothing to write.
  case noCases
  /// A text of white space only.
  case emptyText
  /// A label of white space only.
  case emptyLabel
  /// A number of labels other than the form allows.
  case labelCount(Int)
  /// A label that occurs twice.
  case repeatedLabel(String)
  /// A character that the form cannot represent in this part.
  case character(String, in: Part)
  /// Blanks at the ends of a text, which the form does not keep.
  case blankAtEnd
  /// A word of the text that would be read as a label.
  case labelInText(String)
  /// A label that the form would read as another.
  case labelReadsAs(String, String)
  /// A label that is not one of the set.
  case unlistedLabel(String)
  /// A missing target, or one of another kind than those of the set.
  case wrongTarget
  /// The form requires labels or targets.
  case noTargets
  /// The form holds one channel only.
  case severalChannels(Int)
  /// The case has another number of channels than the set.
  case channelCount(Int, expected: Int)
  /// The form does not hold time stamps.
  case times
  /// Time stamps of another kind than those of the set.
  case wrongTimes
  /// No value is present.
  case allMissing
  /// A value is infinite.
  case notFinite
  /// A last step without values, at which the form would not end the series.
  case missingEnd
  /// A number of names that differs from the number of channels.
  case nameCount(Int, channels: Int)
  /// A channel whose name would be read as another column.
  case channelName(String)
  /// A case's name is white space only.
  case emptyName
  /// A name of two cases, or one that is the number of another case.
  case repeatedName(String)
  /// A single class, which readers refuse.
  case oneClass(String)
  /// A label cannot be the name of a file.
  case fileName(String)
}

extension WritingFault: CustomStringConvertible {
  /// One phrase: what is wrong and what to do.
  public var description: String {
    switch self {
    case .noCases: "there are no cases"
    case .emptyText: "its text is empty; leave it out"
    case .emptyLabel: "a label is empty; leave the case out or name its class"
    case .labelCount(0): "it has no label, and this form needs one"
    case .labelCount(let count):
      "it has \(count) labels, and this form holds one; write JSON Lines or fastText lines"
    case .repeatedLabel(let label): "its label \(label.quoted) occurs twice"
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
    case .noTargets: "there are no labels, and this form requires them; write a .ts file"
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
      "a channel's column cannot be named \(name.quoted), which would not be read as a channel; "
        + "rename it"
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
    case .token(let token): "the word \(token.quoted)"
    case .name(let name): "the name \(name.quoted)"
    case .comment(let comment): "the comment \(comment.quoted)"
    }
  }
}
