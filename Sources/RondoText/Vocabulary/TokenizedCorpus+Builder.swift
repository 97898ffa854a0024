extension TokenizedCorpus {
  /// Builds a corpus in one pass over its texts.
  ///
  /// Symbols get provisional ids as they are first seen; `finish` replaces them in place by the
  /// vocabulary's. Needs, beyond the text, the ids and the distinct symbols.
  public struct Builder: Sendable {
    /// What a symbol is.
    public let unit: SymbolUnit
    /// The normal form that texts are brought into first.
    public let normalization: Normalization
    /// Byte-pair units that are known already; those of a text are learned from its training part.
    public var bytePairs: BytePairs?
    // For byte-pair units, words until the end.
    var table = SymbolTable()
    var ids = IDSequence()

    /// Creates a builder without text.
    public init(unit: SymbolUnit, normalization: Normalization = .none) {
      self.unit = unit
      self.normalization = normalization
    }

    /// The number of symbols so far; of words where they are cut into byte-pair units.
    public var count: Int { ids.count }

    /// Adds a text, which starts at a border: nothing is joined to the text before it.
    ///
    /// It should be well-formed UTF-8 for every unit but the byte. Linear in the text.
    public mutating func append(_ utf8: [UInt8]) {
      let unit = unit
      var (table, ids) = (SymbolTable(), IDSequence())
      swap(&table, &self.table)
      swap(&ids, &self.ids)
      ids.reserveCapacity(ids.count + utf8.count / (ids.bytesPerID == 1 ? 1 : 3))
      normalization.normalized(utf8).withUnsafeBufferPointer { bytes in
        Segmenter(unit: unit).walk(bytes) { range in
          ids.append(table.id(inserting: UnsafeBufferPointer(rebasing: bytes[range])))
        }
      }
      (self.table, self.ids) = (table, ids)
    }

    /// Splits the symbols, makes the vocabulary of the training part and gives out the final ids.
    ///
    /// `trainingCount` is given the number of symbols and says how many of them, from the start,
    /// are for training. Linear in the symbols. The number of byte-pair units depends on the split;
    /// there it is graphemes that are counted, and the training part goes on to the end of a word.
    public consuming func finish(
      limits: VocabularyLimits = VocabularyLimits(), trainingCount: (Int) -> Int
    ) -> TokenizedCorpus {
      if unit == .bpe { return finishWords(limits, trainingCount) }
      let total = ids.count
      let trainingCount = trainingCount(total)
      precondition(
        (0...total).contains(trainingCount), "\(trainingCount) of \(total) symbols for training")
      var counts = [Int](repeating: 0, count: table.count)
      for position in 0..<trainingCount { counts[Int(ids[position])] += 1 }
      let kept = limits.selection(from: table, counts: counts)
      let vocabulary = Vocabulary(ascending: kept.map { table[$0] })
      var finalIDs = [Int32](repeating: vocabulary.unknownID, count: table.count)
      for (id, provisional) in kept.enumerated() { finalIDs[Int(provisional)] = Int32(id) }
      let (unknowns, symbols) = unknowns(from: trainingCount, finalIDs, vocabulary.unknownID)
      ids.remap(by: finalIDs)
      let validation = ids.slice(trainingCount..<total)
      ids.truncate(to: trainingCount)
      let text = TokenizedCorpus.text(
        of: validation, 0..<validation.count, vocabulary: vocabulary, unknowns: unknowns,
        symbols: symbols)
      let keptCounts = kept.map { counts[Int($0)] }
      return TokenizedCorpus(
        tokenizer: Tokenizer(unit: unit, normalization: normalization, vocabulary: vocabulary),
        training: ids, validation: validation, counts: keptCounts,
        trainingUnknownCount: trainingCount - keptCounts.reduce(0, +), unknownSymbols: symbols,
        validationExtent: TextExtent(counting: text, symbols: validation.count, unit: unit),
        unknowns: unknowns)
    }

    // Where symbols from `start` on are unknown, and which those are, the most frequent first.
    private func unknowns(from start: Int, _ finalIDs: [Int32], _ unknownID: Int32)
      -> (places: [(position: Int, symbol: Int)], symbols: [UnknownSymbol])
    {
      var places: [(position: Int, symbol: Int)] = []
      var counts: [Int32: Int] = [:]
      for position in start..<ids.count where finalIDs[Int(ids[position])] == unknownID {
        places.append((position - start, Int(ids[position])))
        counts[ids[position], default: 0] += 1
      }
      let order = counts.keys.sorted { first, second in
        let (a, b) = (counts[first] ?? 0, counts[second] ?? 0)
        return a == b ? table.isAscending(first, second) : a > b
      }
      var rank = [Int](repeating: 0, count: table.count)
      for (index, id) in order.enumerated() { rank[Int(id)] = index }
      for index in places.indices { places[index].symbol = rank[places[index].symbol] }
      let symbols = order.map { UnknownSymbol(bytes: Array(table[$0]), count: counts[$0] ?? 0) }
      return (places, symbols)
    }
  }
}
