extension TokenizedCorpus.Builder {
  /// Splits the words, learns byte-pair units from the training part unless they are known, and puts
  /// units in the place of words.
  consuming func finishWords(
    _ limits: VocabularyLimits, _ trainingCount: (Int) -> Int
  ) -> TokenizedCorpus {
    let trainingWords = border(trainingCount)
    let pairs = bytePairs ?? learnedPairs(trainingWords, limits)
    var encoder = BytePairEncoder(pairs)
    let places = (0..<Int32(table.count)).map { word in
      table[word].withUnsafeBufferPointer { encoder.units(of: $0) }
    }
    func units(_ words: Range<Int>) -> IDSequence {
      var units = IDSequence()
      for word in words {
        for place in places[Int(ids[word])] { units.append(encoder.units[place]) }
      }
      return units
    }
    let (training, validation) = (units(0..<trainingWords), units(trainingWords..<ids.count))
    var counts = [Int](repeating: 0, count: pairs.vocabulary.count)
    for id in training { counts[Int(id)] += 1 }
    let tokenizer = Tokenizer(bytePairs: pairs, normalization: normalization)
    return TokenizedCorpus(
      tokenizer: tokenizer, training: training, validation: validation, counts: counts,
      trainingUnknownCount: 0, unknownSymbols: [],
      validationExtent: TextExtent(
        counting: tokenizer.decode(validation), symbols: validation.count, unit: unit))
  }

  // The number of words that hold the graphemes of the training part.
  private func border(_ trainingCount: (Int) -> Int) -> Int {
    let segmenter = Segmenter(unit: .grapheme)
    let lengths = (0..<Int32(table.count)).map { segmenter.count(in: Array(table[$0])) }
    let total = ids.reduce(0) { $0 + lengths[Int($1)] }
    let trainingCount = trainingCount(total)
    precondition(
      (0...total).contains(trainingCount), "\(trainingCount) of \(total) graphemes for training")
    var (words, graphemes) = (0, 0)
    while graphemes < trainingCount {
      graphemes += lengths[Int(ids[words])]
      words += 1
    }
    return words
  }

  private func learnedPairs(_ trainingWords: Int, _ limits: VocabularyLimits) -> BytePairs {
    var counts = [Int](repeating: 0, count: table.count)
    for position in 0..<trainingWords { counts[Int(ids[position])] += 1 }
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
        let end = start + table.byteCount(of: unit)
        body(unit, start..<end)
        start = end
      }
    }
  }
}
