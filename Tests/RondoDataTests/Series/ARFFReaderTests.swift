import RondoFiles
import Testing

@testable import RondoData

struct ARFFReaderTests {
  static let plain = """
    % About
    @RELATION 'Gun Point'

    @attribute att0 numeric
    @attribute 'att 1' REAL
    @attribute att2 integer
    @attribute target {1, 'Up \\'n\\' down', -1}

    @DATA
    0.5,?,-1,1
    % between
    7, ?, ?, 'Up \\'n\\' down'
    ?,2,?,-1

    """

  @Test func `numeric attributes are steps, and the last attribute is the class`() throws {
    let set = try series(Self.plain, in: "x.arff").set
    let expected = SeriesSet(
      [
        SeriesCase([0.5, .nan, -1], target: .label("1")),
        SeriesCase([7], target: .label("Up 'n' down")),
        SeriesCase([.nan, 2], target: .label("-1")),
      ], targets: .labels(["1", "Up 'n' down", "-1"]), name: "Gun Point", comments: [" About"])
    #expect(set == expected && set.cases.map(\.line) == [10, 12, 13])
    #expect(try series(Self.plain.replacing("\n", with: "\r\n"), in: "x.arff").set == expected)
  }

  @Test func `a relation holds channels, a quoted line each`() throws {
    let text = """
      @relation m
      @attribute relationalAtt relational
      @attribute att0 numeric
      @attribute att1 numeric
      @attribute att2 numeric
      @end relationalAtt
      @attribute activity {Standing, Running}
      @data
      '1,2,3\\n4,?,6',Standing
      "7,8,?\\n9,?,?" , Running

      """
    let set = try series(text, in: "x.arff").set
    #expect(set.channels == 2 && set.targets == .labels(["Standing", "Running"]))
    #expect(
      set.cases == [
        SeriesCase([1, 4, 2, .nan, 3, 6], channels: 2, target: .label("Standing")),
        SeriesCase([7, 9, 8, .nan], channels: 2, target: .label("Running")),
      ])
  }

  @Test func `a numeric last attribute is a target`() throws {
    let text = "@relation r\n@attribute a numeric\n@attribute y numeric\n@data\n1,-2.5\n"
    let set = try series(text, in: "x.arff").set
    #expect(set.targets == .values && set.cases == [SeriesCase([1], target: .value(-2.5))])
  }

  static let header =
    "@relation r\n@attribute a numeric\n@attribute b numeric\n@attribute c {x,y}\n@data\n"
  static let nested =
    "@relation r\n@attribute r relational\n@attribute a numeric\n@attribute b numeric\n@end r\n"
    + "@attribute c {x,y}\n@data\n"

  static let files: [(text: String, message: String)] = [
    (header, "x.arff: the header is all there is: no case follows it"),
    (header + "1,2\n", "x.arff:6:1: this line has 2 values, and there are 3 attributes"),
    (header + "1,2,x,y\n", "x.arff:6:6: text follows the last attribute"),
    (header + "1,2,z\n", "x.arff:6:5: the label \"z\" is not among the header's: \"x\", \"y\""),
    (header + "1,2,X\n", "x.arff:6:5: the label \"X\" is not among the header's: \"x\", \"y\""),
    (
      header + "1,2,?\n",
      "x.arff:6:5: 1 of 1 case has no label: name its class, or omit it from training with skipsUnlabelled"
    ),
    (
      header + "1,2,\n",
      "x.arff:6:5: 1 of 1 case has no label: name its class, or omit it from training with skipsUnlabelled"
    ),
    (
      header + "1,b,x\n",
      "x.arff:6:3: \"b\" is not a number: write a decimal number, or NaN or ? where it is missing"
    ),
    (header + "?,?,x\n", "x.arff:6:1: every value of the case is missing: remove the case"),
    (header + "{0 1}\n", "x.arff:6:1: sparse lines are not read: write all values of the case"),
    (header + "1,2,'x\n", "x.arff:6:5: this quotation mark is never closed"),
    (
      nested + "1,2,x\n",
      "x.arff:8:1: a case of a relational attribute must begin with a quotation mark"
    ),
    (
      nested + "'1,2\\n3',x\n",
      "x.arff:8:7: channel 2 has 1 step instead of 2: the channels of a case must be equally long"
    ),
    (
      nested + "'1,2\\n3,4',x\n'1,2',y\n", "x.arff:9:1: the case has 1 channel, and the first has 2"
    ),
    (nested + "'1,2\\t3,4',x\n", "x.arff:8:5: only \\n, which ends a channel, is allowed here"),
    (nested + "'1,2\\n3,4\n", "x.arff:8:1: this quotation mark is never closed"),
    (nested + "'1,2\\n3,4'\n", "x.arff:8:11: the case ends without its label or target"),
    (
      "@relation r\n",
      "x.arff:2:1: the file ends without the line @data, after which the cases begin"
    ),
    ("@relation r\nhello\n", "x.arff:2:1: \"hello\" is not @relation, @attribute, @end or @data"),
    (
      "@relation r\n@attribute a string\n",
      "x.arff:2:14: attributes of the type \"string\" are not part of a series: numeric, relational, or classes in braces"
    ),
    ("@relation r\n@attribute a {x;\n", "x.arff:2:17: a comma or } is expected here"),
    ("@relation r\n@attribute a {x,x}\n", "x.arff:2:17: the label \"x\" occurs twice: remove one"),
    ("@relation r\n@attribute a\n", "x.arff:2:13: the line ends too early"),
    ("@relation r\n@end r\n", "x.arff:2:1: @end without a relational attribute"),
    (
      "@relation r\n@attribute r relational\n@data\n",
      "x.arff:3:1: the relational attribute is not closed by @end before @data"
    ),
    (
      "@relation r\n@attribute r relational\n@attribute c {x}\n",
      "x.arff:3:14: the relational attribute must consist of numeric attributes"
    ),
    (
      "@relation r\n@attribute c {x}\n@data\n",
      "x.arff:3:1: series need numeric attributes, or one relational attribute of them, and a class in braces or a numeric target as the last attribute"
    ),
  ]

  @Test(arguments: files)
  func `bad files are refused with the place`(text: String, message: String) throws {
    let found = try complaint("x.arff", Array(text.utf8)) { path throws(DataError) in
      _ = try SeriesReader().read(path)
    }
    #expect(found?.text == message && found?.category == .unusable)
  }
}
