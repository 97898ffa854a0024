public import RondoFiles
import RondoText

extension SettingName {
  /// In a table of series, the column that identifies the case of a row.
  public static let caseColumn: Self = "caseColumn"
  /// In a table of series, the column that holds the time stamps.
  public static let timeColumn: Self = "timeColumn"
  /// In a table of series with a value a row, the column that names the channel.
  public static let channelColumn: Self = "channelColumn"
  /// In a table of series with a value a row, the column that holds the value.
  public static let valueColumn: Self = "valueColumn"
  /// In a table of series, the columns that are omitted.
  public static let ignoredColumns: Self = "ignoredColumns"
}

extension DataFault {
  static let unknownSeriesForm = Self(
    "its name does not show in which form it holds series: let it end in .ts, .tsv, .txt, .arff or "
      + ".csv, or in _TRAIN or _TEST, or set \(.form)")
  static let noProblem = Self("no file in it is named NAME_TRAIN.ts, .tsv, .txt, .arff or .csv")

  static func severalProblems(_ names: [String]) -> Self {
    Self("it holds several problems: name one as FOLDER/NAME (\(list(names)))")
  }

  static let noValues = Self("every value of the case is missing: remove the case")

  static func raggedSeries(found: Int, expected: Int) -> Self {
    Self(
      "this line has \(count(found, "value")), and the first has \(expected): put NaN after "
        + "shorter series")
  }

  static func raggedChannel(_ channel: Int, found: Int, expected: Int) -> Self {
    Self(
      "channel \(channel) has \(count(found, "step")) instead of \(expected): the channels of a "
        + "case must be equally long")
  }

  static func channelCount(found: Int, expected: Int) -> Self {
    Self("the case has \(count(found, "channel")), and the first has \(expected)")
  }

  static func targetNotANumber(_ text: String) -> Self {
    Self("the target \(text.quoted) is not a finite number")
  }

  static let noTarget = Self("the case ends without its label or target")
}

extension DataFault {
  static let dataBeforeMark = Self("a line before @data must begin with @, # or %")
  static let noDataMark = Self("the file ends without the line @data, after which the cases begin")
  static let dataWithValue = Self("nothing may follow @data on its line")
  static let noTargetKey = Self(
    "the header has neither @classLabel nor @targetLabel, so that it is unknown whether the cases "
      + "end in labels: add @classLabel true and the labels, or @classLabel false")

  static func unknownKey(_ key: String, like known: String) -> Self {
    Self("the key \(key.quoted) is not known: did you mean \(known)?")
  }

  static func keyWithoutValue(_ key: String) -> Self { Self("\(key) has no value") }
  static func keyNeedsTruth(_ key: String) -> Self { Self("\(key) must be true or false") }
  static func keyNeedsCount(_ key: String) -> Self {
    Self("\(key) must be a whole number from 1 on")
  }

  static let noClasses = Self("@classLabel true must be followed by the labels")
  static let classesAndTargets = Self("the header says both @classLabel true and @targetLabel true")

  static func notUnivariate(_ channels: Int) -> Self {
    Self("the case has \(channels) channels, and the header says @univariate true")
  }

  static func unequalLength(case number: Int, found: Int, expected: Int) -> Self {
    Self(
      "case \(number) has \(count(found, "step")), the first has \(expected), and the header says "
        + "@equalLength true")
  }
}

extension DataFault {
  static let noPair = Self("a pair (stamp,value) is expected here, because @timeStamps is true")
  static let mixedTimeStamps = Self("time stamps must be all dates or all numbers")
  static let timeGoesBack = Self("the time stamps of a case must ascend")

  static func badTimeStamp(_ text: String) -> Self {
    Self(
      "\(text.quoted) is not a time stamp: write a date as 2024-01-31 or 2024-01-31T08:30:00Z, or a "
        + "number, beyond 2^53 a whole one of 63 bits")
  }

  static func otherTimes(channel: Int) -> Self {
    Self(
      "channel \(channel) has other time stamps than the first: all channels of a case share them")
  }

  static let emptyCaseName = Self("the name of the case is empty")
  static let emptyChannelName = Self("the name of the channel is empty")
  static let repeatedTime = Self("the case has this time stamp twice")

  static func labelChanges(case name: String) -> Self {
    Self("the label differs from the one in the first row of the case \(name.quoted)")
  }
}

extension DataFault {
  static let unlabelledStep = Self(
    "the step has no label: give it one, or omit its series with \(.skipsUnlabelled)")
  static let twoLabelsOfStep = Self("the step has another label in an earlier row")
  static let labelsAlone = Self("the series has labels, but no other channel")
  static let noStepLabels = Self(
    "series with a label a step are read from tables (.csv) and .ts files")

  static func labelChannelNumber(_ choice: String?) -> Self {
    Self(
      "the channels of a .ts file have no names: choose the one that holds the labels by its number "
        + "from 1 with \(.labelColumn)\(choice.map { " (found: \($0.quoted))" } ?? "")")
  }

  static func noLabelChannel(_ number: Int, channels: Int) -> Self {
    Self(
      "there is no channel \(number) with the labels: the case has \(count(channels, "channel"))")
  }
}

