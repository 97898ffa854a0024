extension TokenizedCorpus.Builder {
  /// Splits the words, learns byte-pair units from the training part unless they are known, and puts
  /// units in the place of words. A border between documents is a word that stays.
  consuming func finishWords(
    _ limits: VocabularyLimits, _ trainingCount: (Int) -> Int
  ) -> TokenizedCorpus {
    let sizes = wordSizes()
    let trainingWords = split(trainingCount, sizes)
    let known = bytePairs ?? learnedPairs(trainingWords, limits)
    let pairs = documents == .none ? known : known.withBorder()
    var encoder = BytePairEncoder(pairs)
    let places = (0..<Int32(table.count)).map { word in
      table[word].withUnsafeBufferPointer { encoder.units(of: $0) }
    }
    func units(_ words: Range<Int>) -> IDSequence {
      var units = IDSequence()
      for word in words.lazy.map({ ids[$0] }) {
        for place in places[Int(word)] { units.append(encoder.units[place]) }
        if isBorder(word), let border = pairs.vocabulary.borderID { units.append(border) }
      }
      return units
    }
    let (training, validation) = (units(0..<trainingWords), units(trainingWords..<ids.count))
    var counts = [Int](repeating: 0, count: pairs.vocabulary.count)
    for id in training { counts[Int(id)] += 1 }
    // No word is unknown.
    var census = ValidationCensus(unit: unit, unknownID: -1)
    census.add(ids, trainingWords..<ids.count, [Int32](repeating: 0, count: table.count), table)
    var extent = census.extent
    extent.symbols = validation.count
    return TokenizedCorpus(
      tokenizer: Tokenizer(bytePairs: pairs, normalization: normalization), training: training,
      validation: validation, counts: counts, trainingUnknownCount: 0, unknownSymbols: [],
      validationExtent: extent)
  }

  private func isBorder(_ word: Int32) -> Bool { documents != .none && word == 0 }

  // The number of graphemes of each word of the table; a border counts as one.
  private func wordSizes() -> [Int] {
    let segmenter = Segmenter(unit: .grapheme)
    return (0..<Int32(table.count)).map {
      isBorder($0) ? 1 : segmenter.count(in: Array(table[$0]))
    }
  }

  // The number of words that hold the graphemes of the training part, or, with documents, end with
  // the border nearest to its end.
  private func split(_ trainingCount: (Int) -> Int, _ sizes: [Int]) -> Int {
    let total = ids.reduce(0) { $0 + sizes[Int($1)] }
    let ideal = trainingCount(total)
    precondition((0...total).contains(ideal), "\(ideal) of \(total) graphemes for training")
    var (words, graphemes) = (0, 0)
    guard documents != .none else {
      while graphemes < ideal {
        graphemes += sizes[Int(ids[words])]
        words += 1
      }
      return words
    }
    var last = (words: 1, graphemes: 1)
    while words < ids.count {
      graphemes += sizes[Int(ids[words])]
      words += 1
      guard isBorder(ids[words - 1]), words > 1 else { continue }
      if graphemes > ideal { break }
      last = (words, graphemes)
    }
    let takesNext = Self.isNext(graphemes, nearerTo: ideal, than: last.graphemes, of: total)
    return takesNext ? words : last.words
  }

  private func learnedPairs(_ trainingWords: Int, _ limits: VocabularyLimits) -> BytePairs {
    var counts = [Int](repeating: 0, count: table.count)
    for word in ids.ids(in: 0..<trainingWords) where !isBorder(word) { counts[Int(word)] += 1 }
    var trainer = BytePairTrainer(
      words: table, counts: counts, minimumCount: limits.minimumCount)
    trainer.learn(upTo: limits.maximumSize ?? BytePairs.defaultCount)
    return trainer.finish()
  }
}

extension BytePairs {
  /// Cuts a text into units, each word on its own; `body` gets the id and bytes of each.
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
