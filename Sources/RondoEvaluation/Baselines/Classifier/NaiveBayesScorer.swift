import RondoNumerics

/// Scores of texts by multinomial naive Bayes with one amount of smoothing, for all lengths of
/// n-grams at once.
///
/// For a text with m occurrences of the n-gram f, and labels c with N(f, c) occurrences of f and
/// T(c) of all, V kinds of n-grams known and α the smoothing,
///
///     score(c) = ln P(c) + Σ m · ln((N(f, c) + α) / (T(c) + α V))
///
/// up to a constant common to all labels. N-grams that the training part lacks are ignored.
struct NaiveBayesScorer {
  let counts: NaiveBayesCounts
  private let totals: [Int32]
  fileprivate let maximumOrder: Int
  private let smoothing: Double
  /// ln(n + α) − ln α for small n.
  private let gains: [Double]
  /// ln P(label), and the same with one text of another label fewer.
  private let priors: [Double]
  private let priorsOfOthers: [Double]
  /// ln(T(c) / α + V) with n-grams of up to 1, 2, … symbols, `[order − 1][label]`.
  private let logWeights: [[Double]]

  /// `totals`, the occurrences of each n-gram, are needed to leave texts out.
  init(_ counts: NaiveBayesCounts, totals: [Int32] = [], smoothing: Double) {
    self.counts = counts
    self.totals = totals
    self.smoothing = smoothing
    maximumOrder = counts.kinds.count - 1
    gains = (0..<1024).map { Self.gain(Double($0), smoothing) }
    let texts = counts.texts.reduce(0, +)
    priors = counts.texts.map { ReproducibleMath.log(Double($0) / Double(texts)) }
    priorsOfOthers = counts.texts.map {
      ReproducibleMath.log(Double($0) / Double(max(texts - 1, 1)))
    }
    var occurrences = Array(repeating: 0, count: counts.classes)
    var kinds = 0
    logWeights = counts.kinds.indices.dropFirst().map { order in
      kinds += counts.kinds[order]
      return (0..<counts.classes).map { label in
        occurrences[label] += counts.occurrences[order][label]
        return ReproducibleMath.log(Double(occurrences[label]) / smoothing + Double(kinds))
      }
    }
  }

  private static func gain(_ count: Double, _ smoothing: Double) -> Double {
    ReproducibleMath.log((count + smoothing) / smoothing)
  }

  fileprivate func gain(_ count: Int32) -> Double {
    count < 1024 ? gains[Int(count)] : Self.gain(Double(count), smoothing)
  }

  /// The scores of each label with n-grams of up to 1, 2, … symbols, `[order − 1][label]`.
  ///
  /// With `own`, the label of a text of the training part, they are those without that text:
  /// leave-one-out without retraining.
  func scores(of bag: NGramBag, leavingOut own: Int? = nil) -> [[Double]] {
    var gained = Array(repeating: 0.0, count: (maximumOrder + 1) * counts.classes)
    let tally = tally(bag, leavingOut: own) { place, count, seen in
      gained[place] += count * gain(seen)
    }
    return combine(gained, tally, own: own)
  }

  /// The numbers of n-grams in a text, by length.
  fileprivate struct Tally {
    /// Occurrences of known n-grams.
    var known: [Double]
    /// Occurrences that are left out with the text.
    var removed: [Int]
    /// Kinds of n-grams that occur in no other text.
    var vanished: [Int]
  }