extension DataFault {
  static func noCaseColumn(_ usual: [String], found: [String]) -> Self {
    let start = noSeriesColumn(
      "identifies the case", usual, setting: .caseColumn, found: found)
    return Self(
      "\(start); in a table each step is a row: a file with a series a line, its label first, is "
        + "UCR text (.txt)")
  }

  package static func noLabelColumn(channels: [String]) -> Self {
    Self(
      "no column holds the label or target: name one \(SeriesColumns.labelNames.joined(separator: ", ")), "
        + "or choose it with \(.labelColumn) (read as channels: \(list(channels)))")
  }

  static func unnamedColumn(_ number: Int, _ name: String) -> Self {
    Self(
      "column \(number) has no name\(name.isEmpty ? "" : " (\(name.quoted))"), like the index that "
        + "pandas writes: omit it with \(.ignoredColumns, to: number), name it, or write the table "
        + "with index=False")
  }

  /// A text in a column that is read as a channel; `roles` are the settings that would give the
  /// column another meaning, with that meaning. With `seemsToNameChannels` the first remedy is to
  /// read it as the channel of a row.
  static func textChannel(
    _ name: String, number: Int, _ text: String, roles: [(setting: SettingName, role: String)],
    seemsToNameChannels: Bool
  ) -> Self {
    let choice = isWord(name) ? name : "\(number)"
    func way(_ role: String, _ setting: SettingName) -> Advice {
      "read it as \(role) with \(setting, to: choice)"
    }
    let ways: [Advice] =
      (seemsToNameChannels ? [way("the name of a row's channel", .channelColumn)] : [])
      + ["omit it with \(.ignoredColumns, to: choice)"] + roles.map { way($0.role, $0.setting) }
    return Self(
      "\(text.quoted) is not a number, but the column \(name.quoted) is read as a channel: "
        + "\(ways.joined(separator: ", ")), or write NaN where a value is missing")
  }

  /// Whether a name needs no quotation marks on a command line.
  private static func isWord(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix("-")
      && name.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
          || "_-.".unicodeScalars.contains($0)
      }
  }

  static func extraColumns(_ names: [String]) -> Self {
    Self(
      "a row is one value of one channel, and these columns are neither: \(list(names)); omit each "
        + "with \(.ignoredColumns)")
  }

  /// Channels that only the data or only a model has; with `inRows` a column of the data names the
  /// channel of each row, so that no column can be ignored.
  package static func otherChannelNames(_ found: ChannelMismatch, inRows: Bool = false) -> Self {
    var parts: [Advice] = []
    if !found.missing.isEmpty {
      parts.append(
        "\(found.missing.count == 1 ? "a channel" : "channels") of the model "
          + "\(found.missing.count == 1 ? "is" : "are") missing: \(list(found.missing))")
    }
    if !found.unknown.isEmpty {
      let (first, isOne) = (found.unknown[0], found.unknown.count == 1)
      let way: Advice =
        if inRows {
          "remove \(isOne ? "its" : "their") rows"
        } else if isOne {
          "omit it with \(.ignoredColumns, to: isWord(first) ? first : first.quoted)"
        } else {
          "omit each with \(.ignoredColumns)"
        }
      parts.append(
        "the model knows no \(isOne ? "channel" : "channels") \(list(found.unknown)): \(way)")
    }
    return Self(parts.joined(separator: "; "))
  }

  package static func otherChannelOrder(_ names: [String], expected: [String]) -> Self {
    Self(
      "its channels are in the order \(list(names)), and the model's in \(list(expected)): read it "
        + "with the model's reader")
  }

  static func onlyInTest(_ label: String, training: String, _ known: [ClassLabel]) -> Self {
    Self(
      "no case of \(training) has the label \(label.quoted), so that it cannot be learned: the labels "
        + "there are \(list(known.map(\.name)))")
  }
}

extension DataFault {
  static func unknownARFFLine(_ word: String) -> Self {
    Self("\(word.quoted) is not @relation, @attribute, @end or @data")
  }

  static let openRelation = Self("the relational attribute is not closed by @end before @data")
  static let endWithoutRelation = Self("@end without a relational attribute")
  static let attributeInRelation = Self(
    "the relational attribute must consist of numeric attributes")
  static let attributeShape = Self(
    "series need numeric attributes, or one relational attribute of them, and a class in braces or a "
      + "numeric target as the last attribute")

  static func attributeType(_ type: String) -> Self {
    Self(
      "attributes of the type \(type.quoted) are not part of a series: numeric, relational, or "
        + "classes in braces")
  }

  static func attributeCount(_ found: Int, expected: Int) -> Self {
    Self("this line has \(count(found, "value")), and there are \(expected) attributes")
  }

  static let lineEndsEarly = Self("the line ends too early")
  static let openBrace = Self("a comma or } is expected here")
  static let sparseARFF = Self("sparse lines are not read: write all values of the case")
  static let noRelation = Self("a case of a relational attribute must begin with a quotation mark")
  static let badEscape = Self("only \\n, which ends a channel, is allowed here")
  static let textAfterTarget = Self("text follows the last attribute")
}
