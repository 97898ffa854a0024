/// Hands out streams of random numbers for one purpose, one after another.
///
///     var random = RandomSource(seed: 1, purpose: .initialization)
///     let weight = Initializer.glorotUniform.tensor([8, 4], from: random.next()) as Tensor<Float>
///
/// `Sendable`.
public struct RandomSource: Sendable {
  /// The seed of every stream.
  public let seed: UInt64

  /// The purpose of every stream.
  public let purpose: RandomPurpose

  private var index: UInt64 = 0

  /// A source whose first stream has index 0.
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
