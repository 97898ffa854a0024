public import RondoFiles
import RondoText

extension SettingName {
  /// The column, field of CoNLL-U, or key of JSON, that holds the tags.
  public static let tagColumn: Self = "tagColumn"
  /// Whether tags that continue no span are changed into tags that begin one instead of refused.
  public static let repairsSpans: Self = "repairsSpans"
}

extension DataFault {
  static let unknownTaggedForm = Self(
    "it is not clear in which form it holds tagged sentences: let its name end in .conllu, .conll, "
      + ".tsv or .jsonl, or set \(.form, to: "conllu, columns or jsonl")")
  static let untaggedForm = Self(
    "it is read as plain text, which has no tags: give CoNLL-U, columns or JSON Lines")
  static let noSentences = Self("there is no sentence in it")

  static func otherTaggedForm(_ found: TaggedTextForm, expected: TaggedTextForm) -> Self {
    Self(
      "it is \(found.rawValue), and the files before it are \(expected.rawValue): files that are "
        + "read together must be of one form")
  }

  /// A word without its tag; `column` describes the place of the tags.
  static func untaggedWord(_ word: String, column: String) -> Self {
    Self(
      "the word \(word.quoted) has no tag in \(column): give it one, omit its sentence with "
        + "\(.skipsUnlabelled), or choose another place with \(.tagColumn)")
  }
}

extension DataFault {
  package static func tagOfNoTraining(_ tag: String, _ known: [String]) -> Self {
    Self("the tag \(tag.quoted) is not one of the model's: \(list(known))")
  }
}

extension DataFault {
  static func fieldCount(_ found: Int) -> Self {
    Self("\(count(found, "field")) instead of 10: CoNLL-U has ten fields, separated by tabs")
  }

  static func emptyField(_ name: String) -> Self {
    Self("the field \(name) is empty: write _ where there is nothing")
  }

  static func noField(_ choice: String, of fields: [String]) -> Self {
    Self(
      "CoNLL-U has no field \(choice.quoted) for words or tags: its fields are "
        + "\(fields.dropFirst().joined(separator: ", "))")
  }

  static func badWordID(_ text: String) -> Self {
    Self(
      "\(text.quoted) is not an id: write a number, a range such as 3-4, or an empty node such as "
        + "3.1")
  }

  static func wordOrder(_ found: String, expected: Int) -> Self {
    Self(
      "the id \(found) is out of order: \(expected) is expected here, or an empty line, which ends "
        + "the sentence")
  }

  static func rangePlace(_ range: String, expected: Int) -> Self {
    Self("the range \(range) is out of order: here, a range must begin with \(expected)")
  }

  static func rangeBackwards(_ range: String) -> Self {
    Self("the range \(range) ends before it begins")
  }

  static func rangeOverlap(_ range: String, with other: String) -> Self {
    Self("the range \(range) overlaps the range \(other)")
  }

  static func rangeBeyond(_ range: String, words: Int) -> Self {
    Self("the range \(range) ends after the last word, \(words)")
  }

  static func emptyNodeOrder(_ found: String, expected: String) -> Self {
    Self("the empty node \(found) is out of order: here, it must be \(expected)")
  }

  static let commentsAlone = Self("comments without a sentence: words must follow them immediately")
  static let noWords = Self("the sentence has no words, only ranges or empty nodes")
}

extension DataFault {
  static func columnCount(_ found: Int, expected: Int, blanks: Bool = false) -> Self {
    let start = "this line has \(count(found, "column")) instead of \(expected)"
    guard blanks, found > expected else { return Self("\(start)") }
    return Self("\(start): spaces separate columns here, so that words cannot contain them")
  }

  static let emptyWord = Self("the word is empty: remove the line, or write the word")

  static func noTokenKey(_ choice: String?, found: [String]) -> Self {
    let keys = found.isEmpty ? "there are none" : "the keys are \(list(found))"
    if let choice { return Self("the object has no key \(choice.quoted): \(keys)") }
    return Self(
      "it is not clear which key holds the words: name it with \(.textColumn) (\(keys))")
  }

  static func noTagKey(_ choice: String?, found: [String]) -> Self {
    if let choice {
      return Self("the object has no key \(choice.quoted): the keys are \(list(found))")
    }
    return Self(
      "the object has no tags: name their key with \(.tagColumn), or omit such sentences with "
        + "\(.skipsUnlabelled) (the keys are \(list(found)))")
  }

  static func notStrings(_ key: String) -> Self {
    Self("\(key.quoted) must be a list of strings")
  }

  static func noWordsInList(_ key: String) -> Self { Self("the list \(key.quoted) is empty") }

  static func tagCount(_ found: Int, words: Int) -> Self {
    Self("there are \(count(found, "tag")) for \(count(words, "word"))")
  }
}

extension DataFault {
  /// A tag of a span that may not follow the one before it, nil at the start of a sentence.
  static func orphanTag(_ tag: String, after previous: String?, repaired: String) -> Self {
    Self(
      "\(tag) \(previous.map { "after \($0)" } ?? "at the start of a sentence") continues no span: "
        + "\(.repairsSpans) would make it \(repaired)")
  }

  /// A tag of a span that may not precede the next one, nil at the end of a sentence.
  static func openTag(_ tag: String, before next: String?, repaired: String) -> Self {
    Self(
      "\(tag) \(next.map { "before \($0)" } ?? "at the end of a sentence") leaves its span without "
        + "an end: \(.repairsSpans) would make it \(repaired)")
  }
}
