extension TokenizedCorpus {
  /// A builder of a corpus in one pass over its texts, which may be given in pieces.
  ///
  /// Symbols get provisional ids at their first occurrence; `finish` replaces them by those of the
  /// vocabulary. Besides the text, memory holds the ids and the distinct symbols; with `takeIDs`
  /// only the latter.
  public struct Builder: Sendable {
    /// The kind of symbol.
    public let unit: SymbolUnit
    /// The normal form of texts, applied before segmentation.
    public let normalization: Normalization
    /// The unit of documents. There is a border before the first document and after each.
    public let documents: DocumentUnit
    /// The number of symbols so far, including borders and those taken.
    public private(set) var count = 0
    /// Known byte-pair units; nil to learn them from the training part.
    public var bytePairs: BytePairs?
    /// Conversion of line ends; to be set before the first text.
    public var newlines = Newlines.keep {
      didSet { newlineStream = NewlineStream(newlines) }
    }
    // With byte-pair units, words until the end.
    var table = SymbolTable()
    var ids = IDSequence()
    /// The number of symbols of the table that are kept regardless of the limits.
    let fixedCount: Int
    private var stream: SymbolStream
    private var scanner: DocumentScanner
    private var newlineStream = NewlineStream(.keep)

    /// Creates a builder without text; the symbols of `known`, from a model that is trained
    /// further, are kept in the vocabulary.
    public init(
      unit: SymbolUnit, normalization: Normalization = .none, documents: DocumentUnit = .none,
      known: Vocabulary? = nil
    ) {
      self.unit = unit
      self.normalization = normalization
      self.documents = documents
      stream = SymbolStream(unit: unit, normalization: normalization)
      scanner = DocumentScanner(documents)
      var table = SymbolTable()
      if documents != .none {
        ids.append(table.id(inserting: UnsafeBufferPointer(start: nil, count: 0)))
        count = 1
      }
      for symbol in known?.symbols ?? [] {
        symbol.withUnsafeBufferPointer { _ = table.id(inserting: $0) }
      }
      fixedCount = table.count
      self.table = table
    }

    /// Adds the whole text of a file, which starts at a boundary: it is not joined to the text
    /// before.
    ///
    /// It should be well-formed UTF-8 for every unit except bytes. Linear in the text.
    public mutating func append(_ utf8: [UInt8]) {
      utf8.withUnsafeBufferPointer { append(piece: $0) }
      endFile()
      endText()
    }

    /// Adds the next piece of a text, divided anywhere.
    public mutating func append(piece: UnsafeBufferPointer<UInt8>) {
      ids.reserveCapacity(ids.count + piece.count / (ids.bytesPerID == 1 ? 1 : 3))
      guard newlineStream.isIdle else {
        newlineStream.converted(piece).withUnsafeBufferPointer { add($0) }
        return
      }
      add(piece)
    }

    private mutating func add(_ piece: UnsafeBufferPointer<UInt8>) {
      working { scanner, writer in
        scanner.push(piece) { text, isEnd in writer.write(text, isEnd) }
      }
    }

    /// Ends a file, and with documents the current one; continuous text continues.
    public mutating func endFile() {
      if documents != .none { newlineStream.end() }
      working { scanner, writer in scanner.endFile { text, isEnd in writer.write(text, isEnd) } }
    }

    /// Ends a continuous text, so that nothing more is joined to it.
    mutating func endText() {
      guard documents == .none else { return }
      newlineStream.end()
      working { _, writer in writer.write(UnsafeBufferPointer(start: nil, count: 0), true) }
    }

    // Moved out, because two parts of one value are changed at the same time.
    private mutating func working(_ body: (inout DocumentScanner, inout SymbolWriter) -> Void) {
      var scanner = DocumentScanner(documents)
      var writer = SymbolWriter(
        stream: SymbolStream(unit: unit, normalization: normalization), table: SymbolTable(),
        ids: IDSequence(), border: documents == .none ? nil : 0)
      swap(&scanner, &self.scanner)
      swap(&writer.stream, &stream)
      swap(&writer.table, &table)
      swap(&writer.ids, &ids)
      let before = writer.ids.count
      body(&scanner, &writer)
      count += writer.ids.count - before
      (self.scanner, stream, table, ids) = (scanner, writer.stream, writer.table, writer.ids)
    }
  }
}

/// Conversion of parts of documents to provisional ids.
private struct SymbolWriter {
  var stream: SymbolStream
  var table: SymbolTable
  var ids: IDSequence
  let border: Int32?

  mutating func write(_ text: UnsafeBufferPointer<UInt8>, _ isEnd: Bool) {
    var (table, ids) = (SymbolTable(), IDSequence())
    swap(&table, &self.table)
    swap(&ids, &self.ids)
    stream.push(text, isLast: isEnd) { ids.append(table.id(inserting: $0)) }
    if isEnd, let border { ids.append(border) }
    (self.table, self.ids) = (table, ids)
  }
}
