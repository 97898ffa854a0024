import RondoNumerics

/// The convolutions of one representation: dilations, channels and biases.
struct RocketPlan: Sendable, Equatable {
  /// The places of the weights 2 of each of the 84 kernels.
  static let kernels: [(Int, Int, Int)] = (0..<7).flatMap { first in
    (first + 1..<8).flatMap { second in (second + 1..<9).map { (first, second, $0) } }
  }

  /// The dilations, ascending.
  let dilations: [Int32]
  /// The number of biases of each kernel with each dilation.
  let biasCounts: [Int32]
  /// The number of channels of each combination, `[dilations, 84]`, and their ids one after another.
  let subsetSizes: [Int32]
  let subsets: [Int32]
  /// The biases of all combinations, in their order.
  fileprivate(set) var biases: [Float]

  init(
    dilations: [Int32], biasCounts: [Int32], subsetSizes: [Int32], subsets: [Int32],
    biases: [Float]
  ) {
    (self.dilations, self.biasCounts, self.biases) = (dilations, biasCounts, biases)
    (self.subsetSizes, self.subsets) = (subsetSizes, subsets)
  }

  /// Chooses dilations for series of up to `length` steps, and channels.
  init(length: Int, biasesPerKernel: Int, channels: Int, seed: UInt64, place: Int) {
    (dilations, biasCounts) = Self.dilations(length: length, count: biasesPerKernel)
    let greatest = Self.log2(Double(min(channels, 9) + 1))
    let stream = RocketRandom.subsets.stream(seed, place)
    var (sizes, subsets): ([Int32], [Int32]) = ([], [])
    for combination in 0..<dilations.count * 84 {
      let start = UInt64(combination * (channels + 1))
      let size = Int(Self.exp2(stream.uniform(at: start) * greatest))
      var ids = Array(0..<Int32(channels))
      for place in 0..<min(size, channels) {
        let other = place + stream.integer(below: channels - place, at: start + 1 + UInt64(place))
        ids.swapAt(place, other)
      }
      sizes.append(Int32(min(size, channels)))
      subsets += ids[0..<min(size, channels)]
    }
    (subsetSizes, self.subsets) = (sizes, subsets)
    biases = Array(repeating: 0, count: 84 * biasesPerKernel)
  }

  /// Up to 32 exponentially spaced dilations, and the number of biases of each, `count` in all.
  static func dilations(length: Int, count: Int) -> ([Int32], [Int32]) {
    let steps = min(count, 32)
    let greatest = max(0, log2(Double(max(length, 9) - 1) / 8))
    var (dilations, counts): ([Int32], [Int]) = ([], [])
    for step in 0..<steps {
      let exponent = steps > 1 ? greatest * Double(step) / Double(steps - 1) : 0
      let dilation = Int32(exp2(exponent) * (1 + 1e-9))
      if dilation == dilations.last {
        counts[counts.count - 1] += 1
      } else {
        dilations.append(dilation)
        counts.append(1)
      }
    }
    counts = counts.map { $0 * count / steps }
    var rest = count - counts.reduce(0, +)
    var place = 0
    while rest > 0 {
      counts[place] += 1
      rest -= 1
      place = (place + 1) % counts.count
    }
    return (dilations, counts.map(Int32.init))
  }

  private static func log2(_ x: Double) -> Double {
    ReproducibleMath.log(x) / 0.693_147_180_559_945_3
  }

  private static func exp2(_ x: Double) -> Double {
    ReproducibleMath.exp(x * 0.693_147_180_559_945_3)
  }

  /// Sets the biases of each combination to quantiles of the convolution of a random series.
  mutating func chooseBiases(
    seed: UInt64, place: Int, cases: Int, series: (Int) -> ScaledSeries
  ) {
    guard cases > 0 else { return }
    let stream = RocketRandom.cases.stream(seed, place)
    var scratch = RocketScratch()
    var known: [Int: ScaledSeries] = [:]
    var biases = biases
    var next = 0
    forEach { combination in
      let drawn = stream.integer(below: cases, at: UInt64(combination.index))
      let item = known[drawn] ?? series(drawn)
      known[drawn] = item
      guard item.length > 0 else { return next += combination.biases.count }
      scratch.forget()
      scratch.convolve(item, combination)
      let sorted = scratch.convolved[0..<item.length].sorted()
      for _ in combination.biases {
        let turns = Double(next + 1) * 1.618_033_988_749_894_9
        biases[next] = Self.quantile(turns - turns.rounded(.down), of: sorted)
        next += 1
      }
    }
    self.biases = biases
  }

  /// A quantile of sorted numbers, interpolated linearly.
  static func quantile(_ fraction: Double, of sorted: [Float]) -> Float {
    let position = fraction * Double(sorted.count - 1)
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    let (low, high) = (Double(sorted[below]), Double(sorted[above]))
    return Float(low + (high - low) * (position - Double(below)))
  }

  /// A kernel with a dilation.
  struct Combination {
    /// Its number, from 0.
    let index: Int
    let kernel: (Int, Int, Int)
    let dilation: Int
    /// The ids of its channels.
    let channels: ArraySlice<Int32>
    /// The range of its biases.
    let biases: Range<Int>
    /// Whether its convolution is pooled over the padded series.
    let isPadded: Bool
  }

  /// Calls `body` with each combination in order.
  @inline(__always)
  func forEach(_ body: (Combination) -> Void) {
    var (bias, channel) = (0, 0)
    for (row, dilation) in dilations.enumerated() {
      for kernel in 0..<84 {
        let index = row * 84 + kernel
        let size = Int(subsetSizes[index])
        body(
          Combination(
            index: index, kernel: Self.kernels[kernel], dilation: Int(dilation),
            channels: subsets[channel..<channel + size],
            biases: bias..<bias + Int(biasCounts[row]), isPadded: (row + kernel) % 2 == 0))
        bias += Int(biasCounts[row])
        channel += size
      }
    }
  }
}

/// The random choices of features.
enum RocketRandom: UInt64 {
  case subsets, cases

  func stream(_ seed: UInt64, _ place: Int) -> RandomStream {
    RandomStream(
      seed: seed, purpose: .initialization, index: 1 << 40 + UInt64(place) * 2 + rawValue)
  }
}
