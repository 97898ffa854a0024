/// Removal of cases from a training part: those of the test part, and duplicates.
///
///     Deduplication.indices(of: ["a", "b", "A "], notIn: ["a"])                  // [1]
///     Deduplication.indicesWithoutRepeats(of: ["a", "b", "A "], labels: nil)  // [0, 1]
///
/// Cases are compared in the normalised form of ``LeakReport``, in which identical cases are equal
/// too. Each function returns the indices of the cases to keep, ascending; O(N).
public enum Deduplication {
  /// The training texts that are not in the test part.
  public static func indices(of training: [String], notIn test: [String]) -> [Int] {
    indices(training.map(DuplicateKeys.normalized), notIn: test.map(DuplicateKeys.normalized))
  }

  /// The training series, each flat, `[T, C]`, that are not in the test part.
  public static func indices(
    of training: [[Float]], notIn test: [[Float]], channels: Int
  ) -> [Int] {
    indices(
      training.map { DuplicateKeys.normalized($0, channels: channels) },
      notIn: test.map { DuplicateKeys.normalized($0, channels: channels) })
  }

  /// The texts without duplicates of earlier ones; with labels, of earlier ones with the same
  /// label.
  public static func indicesWithoutRepeats(of texts: [String], labels: [Int]?) -> [Int] {
    indicesWithoutRepeats(texts.map(DuplicateKeys.normalized), labels: labels)
  }

  /// The series, each flat, `[T, C]`, without duplicates of earlier ones; with labels, of earlier
  /// ones with the same label.
  public static func indicesWithoutRepeats(
    of series: [[Float]], labels: [Int]?, channels: Int
  ) -> [Int] {
    indicesWithoutRepeats(
      series.map { DuplicateKeys.normalized($0, channels: channels) }, labels: labels)
  }

  private static func indices(_ training: [[UInt8]], notIn test: [[UInt8]]) -> [Int] {
    let known = Set(test)
    return training.indices.filter { !known.contains(training[$0]) }
  }

  private struct LabelledKey: Hashable {
    let key: [UInt8]
    let label: Int?
  }

  private static func indicesWithoutRepeats(_ keys: [[UInt8]], labels: [Int]?) -> [Int] {
    precondition(
      labels == nil || labels?.count == keys.count,
      "Deduplication: found \(labels?.count ?? 0) labels for \(keys.count) cases")
    var seen: Set<LabelledKey> = []
    return keys.indices.filter {
      seen.insert(LabelledKey(key: keys[$0], label: labels?[$0])).inserted
    }
  }
}

/// Keys by which cases are compared, as bytes.
enum DuplicateKeys {
  /// The bytes of a text.
  static func exact(_ text: String) -> [UInt8] { Array(text.utf8) }

  /// The text without differences of case, white space and compatibility characters.
  static func normalized(_ text: String) -> [UInt8] { TextFolding.folded(text) }

  /// The values of a series; −0 is 0, and every NaN means "missing".
  static func exact(_ series: [Float]) -> [UInt8] {
    bytes(of: series.map { $0.isNaN ? .nan : $0 == 0 ? 0 : $0 }.map(\.bitPattern))
  }

  /// The values of each channel less their mean and divided by their deviation, in hundredths.
  ///
  /// A constant channel is all 0; missing values stay missing. Two values that differ by a rounding
  /// error may be rounded to different hundredths, so that the pair is not found.
  static func normalized(_ series: [Float], channels: Int) -> [UInt8] {
    var steps = Array(repeating: UInt32.max, count: series.count)
    for channel in 0..<channels {
      let places = stride(from: channel, to: series.count, by: channels)
        .filter { series[$0].isFinite }
      let count = Double(max(places.count, 1))
      let mean = places.reduce(0.0) { $0 + Double(series[$1]) } / count
      let variance =
        places.reduce(0.0) { sum, place in
          sum + (Double(series[place]) - mean) * (Double(series[place]) - mean)
        } / count
      let deviation = variance.squareRoot()
      // Rounding in `Float` gives a constant channel a deviation of a few units in the last place.
      let isConstant = deviation <= abs(mean) * 1e-6
      for place in places {
        let value = isConstant ? 0 : (Double(series[place]) - mean) / deviation
        steps[place] = UInt32(bitPattern: Int32((value * 100).rounded()))
      }
    }
    return bytes(of: steps)
  }

  private static func bytes(of words: [UInt32]) -> [UInt8] {
    words.withUnsafeBytes { Array($0) }
  }
}
