/// Learned units of byte-pair encoding and the merges that form them (Sennrich et al. 2016,
/// arXiv:1508.07909).
///
/// A word is divided into graphemes; of the neighbouring pairs the one learned first is merged at
/// all its places, then the next, until no known pair is left. A grapheme that is no unit is
/// written as its UTF-8 bytes, which are never merged. All 256 bytes are units, so that every text
/// can be encoded and is restored byte for byte.
///
/// The ids are those of the vocabulary; with documents it also has a border, which is never merged.
/// Takes about 60 bytes a unit.
public struct BytePairs: Sendable {
  /// The default number of units.
  public static let defaultCount = 1024
  /// The smallest number of units: the bytes and one that is learned.
  public static let leastCount = 257

  /// The units: the 256 bytes, graphemes, and merged units.
  public let vocabulary: Vocabulary
  /// The merges, in the order in which they were learned.
  public let merges: [Merge]
  /// For two units that are merged, the position in `merges` and the unit that they form.
  let joints: [UInt64: Joint]
  /// The ids of the 256 bytes.
  let bytes: [Int32]

  /// Two units that form one, whose bytes are theirs, concatenated.
  public struct Merge: Sendable, Hashable {
    /// The id of the first.
    public let left: Int32
    /// The id of the second.
    public let right: Int32

    /// Creates a merge of two units.
    public init(left: Int32, right: Int32) { (self.left, self.right) = (left, right) }

    var key: UInt64 { BytePairs.key(left, right) }
  }

  struct Joint: Sendable {
    let rank: Int32
    let unit: Int32
  }

  /// Creates units from a vocabulary and merges.
  ///
  /// Throws if a byte is missing, or if a merge forms no unit, forms one that another merge forms,
  /// or includes the border.
  public init(vocabulary: Vocabulary, merges: [Merge]) throws(TextError) {
    for byte in UInt8.min...UInt8.max where vocabulary.id(of: [byte]) == nil {
      throw .missingByte(byte: byte)
    }
    let known = (vocabulary.borderID == nil ? 0 : 1)..<vocabulary.unknownID
    var made: [Int32] = []
    var seen: Set<Int32> = []
    for (index, merge) in merges.enumerated() {
      guard known.contains(merge.left), known.contains(merge.right),
        let unit = vocabulary.id(
          of: vocabulary.bytes(of: merge.left) + vocabulary.bytes(of: merge.right)),
        seen.insert(unit).inserted
      else { throw .unusableMerge(index: index) }
      made.append(unit)
    }
    self.init(known: vocabulary, merges, making: made)
  }

  /// Creates units from merges with known results.
  init(known vocabulary: Vocabulary, _ merges: [Merge], making units: [Int32]) {
    (self.vocabulary, self.merges) = (vocabulary, merges)
    bytes = (UInt8.min...UInt8.max).compactMap { vocabulary.id(of: [$0]) }
    var joints: [UInt64: Joint] = [:]
    for (rank, (merge, unit)) in zip(merges, units).enumerated() {
      joints[merge.key] = Joint(rank: Int32(rank), unit: unit)
    }
    self.joints = joints
  }

  /// The same units for documents: with a border, whose id is 0, unless there is one.
  public func withBorder() -> BytePairs {
    guard vocabulary.borderID == nil else { return self }
    let merges = merges.map { Merge(left: $0.left + 1, right: $0.right + 1) }
    let units = self.merges.compactMap { joints[$0.key].map { $0.unit + 1 } }
    return BytePairs(
      known: Vocabulary(ascending: [[]] + vocabulary.symbols), merges, making: units)
  }

  @inline(__always)
  static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }
}

extension BytePairs: Equatable {
  /// Whether both segment every text in the same way.
  public static func == (first: Self, second: Self) -> Bool {
    first.merges == second.merges && first.vocabulary == second.vocabulary
  }
}

/// As JSON, a merge is an array of two ids.
extension BytePairs.Merge: Codable {
  /// Reads two ids.
  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    self.init(
      left: try container.decode(Int32.self), right: try container.decode(Int32.self))
  }

  /// Writes two ids.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    try container.encode(left)
    try container.encode(right)
  }
}
