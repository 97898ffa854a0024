extension SeriesOutput {
  /// What each form asks of a label.
  func check(_ label: ClassLabel) throws(WritingFault) {
    let part = WritingFault.Part.label(label.name)
    if label.name.unicodeScalars.first == "\u{FEFF}" {
      throw .character("a byte-order mark at its start", in: part)
    }
    if label.name.utf8.allSatisfy({ ASCII.isSpace($0) }) { throw .emptyLabel }
    switch form {
    case .ts:
      if label.name.unicodeScalars.contains(where: \.properties.isWhitespace) {
        throw .character("a blank", in: part)
      }
      if label.name.utf8.contains(UInt8(ascii: ":")) { throw .character("a colon", in: part) }
      if set.times != nil, label.name.utf8.first == UInt8(ascii: "(") {
        throw .character("a parenthesis at its start", in: part)
      }
    case .tsv, .txt:
      let read = SeriesReader.ucrLabel(label.name)
      if read != label { throw .labelReadsAs(label.name, read.name) }
      let isTab = form == .tsv
      let edges = [label.name.utf8.first, label.name.utf8.last]
      if label.name.utf8.contains(0x09) || edges.contains(0x20)
        || !isTab && label.name.utf8.contains(where: { $0 == 0x20 || $0 == UInt8(ascii: ",") })
      {
        throw .character(isTab ? "a tab, or a blank at an end," : "a blank or comma", in: part)
      }
      if ["nan", "?"].contains(ASCII.lowercased(label.name)) {
        throw .labelReadsAs(label.name, "NaN")
      }
    case .arff, .csv: break
    }
    if form == .csv {
      if label.name.utf8.contains(0) { throw .character("NUL", in: part) }
    } else if let character = Self.control(in: label.name) {
      throw .character(character, in: part)
    }
  }
}
