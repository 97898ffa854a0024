extension TokenizedCorpus {
  /// The facts about a corpus besides its ids.
  public struct Description: Sendable, Equatable, Codable {
    /// The tokenizer of the text.
    public var tokenizer: Tokenizer
    /// The number of occurrences of each symbol of the vocabulary in the training part.
    public var counts: [Int]
    /// The number of symbols of the training part that are unknown because of the limits.
    public var trainingUnknownCount: Int
    /// The symbols of the validation part that the vocabulary lacks, the most frequent first.
    public var unknownSymbols: [UnknownSymbol]
    /// The size of the whole validation part.
    public var validationExtent: TextExtent
    /// The number of symbols of the training part.
    public var trainingCount: Int
    /// The number of bytes of an id.
    public var bytesPerID: Int
  }
}

extension TokenizedCorpus.Builder {
  /// Removes and returns the ids so far, to be passed to `finish` again; nil if there are fewer
  /// than `least`.
  public mutating func takeIDs(atLeast least: Int) -> IDSequence? {
    guard ids.count >= least else { return nil }
    defer { ids = IDSequence() }
    return ids
  }

  /// Ends the last text, after which the last ids can be taken.
  public mutating func end() { endText() }

  /// Splits the symbols, builds the vocabulary of the training part and returns the final ids.
  ///
  /// `trainingCount` maps the number of symbols to the number of those, from the start, that are
  /// for training; with documents the nearest border is used, so that each part has a document if
  /// there are two. Linear in the symbols. With byte-pair units, whose number depends on the split,
  /// graphemes are counted instead, and a continuous training part extends to the end of a word.
  public consuming func finish(
    limits: VocabularyLimits = VocabularyLimits(), trainingCount: (Int) -> Int
  ) -> TokenizedCorpus {
    end()
    let blocks = [ids]
    ids = IDSequence()
    var training = IDSequence()
    var validation = IDSequence()
    let description = finish(
      limits: limits, trainingCount: trainingCount, blockCount: 1, read: { blocks[$0] },
      begin: { _ in },
      write: { ids, isTraining in
        if isTraining { training = ids } else { validation = ids }
      })
    return TokenizedCorpus(description, training: training, validation: validation)
  }

  /// The same for ids that were taken: `read` returns a block of them, several times; `begin`
  /// receives the number of final ids, and `write` those of the training part, block by block, and
  /// then those of the validation part.
  public func finish<Failure: Error>(
    limits: VocabularyLimits, trainingCount: (Int) -> Int, blockCount: Int,
    read: (Int) throws(Failure) -> IDSequence, begin: (_ count: Int) throws(Failure) -> Void,
    write: (_ ids: IDSequence, _ isTraining: Bool) throws(Failure) -> Void
  ) throws(Failure) -> TokenizedCorpus.Description {
    if unit == .bpe {
      return try finishWords(
        limits: limits, trainingCount: trainingCount, blockCount: blockCount, read: read,
        begin: begin, write: write)
    }
    var split = trainingCount(count)
    precondition((0...count).contains(split), "\(split) of \(count) symbols for training")
    if documents != .none {
      split = try Self.border(near: split, count: count, blockCount: blockCount, read: read)
    }
    var counts = [Int](repeating: 0, count: table.count)
    var start = 0
    for block in 0..<blockCount where start < split {
      let ids = try read(block)
      for position in 0..<min(ids.count, split - start) { counts[Int(ids[position])] += 1 }
      start += ids.count
    }
    let kept = limits.selection(from: table, counts: counts, fixedCount: fixedCount)
    let vocabulary = Vocabulary(ascending: kept.map { table[$0] })
    var finalIDs = [Int32](repeating: vocabulary.unknownID, count: table.count)
    for (id, provisional) in kept.enumerated() { finalIDs[Int(provisional)] = Int32(id) }
    let width = IDSequence.width(holding: finalIDs.max() ?? 0)
    try begin(count)
    var census = ValidationCensus(unit: unit, unknownID: vocabulary.unknownID)
    try Self.forEachPart(split, blockCount, read) {
      (ids, range, isTraining) throws(Failure) in
      var final = IDSequence(bytesPerID: width)
      final.reserveCapacity(range.count)
      final.append(ids, range, by: finalIDs)
      if !isTraining { census.add(ids, range, finalIDs, table) }
      try write(final, isTraining)
    }
    let keptCounts = kept.map { counts[Int($0)] }
    var tokenizer = Tokenizer(unit: unit, normalization: normalization, vocabulary: vocabulary)
    tokenizer.newlines = newlines
    return TokenizedCorpus.Description(
      tokenizer: tokenizer, counts: keptCounts,
      trainingUnknownCount: split - keptCounts.reduce(0, +),
      unknownSymbols: census.unknownSymbols(table), validationExtent: census.extent,
      trainingCount: split, bytesPerID: width)
  }

  /// Calls `body` with the ids of each block that are for training (the first `split` of all) and
  /// with those that are not.
  static func forEachPart<Failure: Error>(
    _ split: Int, _ blockCount: Int, _ read: (Int) throws(Failure) -> IDSequence,
    _ body: (_ ids: IDSequence, _ range: Range<Int>, _ isTraining: Bool) throws(Failure) -> Void
  ) throws(Failure) {
    var start = 0
    for block in 0..<blockCount {
      let ids = try read(block)
      let cut = min(max(split - start, 0), ids.count)
      if cut > 0 { try body(ids, 0..<cut, true) }
      if cut < ids.count { try body(ids, cut..<ids.count, false) }
      start += ids.count
    }
  }

  // The number of symbols up to and including the border nearest to `ideal`, among those with a
  // document on each side if there are any and some symbols are held out.
  private static func border<Failure: Error>(
    near ideal: Int, count: Int, blockCount: Int, read: (Int) throws(Failure) -> IDSequence
  ) throws(Failure) -> Int {
    guard ideal < count else { return count }
    var (start, last, next) = (0, 1, count)
    for block in 0..<blockCount where next == count {
      let ids = try read(block)
      if start + ids.count < ideal, block + 1 < blockCount {
        // Only the last border before it matters.
        if let place = ids.lastIndex(of: 0), start + place > 0 { last = start + place + 1 }
      } else {
        for position in 0..<ids.count where ids[position] == 0 && start + position > 0 {
          let end = start + position + 1
          if end <= ideal {
            last = end
          } else {
            next = end
            break
          }
        }
      }
      start += ids.count
    }
    return isNext(next, nearerTo: ideal, than: last, of: count) ? next : last
  }

  /// Whether the training part extends to the border after `ideal` instead of ending at the one
  /// before it. At 1 the first document begins.
  static func isNext(_ next: Int, nearerTo ideal: Int, than last: Int, of count: Int) -> Bool {
    last == 1 || ideal == count || (next < count && next - ideal < ideal - last)
  }
}

extension TokenizedCorpus {
  /// Creates a corpus from its ids and facts.
  public init(_ description: Description, training: IDSequence, validation: IDSequence) {
    self.init(
      tokenizer: description.tokenizer, training: training, validation: validation,
      counts: description.counts, trainingUnknownCount: description.trainingUnknownCount,
      unknownSymbols: description.unknownSymbols, validationExtent: description.validationExtent)
  }
}
