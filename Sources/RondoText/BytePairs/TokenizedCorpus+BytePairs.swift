extension TokenizedCorpus.Builder {
  /// Splits the words, learns byte-pair units from the training part unless they are known, and
  /// replaces words by units. A border between documents is a word that is kept.
  func finishWords<Failure: Error>(
    limits: VocabularyLimits, trainingCount: (Int) -> Int, blockCount: Int,
    read: (Int) throws(Failure) -> IDSequence, begin: (_ count: Int) throws(Failure) -> Void,
    write: (_ ids: IDSequence, _ isTraining: Bool) throws(Failure) -> Void
  ) throws(Failure) -> TokenizedCorpus.Description {
    let split = try splitWords(trainingCount, blockCount, read)
    let pairs = try pairs(limits, split, blockCount, read)
    let words = WordUnits(of: table, pairs, border: documents == .none ? nil : 0)
    var counts = [Int](repeating: 0, count: pairs.vocabulary.count)
    var (count, start) = (0, 0)
    for block in 0..<blockCount {
      for word in try read(block) {
        let range = words[word]
        count += range.count
        if start < split { for place in range { counts[Int(words.units[place])] += 1 } }
        start += 1
      }
    }
    try begin(count)
    let width = IDSequence.width(holding: pairs.vocabulary.unknownID - 1)
    var census = ValidationCensus(unit: unit, unknownID: pairs.vocabulary.unknownID)
    try Self.forEachPart(split, blockCount, read) {
      (ids, range, isTraining) throws(Failure) in
      var units = IDSequence(bytesPerID: width)
      for position in range {
        for place in words[ids[position]] { units.append(words.units[place]) }
      }
      if !isTraining { census.add(ids, range, nil, table) }
      try write(units, isTraining)
    }
    let trainingCount = counts.reduce(0, +)
    var extent = census.extent
    extent.symbols = count - trainingCount
    var tokenizer = Tokenizer(bytePairs: pairs, normalization: normalization)
    tokenizer.newlines = newlines
    return TokenizedCorpus.Description(
      tokenizer: tokenizer, counts: counts, trainingUnknownCount: 0, unknownSymbols: [],
      validationExtent: extent,
      trainingCount: trainingCount, bytesPerID: width)
  }

  // The number of words that contain the graphemes of the training part or, with documents, end
  // with the border nearest to its end.
  private func splitWords<Failure: Error>(
    _ trainingCount: (Int) -> Int, _ blockCount: Int, _ read: (Int) throws(Failure) -> IDSequence
  ) throws(Failure) -> Int {
    let segmenter = Segmenter(unit: .grapheme)
    let hasBorders = documents != .none
    let sizes = (0..<Int32(table.count)).map {
      Int32(hasBorders && $0 == 0 ? 1 : segmenter.count(in: Array(table[$0])))
    }
    var total = 0
    for block in 0..<blockCount { for word in try read(block) { total += Int(sizes[Int(word)]) } }
    let ideal = trainingCount(total)
    precondition((0...total).contains(ideal), "\(ideal) of \(total) graphemes for training")
    var (words, graphemes, last) = (0, 0, (words: 1, graphemes: 1))
    search: for block in 0..<blockCount {
      for word in try read(block) {
        if !hasBorders, graphemes >= ideal { return words }
        graphemes += Int(sizes[Int(word)])
        words += 1
        guard hasBorders, word == 0, words > 1 else { continue }
        if graphemes > ideal { break search }
        last = (words, graphemes)
      }
    }
    let isAll =
      !hasBorders || Self.isNext(graphemes, nearerTo: ideal, than: last.graphemes, of: total)
    return isAll ? words : last.words
  }

  // The known units, or those learned from the first words.
  private func pairs<Failure: Error>(
    _ limits: VocabularyLimits, _ split: Int, _ blockCount: Int,
    _ read: (Int) throws(Failure) -> IDSequence
  ) throws(Failure) -> BytePairs {
    let hasBorders = documents != .none
    if let bytePairs { return hasBorders ? bytePairs.withBorder() : bytePairs }
    var counts = [Int](repeating: 0, count: table.count)
    var left = split
    for block in 0..<blockCount where left > 0 {
      let ids = try read(block)
      for position in 0..<min(left, ids.count) { counts[Int(ids[position])] += 1 }
      left -= ids.count
    }
    var trainer = BytePairTrainer(words: table, counts: counts, minimumCount: limits.minimumCount)
    trainer.learn(upTo: limits.maximumSize ?? BytePairs.defaultCount)
    let pairs = trainer.finish()
    return hasBorders ? pairs.withBorder() : pairs
  }
}

/// The units of each distinct word, of which there may be millions.
private struct WordUnits {
  /// The units of all words, concatenated.
  private(set) var units = IDSequence()
  private var ends: [UInt32] = []

  /// Segments all words of a table; the border is a unit.
  init(of words: SymbolTable, _ pairs: BytePairs, border: Int32?) {
    var encoder = BytePairEncoder(pairs)
    ends.reserveCapacity(words.count)
    for word in 0..<Int32(words.count) {
      if word == border, let border = pairs.vocabulary.borderID {
        units.append(border)
      } else {
        words[word].withUnsafeBufferPointer { encoder.cut($0) { units.append($0) } }
      }
      ends.append(UInt32(units.count))
    }
  }

  /// The place of the units of a word.
  subscript(word: Int32) -> Range<Int> {
    (word == 0 ? 0 : Int(ends[Int(word) - 1]))..<Int(ends[Int(word)])
  }
}

extension BytePairs {
  /// Segments a text into units, word by word; `body` receives the id and bytes of each.
  @inline(__always)
  func walk(_ utf8: UnsafeBufferPointer<UInt8>, _ body: (Int32, Range<Int>) -> Void) {
    let table = vocabulary.table
    var encoder = BytePairEncoder(self)
    Segmenter(unit: .bpe).walk(utf8) { range in
      var start = range.lowerBound
      for place in encoder.units(of: UnsafeBufferPointer(rebasing: utf8[range])) {
        let unit = encoder.units[place]
        let end = start + table.length(of: unit)
        body(unit, start..<end)
        start = end
      }
    }
  }
}
