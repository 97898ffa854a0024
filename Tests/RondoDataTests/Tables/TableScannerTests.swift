import RondoFiles
import Testing

@testable import RondoData

struct TableScannerTests {
  private func rows(_ text: String, isQuoting: Bool = true) throws -> [[String]] {
    var table = TableScanner(source(text), isQuoting: isQuoting)
    var rows: [[String]] = []
    while try table.next() { rows.append(table.strings) }
    return rows
  }

  @Test(arguments: [
    ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]), ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
    ("a,b\nc,d", [["a", "b"], ["c", "d"]]), ("a,b\r", [["a", "b"]]),
    ("a,\n,b\n", [["a", ""], ["", "b"]]),
    ("\n\r\na,b\n\n\nc,d\n\n", [["a", "b"], ["c", "d"]]), ("a,", [["a", ""]]),
    ("\"a,b\",c", [["a,b", "c"]]), ("\"a\nb\r\nc\",d\n", [["a\nb\r\nc", "d"]]),
    ("\"a\"\"b\"\"\",\"\"\n", [["a\"b\"", ""]]), ("\"\"\"\"\n", [["\""]]),
    ("\"\"\nx\n", [[""], ["x"]]),
    (" a , b \n", [[" a ", " b "]]), ("\"a\"\r\n\"b\"\r\n", [["a"], ["b"]]), ("\"a\"\r", [["a"]]),
    ("a\u{B}b,\u{85}\u{2028}\n", [["a\u{B}b", "\u{85}\u{2028}"]]), ("a\rb,c\n", [["a\rb", "c"]]),
    ("", []), ("\n\n", []),
  ])
  func `CSV is cut as RFC 4180 says`(text: String, expected: [[String]]) throws {
    #expect(try rows(text) == expected)
  }

  @Test(arguments: [
    ("a\tb\n\"c\"\t\"d\n", [["a", "b"], ["\"c\"", "\"d"]]), ("a,b\tc\r\n", [["a,b", "c"]]),
    ("a\t\n", [["a", ""]]), ("a\tb", [["a", "b"]]),
  ])
  func `TSV knows no quotation marks`(text: String, expected: [[String]]) throws {
    #expect(try rows(text, isQuoting: false) == expected)
  }

  @Test func `rows know the line on which they begin`() throws {
    var table = TableScanner(source("\na,\"b\nb\"\nc,d\n\n\"e\",f"), isQuoting: true)
    var lines: [Int] = []
    while try table.next() { lines.append(table.line) }
    #expect(lines == [2, 4, 6])
  }

  @Test(arguments: [
    ("a,b\nc\n", "file:2:1: this row has 1 column, and the one before it has 2"),
    ("a,b\nc,d,\"e\ne\"\n", "file:2:1: this row has 3 columns, and the one before it has 2"),
    (
      "a,é\"b\n",
      "file:1:4: a quotation mark inside a field without quotation marks around it: put the field in them and double the mark, or read the file as TSV if it is one"
    ),
    ("a,\"b\n\nc", "file:1:3: this quotation mark is never closed"),
    (
      "a,b\n\"c\" ,d\n",
      "file:2:4: text after a closing quotation mark: a comma or the end of the line must follow it, and a mark that belongs to the text is doubled"
    ),
    (
      "\"a\"\rb",
      "file:1:4: text after a closing quotation mark: a comma or the end of the line must follow it, and a mark that belongs to the text is doubled"
    ),
  ])
  func `what breaks the rules is said with its place`(text: String, expected: String) throws {
    let error = try #require(throws: DataError.self) { try rows(text) }
    #expect("\(error)" == expected && error.category == .unusable)
  }
}
