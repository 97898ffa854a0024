import RondoFiles
import RondoText
import Testing

@testable import RondoData

struct BadTSTests {
  /// Headers and data, and what is said about them.
  static let files: [(text: String, message: String)] = [
    ("@classLabel true a\n@data\n", "the header is all there is: no case follows it"),
    ("@classLabel true a\n1:a\n", "2:1: a line before @data must begin with @, # or %"),
    (
      "@classLabel true a\n",
      "2:1: the file ends without the line @data, after which the cases begin"
    ),
    ("@classLabel true a\n@data x\n1:a\n", "2:7: nothing may follow @data on its line"),
    (
      "@univariate true\n@data\n1\n",
      "2:1: the header has neither @classLabel nor @targetLabel, so that it is unknown whether the "
        + "cases end in labels: add @classLabel true and the labels, or @classLabel false"
    ),
    (
      "@class_labels true a\n@data\n1:a\n",
      "1:1: the key \"@class_labels\" is not known: did you mean @classLabel?"
    ),
    (
      "@timestamp true\n@data\n",
      "1:1: the key \"@timestamp\" is not known: did you mean @timeStamps?"
    ),
    ("@classLabel\n@data\n", "1:12: @classLabel has no value"),
    ("@classLabel true\n@data\n", "1:17: @classLabel true must be followed by the labels"),
    ("@classLabel yes a\n@data\n", "1:13: @classLabel must be true or false"),
    ("@univariate maybe\n@data\n", "1:13: @univariate must be true or false"),
    ("@equalLength true false\n", "1:14: @equalLength must be true or false"),
    ("@seriesLength 0\n", "1:15: @seriesLength must be a whole number from 1 on"),
    ("@dimensions many\n", "1:13: @dimensions must be a whole number from 1 on"),
    ("@missing true\n@MISSING true\n", "2:1: the key \"@MISSING\" occurs twice: remove one"),
    ("@dimensions 2\n@dimension 2\n", "2:1: the key \"@dimension\" occurs twice: remove one"),
    ("@classLabel true a b a\n", "1:22: the label \"a\" occurs twice: remove one"),
    (
      "@classLabel true a\n@targetLabel true\n",
      "2:1: the header says both @classLabel true and @targetLabel true"
    ),
    (
      "@classLabel true a\n@data\n1,2:a\n1,x2:a\n",
      "4:3: \"x2\" is not a number: write a decimal number, or NaN or ? where it is missing"
    ),
    (
      "@classLabel true a\n@data\n1,,2:a\n",
      "3:3: there is no number here: write one, or NaN or ? where it is missing"
    ),
    (
      "@classLabel true a\n@data\n1,2,:a\n",
      "3:5: there is no number here: write one, or NaN or ? where it is missing"
    ),
    (
      "@classLabel true a\n@data\n1::a\n",
      "3:3: there is no number here: write one, or NaN or ? where it is missing"
    ),
    (
      "@classLabel true a\n@data\n1,-1e999:a\n",
      "3:3: \"-1e999\" is too large for a number: the largest is about 1.8e308"
    ),
    (
      "@classLabel true a\n@data\n1,inf:a\n",
      "3:3: \"inf\" is not a number: write a decimal number, or NaN or ? where it is missing"
    ),
    ("@classLabel true a\n@data\n1,2\n", "3:4: the case ends without its label or target"),
    (
      "@classLabel true a\n@data\n1,2: \n",
      "3:5: 1 of 1 case has no label: name its class, or omit it from training with skipsUnlabelled"
    ),
    (
      "@classLabel true a b\n@data\né,1:a\n",
      "3:1: \"é\" is not a number: write a decimal number, or NaN or ? where it is missing"
    ),
    (
      "@classLabel true a b\n@data\n1:a\n1:A\n",
      "4:3: the label \"A\" is not among the header's: \"a\", \"b\""
    ),
    ("@targetLabel true\n@data\n1:high\n", "3:3: the target \"high\" is not a finite number"),
    (
      "@classLabel true a\n@data\n1:a\n2:?\n3:a\n4:?\n",
      "4:3: 2 of 4 cases have no label, the first of them here: name their classes, or omit them from training with skipsUnlabelled"
    ),
    ("@targetLabel true\n@data\n1:NaN\n", "3:3: the target \"NaN\" is not a finite number"),
    (
      "@classLabel true a\n@data\n1,2:3:a\n",
      "3:5: channel 2 has 1 step instead of 2: the channels of a case must be equally long"
    ),
    ("@classLabel true a\n@data\n1:2:a\n1:a\n", "4:1: the case has 1 channel, and the first has 2"),
    (
      "@univariate true\n@classLabel true a\n@data\n1:2:a\n",
      "4:1: the case has 2 channels, and the header says @univariate true"
    ),
    (
      "@equalLength true\n@classLabel true a\n@data\n1,2:a\n1,2:a\n\n1:a\n",
      "7:1: case 3 has 1 step, the first has 2, and the header says @equalLength true"
    ),
    (
      "@classLabel true a\n@data\n1:a\nNaN,?:a\n",
      "4:1: every value of the case is missing: remove the case"
    ),
    (
      "@timeStamps true\n@classLabel true a\n@data\n1,2:a\n",
      "4:1: a pair (stamp,value) is expected here, because @timeStamps is true"
    ),
    (
      "@timeStamps true\n@classLabel true a\n@data\n(0,1)(1,2):a\n",
      "4:6: a pair (stamp,value) is expected here, because @timeStamps is true"
    ),
    (
      "@timeStamps true\n@classLabel true a\n@data\n(0,1),(1,2:a\n",
      "4:7: a pair (stamp,value) is expected here, because @timeStamps is true"
    ),
    (
      "@timeStamps true\n@classLabel true a\n@data\n(0,1),:a\n",
      "4:7: a pair (stamp,value) is expected here, because @timeStamps is true"
    ),
    (
      "@timeStamps true\n@classLabel true a\n@data\n(0,1)\n",
      "4:6: the case ends without its label or target"
    ),
    (
      "@timeStamps true\n@classLabel false\n@data\n(0,1):a\n",
      "4:7: a pair (stamp,value) is expected here, because @timeStamps is true"
    ),
    (
      "@timeStamps true\n@classLabel true a\n@data\n(2007-02-30 00:00:00,1):a\n",
      "4:2: \"2007-02-30 00:00:00\" is not a time stamp: write a date as 2024-01-31 or 2024-01-31T08:30:00Z, or a number, beyond 2^53 a whole one of 63 bits"
    ),
    (
      "@timeStamps true\n@classLabel true a\n@data\n(9223372036854775808,1):a\n",
      "4:2: \"9223372036854775808\" is not a time stamp: write a date as 2024-01-31 or 2024-01-31T08:30:00Z, or a number, beyond 2^53 a whole one of 63 bits"
    ),
    (
      "@timeStamps true\n@classLabel true a\n@data\n(0,1),(0,2):a\n",
      "4:8: the time stamps of a case must ascend"
    ),
    (
      "@timeStamps true\n@classLabel true a\n@data\n(0,1):a\n(2007-01-01 00:00:00,1):a\n",
      "5:2: time stamps must be all dates or all numbers"
    ),
    (
      "@timeStamps true\n@classLabel true a\n@data\n(0,1),(1,2):(0,1),(2,2):a\n",
      "4:20: channel 2 has other time stamps than the first: all channels of a case share them"
    ),
    (
      "@timeStamps true\n@classLabel true a\n@data\n(0,1),(1,2):(0,1):a\n",
      "4:13: channel 2 has 1 step instead of 2: the channels of a case must be equally long"
    ),
  ]

