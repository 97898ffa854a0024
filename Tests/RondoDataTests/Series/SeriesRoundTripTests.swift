import RondoFiles
import TestSupport
import Testing

@testable import RondoData

struct SeriesRoundTripTests {
  private func again(_ set: SeriesSet, _ form: SeriesForm) throws -> SeriesSet {
    var reader = SeriesReader()
    reader.form = form
    reader.isRegression = set.targets == .values
    return try withFile("set", SeriesWriter(form: form).bytes(of: set)) { try reader.read($0).set }
  }

  @Test(arguments: SeriesForm.allCases)
  func `what is written is read as the same set`(form: SeriesForm) throws {
    for seed in 0..<150 as Range<UInt64> {
      var random = CheckpointRandom(seed: seed)
      let set = random.series(for: form)
      let read = try again(set, form)
      #expect(read == set, "\(form), seed \(seed)")
      #expect(read.cases.map(\.name) == set.cases.map(\.name), "\(form), seed \(seed)")
    }
  }

  @Test func `a set is written as its form says`() throws {
    let set = SeriesSet(
      [
        SeriesCase([1, 4, 2.5, .nan], channels: 2, target: .label("Up")),
        SeriesCase([-0.0, 1e-7], channels: 2, target: .label("Down")),
      ], channels: 2, targets: .labels(["Up", "Down"]), name: "Demo", comments: [" About"])
    func text(_ form: SeriesForm, _ set: SeriesSet) throws -> String {
      String(decoding: try SeriesWriter(form: form).bytes(of: set), as: UTF8.self)
    }
    #expect(
      try text(.ts, set) == """
        # About
        @problemName Demo
        @timeStamps false
        @missing true
        @univariate false
        @dimensions 2
        @equalLength false
        @classLabel true Up Down
        @data
        1,2.5:4,NaN:Up
        -0.0:1e-07:Down

        """)
    #expect(
      try text(.arff, set) == """
        % About
        @relation Demo
        @attribute relationalAtt relational
        @attribute att0 numeric
        @attribute att1 numeric
        @end relationalAtt
        @attribute target {Up,Down}
        @data
        '1,2.5\\n4,?',Up
        '-0.0,?\\n1e-07,?',Down

        """)
    #expect(
      try text(.csv, set) == """
        case,label,channel1,channel2
        1,Up,1,4
        1,Up,2.5,NaN
        2,Down,-0.0,1e-07

        """)
    let single = SeriesSet(
      [SeriesCase([1, 2.5], target: .label("1")), SeriesCase([3], target: .label("-1"))],
      targets: .labels(["-1", "1"]))
    #expect(try text(.tsv, single) == "1\t1\t2.5\n-1\t3\tNaN\n")
    #expect(try text(.txt, single) == "1 1 2.5\n-1 3 NaN\n")
    let stamped = SeriesSet([SeriesCase([5, .nan], times: [-1, 0])], times: .dates)
    #expect(
      try text(.ts, stamped) == """
        @timeStamps true
        @missing true
        @univariate true
        @equalLength true
        @seriesLength 2
        @classLabel false
        @data
        (1969-12-31 23:59:59,5.0),(1970-01-01 00:00:00,NaN)

        """)
  }

  typealias Refusal = (form: SeriesForm, set: SeriesSet, message: String)

  private static func set(_ item: SeriesCase, _ targets: SeriesSet.Targets? = nil) -> SeriesSet {
    SeriesSet(
      [item], channels: item.channels, targets: targets ?? SeriesSet.targets(of: [item]),
      times: item.times == nil ? nil : .numbers)
  }

  private static func label(_ label: ClassLabel) -> SeriesSet {
    set(SeriesCase([1], target: .label(label)))
  }

  private static func named(_ names: [String?], channels: [String]? = nil) -> SeriesSet {
    let count = channels?.count ?? 1
    let values = Array(repeating: 1.0, count: count)
    var set = SeriesSet(
      names.map { SeriesCase(values, channels: count, name: $0) }, channels: count)
    set.channelNames = channels
    return set
  }

  static let refusals: [Refusal] = [
    (
      .csv, named(["a", "a"]),
      "the data cannot be written as CSV: two cases are named \"a\", which would make them one; rename one"
    ),
    (
      .csv, named(["2", nil]),
      "the data cannot be written as CSV: two cases are named \"2\", which would make them one; rename one"
    ),
    (
      .csv, named([" "]),
      "the data cannot be written as CSV: the name of a case is empty; leave it out"
    ),
    (
      .csv, named([nil], channels: ["x", "Time"]),
      "the data cannot be written as CSV: a channel's column cannot be named \"Time\", which would not be read as a channel; rename it"
    ),
    (
      .csv, named([nil], channels: ["value", "channel"]),
      "the data cannot be written as CSV: a channel's column cannot be named \"channel\", which would not be read as a channel; rename it"
    ),
    (
      .csv, named([nil], channels: ["x", "T"]),
      "the data cannot be written as CSV: a channel's column cannot be named \"T\", which would not be read as a channel; rename it"
    ),
    (
      .csv, named([nil], channels: ["x", " "]),
      "the data cannot be written as CSV: a channel's column cannot be named \" \", which would not be read as a channel; rename it"
    ),
    (.ts, SeriesSet([]), "the data cannot be written as .ts: there are no cases"),
    (
      .ts, label("a b"),
      "the data cannot be written as .ts: the label \"a b\" has a blank in it, which this form cannot hold; replace it, or write another form"
    ),
    (
      .ts, label("a\u{A0}b"),
      "the data cannot be written as .ts: the label \"a\u{A0}b\" has a blank in it, which this form cannot hold; replace it, or write another form"
    ),
    (
      .ts, label("a:b"),
      "the data cannot be written as .ts: the label \"a:b\" has a colon in it, which this form cannot hold; replace it, or write another form"
    ),
    (
      .ts, label("\u{1}"),
      "the data cannot be written as .ts: the label \"\\u{1}\" has a control character (U+1) in it, which this form cannot hold; replace it, or write another form"
    ),
    (
      .ts, label(""),
      "the data cannot be written as .ts: a label is empty; leave the case out or name its class"
    ),
    (
      .arff, label("a\nb"),
      "the data cannot be written as ARFF: the label \"a\\u{a}b\" has a control character (U+A) in it, which this form cannot hold; replace it, or write another form"
    ),
    (
      .tsv, label("1.0"),
      "the data cannot be written as UCR .tsv: its label \"1.0\" would be read as \"1\"; write a .ts file"
    ),
    (
      .tsv, label("nan"),
      "the data cannot be written as UCR .tsv: its label \"nan\" would be read as \"NaN\"; write a .ts file"
    ),
    (
      .tsv, label("a\tb"),
      "the data cannot be written as UCR .tsv: the label \"a\\u{9}b\" has a tab, or a blank at an end, in it, which this form cannot hold; replace it, or write another form"
    ),
    (
      .txt, label("a b"),
      "the data cannot be written as UCR text: the label \"a b\" has a blank or comma in it, which this form cannot hold; replace it, or write another form"
    ),
    (
      .txt, label("\u{FEFF}a"),
      "the data cannot be written as UCR text: the label \"\\u{feff}a\" has a byte-order mark at its start in it, which this form cannot hold; replace it, or write another form"
    ),
    (
      .csv, label("\u{0}"),
      "the data cannot be written as CSV: the label \"\\u{0}\" has NUL in it, which this form cannot hold; replace it, or write another form"
    ),
    (
      .tsv, set(SeriesCase([1, 2], channels: 2, target: .label("a"))),
      "the data cannot be written as UCR .tsv: there are 2 channels, and this form holds one; write a .ts file"
    ),
    (
      .arff, set(SeriesCase([1], times: [0], target: .label("a"))),
      "the data cannot be written as ARFF: there are time stamps, and this form holds none; write a .ts or CSV file"
    ),
    (
      .txt, set(SeriesCase([1])),
      "the data cannot be written as UCR text: there are no labels, and this form requires them; write a .ts file"
    ),
    (
      .tsv, set(SeriesCase([1, .nan], target: .label("a"))),
      "case 1 cannot be written as UCR .tsv: no channel has a value at its last step, which this form would take for the series' end; write a .ts file"
    ),
    (
      .ts, set(SeriesCase([.nan, .nan])), "case 1 cannot be written as .ts: every value is missing"
    ),
    (.ts, set(SeriesCase([1, .infinity])), "case 1 cannot be written as .ts: a value is infinite"),
    (
      .csv, set(SeriesCase([1], target: .value(.nan))),
      "case 1 cannot be written as CSV: a value is infinite"
    ),
    (
      .ts, set(SeriesCase([1], target: .label("b")), .labels(["a"])),
      "case 1 cannot be written as .ts: its label \"b\" is not among those of the set"
    ),
    (
      .ts, set(SeriesCase([1]), .labels(["a"])),
      "case 1 cannot be written as .ts: its target is of another kind than the set's, or is not there"
    ),
    (
      .ts, set(SeriesCase([1, 2], times: [1, 1])),
      "case 1 cannot be written as .ts: its time stamps are not what the set says: one a step, ascending, finite, and whole seconds of the years 0 to 9999 where they are dates"
    ),
    (
      .ts, set(SeriesCase([1], target: .label("a")), .labels(["a", "a"])),
      "the data cannot be written as .ts: its label \"a\" occurs twice"
    ),
    (
      .ts, SeriesSet([SeriesCase([1])], channels: 2),
      "case 1 cannot be written as .ts: it has 1 channels, and the set has 2"
    ),
    (
      .ts, SeriesSet([SeriesCase([1])], name: "a b"),
      "the data cannot be written as .ts: the name \"a b\" has a blank in it, which this form cannot hold; replace it, or write another form"
    ),
    (
      .ts, SeriesSet([SeriesCase([1])], comments: ["a\nb"]),
      "the data cannot be written as .ts: the comment \"a\\u{a}b\" has a control character (U+A) in it, which this form cannot hold; replace it, or write another form"
    ),
  ]

  @Test(arguments: refusals.indices)
  func `what a form cannot hold is refused`(index: Int) throws {
    let (form, set, message) = Self.refusals[index]
    let error = try #require(throws: DataError.self) { try SeriesWriter(form: form).bytes(of: set) }
    #expect("\(error)" == message && error.category == .unusable)
  }
}
