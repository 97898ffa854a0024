/// Purpose of random numbers; streams with different purposes are independent.
public enum RandomPurpose: UInt64, Sendable, CaseIterable {
  /// Initial values of parameters.
  case initialization = 1
  /// Sampling symbols from a model.
  case sampling
  /// Order of training cases.
  case shuffling
  /// Dropout masks.
  case dropout
  /// Splitting data into parts.
  case splitting
  /// Any other use, such as random numbers drawn by your own program.
  case general
  /// Lengths of the chunks in which a text is read.
  case chunkLengths
}

/// A sequence of random numbers with random access: any position can be read, in any order.
///
///     let stream = RandomStream(seed: 1, purpose: .sampling, index: 0)
///     stream.uniform(at: 0)  // the same number in every run and on every machine
///
/// Each number is a function of (seed, purpose, index, position) alone, computed by Philox4x32-10
/// (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"), so it depends
/// neither on the order of calls nor on threads. The key is a hash of seed and purpose; the counter
/// consists of the position (64 bits) and the index (64 bits). `Sendable`; O(1) for each number.
public struct RandomStream: Sendable, Hashable {
  package let key: SIMD2<UInt32>
  package let index: UInt64
  /// Creates the stream of a seed, a purpose and an index, such as the number of a sample.
  public init(seed: UInt64, purpose: RandomPurpose, index: UInt64 = 0) {
    var mixed = seed &+ purpose.rawValue &* 0x9E37_79B9_7F4A_7C15  // SplitMix64's step and mixer
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed >> 31
    key = SIMD2(UInt32(truncatingIfNeeded: mixed), UInt32(truncatingIfNeeded: mixed >> 32))
    self.index = index
  }

  /// 64 random bits.
  public func bits(at position: UInt64) -> UInt64 {
    let (low, high) = (UInt32(truncatingIfNeeded: position / 2), UInt32((position / 2) >> 32))
    let block = Philox.block(
      counter: SIMD4(
        low, high, UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32)),
      key: key)
    let half = position % 2 == 0 ? block.lowHalf : block.highHalf
    return UInt64(half[1]) << 32 | UInt64(half[0])
  }

  /// A uniform random number in [0, 1), a multiple of 2⁻⁵³.
  public func uniform(at position: UInt64) -> Double {
    Double(bits(at: position) >> 11) * 0x1p-53
  }

  /// A standard normal random number, by the method of Box and Muller from the uniform numbers at
  /// 2·position and 2·position + 1.
  public func normal(at position: UInt64) -> Double {
    let radius = (-2 * ReproducibleMath.log(1 - uniform(at: 2 * position))).squareRoot()
    return radius * ReproducibleMath.cosine(turns: uniform(at: 2 * position + 1))
  }

  /// A uniform random integer in 0..<bound; the probability of each value deviates by less than
  /// bound/2⁶⁴ relative.
  public func integer(below bound: Int, at position: UInt64) -> Int {
    precondition(bound > 0, "there is no number below \(bound)")
    return Int(bits(at: position).multipliedFullWidth(by: UInt64(bound)).high)
  }
}

/// A supply of random streams for one purpose, with consecutive indices.
///
///     var random = RandomSource(seed: 1, purpose: .initialization)
///     let weight: Tensor<Float> = Initializer.glorotUniform.tensor([8, 4], from: random.next())
///
/// `Sendable`.
public struct RandomSource: Sendable {
  /// Seed of every stream.
  public let seed: UInt64

  /// Purpose of every stream.
  public let purpose: RandomPurpose

  private var index: UInt64 = 0

  /// Creates a source whose first stream has index 0.
  public init(seed: UInt64, purpose: RandomPurpose = .initialization) {
    self.seed = seed
    self.purpose = purpose
  }

  /// The next stream.
  public mutating func next() -> RandomStream {
    defer { index += 1 }
    return RandomStream(seed: seed, purpose: purpose, index: index)
  }
}

/// The block function of Philox4x32 with ten rounds (Salmon, Moraes, Dror & Shaw 2011).
package enum Philox {
  package static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (c, k) = (counter, key)
    for round in 0..<10 {
      if round > 0 { k = k &+ SIMD2(0x9E37_79B9, 0xBB67_AE85) }
      let first = c[0].multipliedFullWidth(by: 0xD251_1F53)
      let second = c[2].multipliedFullWidth(by: 0xCD9E_8D57)
      c = SIMD4(second.high ^ c[1] ^ k[0], second.low, first.high ^ c[3] ^ k[1], first.low)
    }
    return c
  }
}