  @Test(arguments: files)
  func `a file that breaks the rules is refused with the place`(text: String, message: String)
    throws
  {
    let found = try #require(
      try complaint("x.ts", Array(text.utf8)) { path throws(DataError) in
        _ = try SeriesReader().read(path)
      })
    #expect(found.text == (message.first?.isNumber == true ? "x.ts:" : "x.ts: ") + message)
    #expect(found.category == .unusable)
  }

  @Test func `columns count scalars, and places are those of the decoded text`() throws {
    let text = "#é\n@classLabel true É\n@data\n1:É\n2:È\n"
    let message = "x.ts:5:3: the label \"È\" is not among the header's: \"É\""
    let latin: [UInt8] = text.unicodeScalars.map { UInt8($0.value) }
    let wide: [UInt8] =
      [0xFF, 0xFE]
      + text.utf16.flatMap { unit -> [UInt8] in
        [UInt8(unit & 255), UInt8(unit >> 8)]
      }
    for (bytes, encoding) in [
      (Array(text.utf8), TextEncoding.auto), ([0xEF, 0xBB, 0xBF] + Array(text.utf8), .auto),
      (latin, .named("latin1")), (wide, .auto),
    ] {
      let found = try complaint("x.ts", bytes) { path throws(DataError) in
        var reader = SeriesReader()
        reader.encoding = encoding
        _ = try reader.read(path)
      }
      #expect(found?.text == message)
    }
  }
}
