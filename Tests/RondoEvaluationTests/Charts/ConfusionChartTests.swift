import Foundation
import RondoFiles
import Testing

@testable import RondoEvaluation

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct ConfusionChartTests {
  /// Collects the elements and texts of an SVG file.
  private final class Reader: NSObject, XMLParserDelegate {
    var elements: [(name: String, attributes: [String: String])] = []
    var text = ""

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      elements.append((name, attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
  }

  private func read(_ chart: ConfusionChart) throws -> Reader {
    let parser = XMLParser(data: Data(chart.svg.utf8))
    let reader = Reader()
    parser.delegate = reader
    try #require(parser.parse(), "\(String(describing: parser.parserError))")
    return reader
  }

  @Test(arguments: [1, 2, 3, 10, 24, 50])
  func `is well-formed, with a square a cell inside the picture`(classes: Int) throws {
    let chart = ConfusionChart(ConfusionTableTests.many(classes), title: "A title")
    let reader = try read(chart)
    #expect(reader.elements.count { $0.name == "g" } == classes * classes)
    for element in reader.elements where element.name == "rect" {
      let numbers = ["x", "y", "width", "height"].map { Int(element.attributes[$0] ?? "0") ?? -1 }
      #expect(numbers[0] >= 0 && numbers[0] + numbers[2] <= chart.width)
      #expect(numbers[1] >= 0 && numbers[1] + numbers[3] <= chart.height)
    }
    #expect(reader.text.contains("A title"))
    #expect(reader.text.contains("true label 0, predicted label 0"))
  }

  @Test func `shows counts and shares of the row`() throws {
    let reader = try read(ConfusionChart(ConfusionTableTests.many(3), title: "t"))
    #expect(reader.text.contains("9") && reader.text.contains("90.0 %"))
    #expect(reader.text.contains("accuracy 90.0 % of 30 cases"))
  }

  @Test(arguments: ["<&>\"'", "a\u{0}b\u{B}c", "猫\u{301} <", "<\u{338}script>", "]]>"])
  func `a label of any characters leaves it well-formed`(label: String) throws {
    let matrix = ConfusionMatrix(labels: [label, "b"], truth: [0, 1], predicted: [0, 0])
    let reader = try read(ConfusionChart(matrix, title: label))
    #expect(!reader.elements.contains { $0.name == "script" })
    let text = Array(reader.text.unicodeScalars)
    let expected = Array(label.printable.unicodeScalars)
    #expect(text.indices.contains { text[$0...].starts(with: expected) })
  }

  @Test func `needs nothing from elsewhere`() throws {
    let svg = ConfusionChart(ConfusionTableTests.many(4), title: "t").svg
    #expect(svg.components(separatedBy: "http").count == 2, "only the namespace")
    #expect(!svg.contains("<script") && !svg.contains("href") && !svg.contains("url("))
  }

  @Test func `text stands out from its cell, and more is darker`() {
    var last = 2.0
    for step in 0...1000 {
      let color = ShareColor(share: Double(step) / 1000)
      let luminance = Self.luminance(color.hexadecimal)
      let text = Self.luminance(color.text)
      let contrast = (max(luminance, text) + 0.05) / (min(luminance, text) + 0.05)
      #expect(contrast >= 4.5, "at \(step): \(contrast), the least that WCAG 2 asks for")
      #expect(luminance <= last)
      last = luminance
    }
  }

  /// The relative luminance of WCAG 2.
  private static func luminance(_ hexadecimal: String) -> Double {
    let value = Int(hexadecimal.dropFirst(), radix: 16) ?? 0
    let parts = [value >> 16, value >> 8 & 255, value & 255].map { part in
      let share = Double(part) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }
}
