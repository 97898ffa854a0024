extension String {
  /// The text in quotation marks for a one-line message: control characters and the like are
  /// escaped, so that a hostile name cannot drive the terminal, and a long text is cut.
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
