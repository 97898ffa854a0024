extension Tokenizer {
  /// The ids of the documents of a text, each followed by a border, and the size of the text;
  /// linear in the text. The vocabulary must have a border.
  ///
  /// In the text of the result each border is a line feed, whose range it has; with `file` and
  /// `none`, where the text is one document, the range is empty. A border counts as one symbol, one
  /// character and one byte.
  public func encodeDocuments(
    _ utf8: [UInt8], _ unit: DocumentUnit
  ) -> (text: EncodedText, extent: TextExtent) {
    guard let border = vocabulary.borderID else {
      preconditionFailure("documents for a vocabulary without a border")
    }
    var (text, ids, ranges) = ([UInt8](), IDSequence(), [Range<Int>]())
    var extent = TextExtent(symbols: 0, bytes: 0, graphemes: 0)
    let separator: [UInt8] = unit == .line || unit == .paragraph ? [0x0A] : []
    for document in documents(of: newlines.converted(utf8), unit) {
      let encoded = encodeWithRanges(document)
      let size = TextExtent(counting: encoded.utf8, symbols: encoded.ids.count, unit: self.unit)
      for id in encoded.ids { ids.append(id) }
      let start = text.count
      ranges += encoded.ranges.map { $0.lowerBound + start..<$0.upperBound + start }
      text += encoded.utf8
      ids.append(border)
      ranges.append(text.count..<text.count + separator.count)
      text += separator
      extent.symbols += size.symbols + 1
      extent.bytes += size.bytes + 1
      extent.graphemes += size.graphemes + 1
    }
    return (EncodedText(utf8: text, ids: ids, ranges: ranges), extent)
  }

  private func documents(of utf8: [UInt8], _ unit: DocumentUnit) -> [[UInt8]] {
    var scanner = DocumentScanner(unit == .none ? .file : unit)
    var (found, open): ([[UInt8]], [UInt8]) = ([], [])
    func take(_ text: UnsafeBufferPointer<UInt8>, _ isEnd: Bool) {
      open += text
      guard isEnd else { return }
      found.append(open)
      open = []
    }
    utf8.withUnsafeBufferPointer { scanner.push($0, take) }
    scanner.endFile(take)
    return found
  }
}