  /// Calls `add` for each n-gram of a text and each label that has it: with the place of length and
  /// label, the occurrences in the text, and those in the texts of the label.
  fileprivate func tally(
    _ bag: NGramBag, leavingOut own: Int?, _ add: (_ place: Int, Double, _ seen: Int32) -> Void
  ) -> Tally {
    let classes = counts.classes
    var tally = Tally(
      known: Array(repeating: 0, count: maximumOrder + 1),
      removed: Array(repeating: 0, count: maximumOrder + 1),
      vanished: Array(repeating: 0, count: maximumOrder + 1))
    for (gram, count) in zip(bag.grams, bag.counts) {
      let order = Int(counts.orders[Int(gram)])
      if own != nil {
        tally.removed[order] += Int(count)
        if totals[Int(gram)] == count {
          tally.vanished[order] += 1
          continue
        }
      }
      tally.known[order] += Double(count)
      for entry in counts.starts[Int(gram)]..<counts.starts[Int(gram) + 1] {
        let label = Int(counts.entryLabels[entry])
        let seen = counts.entryCounts[entry] - (label == own ? count : 0)
        add(order * classes + label, Double(count), seen)
      }
    }
    return tally
  }

  fileprivate func combine(_ gained: [Double], _ tally: Tally, own: Int?) -> [[Double]] {
    let (classes, vanished) = (counts.classes, tally.vanished)
    var prior = priors
    if let own {
      prior = priorsOfOthers
      let texts = counts.texts.reduce(0, +) - 1
      prior[own] = ReproducibleMath.log(Double(counts.texts[own] - 1) / Double(texts))
    }
    var total = prior
    // Without a text left out, weights are those of the tables; with one, the weight of its label
    // differs, and all do if n-grams occur in no other text.
    var ownOccurrences = 0
    var (kinds, hasVanished, count) = (0, false, 0.0)
    var occurrences: [Int] = []
    var scores: [[Double]] = []
    for order in 1...maximumOrder {
      kinds += counts.kinds[order] - vanished[order]
      count += tally.known[order]
      if let own { ownOccurrences += counts.occurrences[order][own] - tally.removed[order] }
      if vanished[order] > 0, !hasVanished {
        hasVanished = true
        occurrences = Array(repeating: 0, count: classes)
        for earlier in 1..<order {
          for label in 0..<classes { occurrences[label] += counts.occurrences[earlier][label] }
        }
      }
      for label in 0..<classes {
        total[label] += gained[order * classes + label]
        if hasVanished { occurrences[label] += counts.occurrences[order][label] }
      }
      guard count > 0 else {
        scores.append(prior)
        continue
      }
      scores.append(
        (0..<classes).map { label in
          var logWeight = logWeights[order - 1][label]
          if hasVanished || label == own {
            let number = label == own ? ownOccurrences : occurrences[label]
            logWeight = ReproducibleMath.log(Double(number) / smoothing + Double(kinds))
          }
          return total[label] - count * logWeight
        })
    }
    return scores
  }
}

/// Scores of texts with several amounts of smoothing, at most eight, in one pass over the n-grams of
/// a text; the bits are those of each scorer alone.
struct NaiveBayesScorers {
  private let scorers: [NaiveBayesScorer]
  /// ln(n + α) − ln α for small n, one lane for each amount.
  private let gains: [SIMD8<Double>]

  /// Combines scorers of the same counts.
  init(_ scorers: [NaiveBayesScorer]) {
    precondition((1...8).contains(scorers.count), "\(scorers.count) amounts of smoothing")
    self.scorers = scorers
    gains = (0..<1024).map { Self.gain(Int32($0), scorers) }
  }

  private static func gain(_ count: Int32, _ scorers: [NaiveBayesScorer]) -> SIMD8<Double> {
    var lanes = SIMD8<Double>.zero
    for (lane, scorer) in scorers.enumerated() { lanes[lane] = scorer.gain(count) }
    return lanes
  }

  /// The scores of a text of the training part without that text, `[scorer][order − 1][label]`.
  func scores(of bag: NGramBag, leavingOut own: Int) -> [[[Double]]] {
    let first = scorers[0]
    var gained = Array(
      repeating: SIMD8<Double>.zero, count: (first.maximumOrder + 1) * first.counts.classes)
    let tally = first.tally(bag, leavingOut: own) { place, count, seen in
      gained[place] += count * (seen < 1024 ? gains[Int(seen)] : Self.gain(seen, scorers))
    }
    return scorers.indices.map { lane in
      scorers[lane].combine(gained.map { $0[lane] }, tally, own: own)
    }
  }
}
