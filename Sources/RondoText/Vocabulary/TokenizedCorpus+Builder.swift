extension TokenizedCorpus {
  /// Builds a corpus in one pass over its texts, which may come in pieces.
  ///
  /// Symbols get provisional ids as they are first seen; `finish` replaces them by the vocabulary's.
  /// Needs, beyond the text, the ids and the distinct symbols; whoever takes the ids out on the way
  /// (`takeIDs`) has only the latter in memory.
  public struct Builder: Sendable {
    /// What a symbol is.
    public let unit: SymbolUnit
    /// The normal form that texts are brought into first.
    public let normalization: Normalization
    /// What a document is. A border stands before the first and after each.
    public let documents: DocumentUnit
    /// The number of symbols so far, borders and those taken out included.
    public private(set) var count = 0
    /// Byte-pair units that are known already; those of a text are learned from its training part.
    public var bytePairs: BytePairs?
    /// Conversion of line ends; to be set before the first text.
    public var newlines = Newlines.keep {
      didSet { newlineStream = NewlineStream(newlines) }
    }
    // For byte-pair units, words until the end.
    var table = SymbolTable()
    var ids = IDSequence()
    /// The number of symbols of the table that are kept whatever the limits say.
    let fixedCount: Int
    private var stream: SymbolStream
    private var scanner: DocumentScanner
    private var newlineStream = NewlineStream(.keep)

    /// Creates a builder without text; the symbols of `known`, of a model to be trained further,
    /// stay in the vocabulary.
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

    /// Adds a file's whole text, which starts at a border: nothing is joined to the text before it.
    ///
    /// It should be well-formed UTF-8 for every unit but the byte. Linear in the text.
    public mutating func append(_ utf8: [UInt8]) {
      utf8.withUnsafeBufferPointer { append(piece: $0) }
      endFile()
      endText()
    }

    /// Adds the next piece of a text, cut wherever it may be.
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

    /// Ends a file: where there are documents, one ends here; continuous text goes on.
    public mutating func endFile() {
      if documents != .none { newlineStream.end() }
      working { scanner, writer in scanner.endFile { text, isEnd in writer.write(text, isEnd) } }
    }

    /// Ends a continuous text, so that nothing is joined to it.
    mutating func endText() {
      guard documents == .none else { return }
      newlineStream.end()
      working { _, writer in writer.write(UnsafeBufferPointer(start: nil, count: 0), true) }
    }

    // Moves out what is written to, because two parts of one value are changed at once.
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

/// Turns parts of documents into provisional ids.
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
