/// Text as a page shows it: nothing invisible, and nothing that changes the direction of the text
/// around it.
package enum VisibleText {
  /// The text with symbols for invisible characters, not yet escaped, and whether it consists of
  /// these alone.
  package static func of(_ text: String) -> (text: String, isSign: Bool) {
    let scalars = text.unicodeScalars
    guard let first = scalars.first else { return ("", true) }
    if scalars.count <= 2, let sign = lineEnds[text] { return (sign, true) }
    if scalars.allSatisfy(isInvisible) { return (scalars.map(code).joined(), true) }
    var result = ""
    // A combining mark without a letter before it would join the piece before this one.
    if isMark(first) { result = "\u{25CC}" }
    for scalar in scalars {
      if isInvisible(scalar) && !joins(scalar) {
        result += code(scalar)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return (result, false)
  }

  /// Whether a line ends with this text.
  package static func endsLine(_ text: String) -> Bool {
    guard let last = text.unicodeScalars.last else { return false }
    return lineEnds[String(last)] != nil && last != "\t"
  }

  private static let lineEnds = [
    "\n": "↵", "\r\n": "␍↵", "\r": "␍", "\t": "⇥\t", "\u{0B}": "␋", "\u{0C}": "␌",
    "\u{85}": "␤", "\u{2028}": "␤", "\u{2029}": "¶",
  ]

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    return properties.isDefaultIgnorableCodePoint || properties.generalCategory == .control
      || properties.generalCategory == .format || properties.isNoncharacterCodePoint
      || properties.generalCategory == .lineSeparator
      || properties.generalCategory == .paragraphSeparator
  }

  /// Whether an invisible scalar affects how its neighbours are drawn: joiners, variation selectors
  /// and tags inside a grapheme, but no directional controls.
  private static func joins(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200C, 0x200D, 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0xE0020...0xE007F, 0x180B...0x180F,
      0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0:
      true
    default: scalar.properties.generalCategory == .format && !scalar.properties.isBidiControl
    }
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark: !isInvisible(scalar)
    default: false
    }
  }

  /// The symbol for an invisible scalar, such as "␀" or "⟨U+202E⟩".
  private static func code(_ scalar: Unicode.Scalar) -> String {
    if scalar.value < 0x20 || scalar.value == 0x7F { return String(scalar).printable }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "⟨U+\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)⟩"
  }
}

extension String {
  /// The text in quotation marks for a one-line message: control characters and the like are
  /// escaped, so that a malicious name cannot control the terminal, and a long text is truncated.
  package var quoted: String {
    var text = "\""
    for (count, scalar) in unicodeScalars.enumerated() {
      if count == 120 {
        text += "…"
        break
      }
      if let byte = PathBytes.byte(of: scalar) {
        text += PathBytes.escape(byte)
        continue
      }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
        text += "\\u{\(String(scalar.value, radix: 16))}"
      default:
        if scalar == "\"" || scalar == "\\" { text += "\\" }
        text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}

extension String {
  /// The text with a visible symbol in place of each control character, so that a label read from a
  /// file can neither control a terminal nor break a line or an XML file.
  package var printable: String {
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0..<0x20: result.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
      case 0x7F: result.append("\u{2421}")
      case 0x80..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF:
        result.append("\u{FFFD}")
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}

extension String {
  /// The text with the five special characters of XML written as references.
  ///
  /// Compares scalars, not characters: a mark that joins "<" does not hide it.
  package var escapedForXML: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// Text for a terminal: control characters except line feeds and tabs are escaped.
package func escapingControls(_ text: String) -> String {
  escapingControls(text, except: ["\n", "\t"])
}

/// Text for one line of a terminal: all control characters are escaped.
package func onOneLine(_ text: String) -> String { escapingControls(text, except: []) }

private func escapingControls(_ text: String, except kept: Set<Unicode.Scalar>) -> String {
  let names: [Unicode.Scalar: String] = ["\n": "\\n", "\r": "\\r", "\t": "\\t"]
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if scalar.properties.generalCategory == .control && !kept.contains(scalar) {
      let name = names[scalar] ?? "\\u{\(String(scalar.value, radix: 16))}"
      result.append(contentsOf: name.unicodeScalars)
    } else if let byte = PathBytes.byte(of: scalar) {
      result.append(contentsOf: PathBytes.escape(byte).unicodeScalars)
    } else {
      result.append(scalar)
    }
  }
  return String(result)
}
