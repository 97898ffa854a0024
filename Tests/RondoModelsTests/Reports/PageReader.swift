import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The elements and texts of a page, which must be well-formed XML and ask for nothing from
/// elsewhere.
final class PageReader: NSObject, XMLParserDelegate {
  private(set) var elements: [(name: String, attributes: [String: String], text: String)] = []
  private var open: [Int] = []

  init(_ html: String) throws {
    super.init()
    let parser = XMLParser(data: Data(html.utf8))
    parser.delegate = self
    try #require(parser.parse(), "line \(parser.lineNumber): \(parser.parserError as Any)")
    #expect(html.hasPrefix("<!DOCTYPE html>\n") && html.contains("default-src 'none'"))
    #expect(open.isEmpty && elements.first?.name == "html")
    for element in elements {
      #expect(!["link", "img", "iframe", "object"].contains(element.name))
      #expect(element.attributes["src"] == nil && element.attributes["href"] == nil)
    }
    let namespace = "http://www.w3.org/2000/svg"
    #expect(!html.replacing(namespace, with: "").contains("://"), "a page needs nothing else")
  }

  /// The elements of a kind.
  func all(_ name: String) -> [(name: String, attributes: [String: String], text: String)] {
    elements.filter { $0.name == name }
  }

  /// Everything that is written on the page.
  var text: String { elements.first?.text ?? "" }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    open.append(elements.count)
    elements.append((name, attributes, ""))
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) { open.removeLast() }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    for index in open { elements[index].text += string }
  }
}
