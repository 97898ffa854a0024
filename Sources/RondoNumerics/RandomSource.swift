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
  private var isSilent = false

  /// A source whose first stream has index 0.
  public init(seed: UInt64, purpose: RandomPurpose = .initialization) {
    self.seed = seed
    self.purpose = purpose
  }

  /// A source from which every initializer makes zeros at once: for a model that is to be loaded.
  public static var silent: RandomSource {
    var result = RandomSource(seed: 0)
    result.isSilent = true
    return result
  }

  /// The next stream.
  public mutating func next() -> RandomStream {
    defer { index += 1 }
    var stream = RandomStream(seed: seed, purpose: purpose, index: index)
    stream.isSilent = isSilent
    return stream
  }
}
