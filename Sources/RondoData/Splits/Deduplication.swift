/// Takes cases out of a training part: those of the test part, and repeats.
///
///     Deduplication.indices(of: ["a", "b", "A "], notIn: ["a"])                  // [1]
///     Deduplication.indicesWithoutRepeats(of: ["a", "b", "A "], labels: nil)  // [0, 1]
///
/// Cases are compared in the normalised form of ``LeakReport``, so what is exactly equal is equal.
/// Each function gives the indices of the cases to keep, ascending; O(N).
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

  /// The texts without those that occurred before; with labels, before with the same label.
  public static func indicesWithoutRepeats(of texts: [String], labels: [Int]?) -> [Int] {
    indicesWithoutRepeats(texts.map(DuplicateKeys.normalized), labels: labels)
  }

  /// The series, each flat, `[T, C]`, without those that occurred before; with labels, before with
  /// the same label.
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
