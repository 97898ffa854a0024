/// Scores of labels of the steps of series, by step and by segment.
///
///     let score = SegmentScore(truth: [[0, 0, 0, 1, 1]], predicted: [[0, 0, 1, 1, 1]])
///     score.accuracy            // 0.8
///     score.editScore           // 100: both are a 0 and then a 1
///     score.overlaps[2].counts  // both segments overlap by 50 % or more
///
/// A segment is a run of equal labels. Accuracy alone hardly notices many short wrong segments; the
/// other two do (C. Lea, M. Flynn, R. Vidal, A. Reiter & G. Hager 2017, "Temporal convolutional
/// networks for action segmentation and detection"). O(T + S²) time for a series of T steps and S
/// segments. `Sendable`.
public struct SegmentScore: Sendable, Hashable {
  /// The smallest overlaps of a right segment, in percent.
  public static let percentages = [10, 25, 50]

  /// The number of steps.
  public let steps: Int

  /// The number of steps with the right label.
  public let right: Int

  /// The mean edit score of the series that have steps, from 0 to 100; 0 if there are none.
  ///
  /// That of a series is (1 − e / max(G, P)) · 100, with G true and P predicted segments and e the
  /// Levenshtein distance of the two sequences of segment labels: 100 for equal sequences, whatever
  /// the borders.
  public let editScore: Double

  /// The segments by each of the ``percentages``.
  ///
  /// The overlap of two segments is the number of their common steps divided by the number of
  /// steps of either (intersection over union). Each predicted segment is compared with the true
  /// one of its label that it overlaps most. It is right if the overlap has at least the percentage
  /// and no predicted segment before was right with the same one. The counts of all series are
  /// added up.
  public let overlaps: [OverlapScore]

  /// Compares labels.
  ///
  /// - Parameters:
  ///   - truth: The true label of each step, by series.
  ///   - predicted: The predicted labels, for the same steps.
  public init<Label: Equatable>(truth: [[Label]], predicted: [[Label]]) {
    precondition(
      truth.map(\.count) == predicted.map(\.count),
      "SegmentScore: found series of different numbers of true and predicted labels")
    var (steps, right, edit, series) = (0, 0, 0.0, 0)
    var overlaps = Self.percentages.map { OverlapScore(percentage: $0, counts: SpanCounts()) }
    for (truth, predicted) in zip(truth, predicted) where !truth.isEmpty {
      let (gold, found) = (Segment.all(in: truth), Segment.all(in: predicted))
      steps += truth.count
      right += zip(truth, predicted).count { $0 == $1 }
      series += 1
      edit += Self.editScore(gold.map(\.label), found.map(\.label))
      let best = Segment.bestOverlaps(of: found, with: gold)
      for index in overlaps.indices {
        overlaps[index].counts += SpanCounts(
          right: Segment.right(best, percentage: overlaps[index].percentage),
          found: found.count, gold: gold.count)
      }
    }
    (self.steps, self.right, self.overlaps) = (steps, right, overlaps)
    editScore = edit / Double(max(series, 1))
  }

  /// The fraction of steps with the right label; 0 for no steps.
  public var accuracy: Double { steps == 0 ? 0 : Double(right) / Double(steps) }

  private static func editScore<Label: Equatable>(_ first: [Label], _ second: [Label]) -> Double {
    var row = Array(0...second.count)
    for (i, label) in first.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in second.enumerated() {
        let distance =
          label == other ? diagonal : 1 + min(diagonal, row[j], row[j + 1])
        (diagonal, row[j + 1]) = (row[j + 1], distance)
      }
    }
    let longest = max(first.count, second.count)
    return 100 * Double(longest - row[second.count]) / Double(longest)
  }
}

extension SegmentScore: Encodable {
  private enum Key: String, CodingKey { case steps, accuracy, editScore, overlaps }

  /// Steps, accuracy, edit score and the list of overlaps.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(steps, forKey: .steps)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(editScore, forKey: .editScore)
    try container.encode(overlaps, forKey: .overlaps)
  }
}

/// Right, predicted and true segments at a smallest overlap.
///
/// `Sendable`.
public struct OverlapScore: Sendable, Hashable, Encodable {
  /// The smallest overlap of a right segment, in percent.
  public var percentage: Int
  /// The counts of segments, with precision, recall and F₁.
  public var counts: SpanCounts

  private enum Key: String, CodingKey { case percentage }

  /// The counts are keys beside `percentage`.
  public func encode(to encoder: any Encoder) throws {
    try counts.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(percentage, forKey: .percentage)
  }
}

/// A run of equal labels.
private struct Segment<Label: Equatable> {
  var label: Label
  var range: Range<Int>

  static func all(in labels: [Label]) -> [Segment] {
    var segments: [Segment] = []
    for (step, label) in labels.enumerated() {
      if let last = segments.last, last.label == label {
        segments[segments.count - 1].range = last.range.lowerBound..<step + 1
      } else {
        segments.append(Segment(label: label, range: step..<step + 1))
      }
    }
    return segments
  }

  /// The true segment of the same label that each predicted one overlaps most, of equal overlaps
  /// the first; without those that overlap none.
  static func bestOverlaps(of found: [Segment], with gold: [Segment]) -> [Overlap] {
    var first = 0
    return found.compactMap { segment in
      while gold[first].range.upperBound <= segment.range.lowerBound { first += 1 }
      var best: Overlap?
      for index in first..<gold.count {
        let other = gold[index]
        if other.range.lowerBound >= segment.range.upperBound { break }
        guard other.label == segment.label else { continue }
        let common = segment.range.clamped(to: other.range).count
        let overlap = Overlap(
          index: index, common: common, either: segment.range.count + other.range.count - common)
        if overlap.common * (best?.either ?? 1) > (best?.common ?? 0) * overlap.either {
          best = overlap
        }
      }
      return best
    }
  }

  /// The number of right segments.
  static func right(_ overlaps: [Overlap], percentage: Int) -> Int {
    var used: Set<Int> = []
    return overlaps.count { overlap in
      overlap.common * 100 >= percentage * overlap.either && used.insert(overlap.index).inserted
    }
  }

  struct Overlap {
    /// The index of the true segment.
    var index: Int
    /// The number of steps of both segments.
    var common: Int
    /// The number of steps of either.
    var either: Int
  }
}
