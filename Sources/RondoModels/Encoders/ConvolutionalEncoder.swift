public import RondoEngine
public import RondoNumerics

/// Parts and sizes of a `ConvolutionalEncoder`.
///
/// `Sendable`.
public struct ConvolutionArchitecture: NeutralSetting {
  /// C: number of channels of a sample; 0 in settings, where the data decide it.
  public var channels = 0
  /// Number of filters of the first layer, divided among the dilations; 0 for no convolutions.
  public var filters = 0
  /// F: number of samples under a filter of the first layer.
  public var size = 9
  /// Number of dilations of the first layer: 1, 2, 4 and so on; 0 in settings, where the data
  /// decide it.
  public var dilations = 0
  /// S: number of samples from one position of a filter to the next; 0 in settings, where the data
  /// decide it.
  public var stride = 0
  /// Number of further layers.
  public var layers = 0
  /// Number of filters of each further layer.
  public var width = 48

  /// No convolutions, or those of the given sizes.
  public init(filters: Int = 0, layers: Int = 0) { (self.filters, self.layers) = (filters, layers) }

  /// No convolutions.
  public static var neutral: Self { Self() }

  /// True if there are convolutions.
  public var isPresent: Bool { filters > 0 }

  /// Number of filters with each dilation.
  var filtersOfDilation: Int { max(1, filters / max(dilations, 1)) }

  /// Numbers of filters of each layer.
  private var widths: [Int] {
    [dilations &* filtersOfDilation] + Array(repeating: width, count: layers)
  }

  /// R: size of the vector of a case; 0 without convolutions.
  public var outputSize: Int { isPresent ? 2 &* widths.reduce(0, &+) : 0 }

  /// Number of parameters, as a `Double` because sizes from a file could overflow an `Int`.
  public var parameterCount: Double {
    guard isPresent else { return 0 }
    let first = Double(dilations) * Double(filtersOfDilation)
    var result = first * (Double(channels) * Double(size) + 1) + 2 * Double(outputSize)
    var below = first
    for _ in 0..<layers {
      result += Double(width) * (below * Double(Self.upperSize) + 1)
      below = Double(width)
    }
    return result
  }

  /// True if there are no convolutions, or all sizes are valid.
  public var isUsable: Bool {
    !isPresent
      || ([channels, filters, size, dilations, stride, width].allSatisfy { $0 > 0 && $0 < 1 << 20 }
        && !size.isMultiple(of: 2) && dilations < 30 && (0..<100).contains(layers))
  }

  /// Chooses dilations and stride, where they are 0, for series of a mean length: dilations up to
  /// the length, and at most about 200 positions.
  package mutating func fit(length: Int) {
    guard isPresent else { return }
    if dilations == 0 {
      dilations = 1
      while (size - 1) << dilations < length, dilations < 8 { dilations += 1 }
    }
    if stride == 0 { stride = max(1, (length + 199) / 200) }
  }

  /// Number of positions under a filter of a further layer.
  static let upperSize = 5

  /// Number of positions of a filter on a series of `samples`.
  public func positions(of samples: Int) -> Int { (samples - 1) / max(stride, 1) + 1 }
}

/// Encodes series by dilated convolutions over time, pooled to one vector.
///
///     var architecture = ConvolutionArchitecture(filters: 64)
///     (architecture.channels, architecture.dilations, architecture.stride) = (1, 3, 1)
///     var random = RandomSource(seed: 1)
///     let encoder = ConvolutionalEncoder<Float>(architecture, random: &random)
///     let cases = [SequenceInput(vectors: [1, 2, 3, 4], size: 1)]
///     let vectors = encoder(SequenceBatch(cases), on: Tape())  // [1, 126]
///
/// The first layer looks for patterns of nine samples at distances of 1, 2, 4 and so on. Its filters
/// begin as those of MiniRocket (Dempster, Schmidt & Webb 2021, "MiniRocket: A Very Fast (Almost)
/// Deterministic Transform for Time Series Classification"): three weights of 2 and six of −1, and
/// biases at quantiles of the filter's outputs. Of each filter the vector has the soft proportion of
/// positive outputs, mean of σ(4z), and the maximum of z, both standardized by a scale and a shift
/// that begin at their statistics over the training cases; all of it is trained. Further layers read
/// the positive outputs of the layer below.
///
/// A case has the same bits alone, in any batch and with any padding. Parameters:
/// `filters.k.weight` [f, C, 9] and `.bias` [f] of dilation 2ᵏ, `layers.k.*`, `scale` [R] and `shift`
/// [R]. `Sendable`.
public struct ConvolutionalEncoder<Scalar: TensorScalar>: Module {
  /// Parts and sizes.
  public let architecture: ConvolutionArchitecture
  /// First layer: the filters of each dilation.
  public var filters: [Convolution1D<Scalar>]
  /// Further layers.
  public var layers: [Convolution1D<Scalar>]
  /// Factors of the pooled outputs, [R].
  public var scale: Tensor<Scalar>
  /// Terms added to the scaled outputs, [R].
  public var shift: Tensor<Scalar>

  /// Creates an encoder with random parameters; `adapt` fits them to training cases.
  public init(_ architecture: ConvolutionArchitecture, random: inout RandomSource) {
    self.init(zeros: architecture)
    for index in filters.indices {
      filters[index].weight = Self.patterns(architecture, random: random.next())
    }
    for index in layers.indices {
      let weight = layers[index].weight
      let drawn: Tensor<Scalar> = Initializer.glorotUniform.tensor(
        [weight.shape[0], weight.shape[1] * weight.shape[2]], from: random.next())
      layers[index].weight = drawn.reshaped(to: weight.shape)
    }
    scale = Tensor(repeating: 1, shape: scale.shape)
  }

  /// Creates an encoder whose parameters are zero, to be loaded.
  public init(zeros architecture: ConvolutionArchitecture) {
    let a = architecture
    self.architecture = a
    filters = (0..<a.dilations).map { k in
      let window = SlidingWindow(
        size: a.size, stride: a.stride, padding: (a.size / 2) << k, dilation: 1 << k,
        dropsRemainder: true)
      return Convolution1D(
        weight: Tensor(zeros: [a.filtersOfDilation, a.channels, a.size]),
        bias: Tensor(zeros: [a.filtersOfDilation]), window: window)
    }
    layers = (0..<a.layers).map { k in
      let size = ConvolutionArchitecture.upperSize
      return Convolution1D(
        weight: Tensor(
          zeros: [a.width, k == 0 ? a.dilations * a.filtersOfDilation : a.width, size]),
        bias: Tensor(zeros: [a.width]), window: SlidingWindow(size: size, padding: size / 2))
    }
    scale = Tensor(zeros: [a.outputSize])
    shift = Tensor(zeros: [a.outputSize])
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("filters", &filters)
    visitor.visit("layers", &layers)
    visitor.visit("scale", &scale)
    visitor.visit("shift", &shift)
  }

  /// Weights [f, C, F] of six times −1 and three times 2 in random order on one random channel, and
  /// of small normal numbers on the others.
  private static func patterns(
    _ architecture: ConvolutionArchitecture, random: RandomStream
  ) -> Tensor<Scalar> {
    let (channels, size) = (architecture.channels, architecture.size)
    let count = architecture.filtersOfDilation
    var weights: [Scalar] = []
    for filter in 0..<count {
      let first = UInt64(filter * (channels + 1) * (size + 1))
      let own = random.integer(below: channels, at: first)
      for channel in 0..<channels {
        let start = first + 1 + UInt64(channel * size)
        if channel == own {
          let keys = (0..<size).map { random.bits(at: start + UInt64($0)) }
          let order = (0..<size).sorted { (keys[$0], $0) < (keys[$1], $1) }
          let twos = Set(order.prefix(size / 3))
          weights += (0..<size).map { twos.contains($0) ? 2 : -1 }
        } else {
          weights += (0..<size).map { Scalar(0.1 * random.normal(at: start + UInt64($0))) }
        }
      }
    }
    return Tensor(weights, shape: [count, channels, size])
  }
}

extension ConvolutionalEncoder {
  /// Vectors of the cases, [B, R].
  public func callAsFunction(_ batch: SequenceBatch, on tape: Tape<Scalar>) -> Variable<Scalar> {
    pooled(batch, on: tape) * tape.parameter(scale) + tape.parameter(shift)
  }

  /// Vectors before scaling, [B, R].
  private func pooled(_ batch: SequenceBatch, on tape: Tape<Scalar>) -> Variable<Scalar> {
    let samples = tape.constant(
      Tensor<Scalar>(converting: batch.samples(size: architecture.channels)))
    let lengths = batch.sampleCounts.map(architecture.positions(of:))
    var outputs = filters.map { $0(samples) }
    var (proportions, largest): ([Variable<Scalar>], [Variable<Scalar>]) = ([], [])
    func pool(_ z: Variable<Scalar>) {
      proportions.append(z.meanLogisticOverTime(steepness: 4, lengths: lengths))
      largest.append(z.maxOverTime(lengths: lengths))
    }
    for z in outputs { pool(z) }
    for layer in layers {
      let below = outputs.count == 1 ? outputs[0] : Variable.concatenated(outputs, axis: -1)
      let next = layer(masked(below.relu(), lengths))
      pool(next)
      outputs = [next]
    }
    return Variable.concatenated(proportions + largest, axis: -1)
  }

  /// The values [T, B, D] with zeros after the end of each row.
  private func masked(_ values: Variable<Scalar>, _ lengths: [Int]) -> Variable<Scalar> {
    let (steps, rows) = (values.shape[0], values.shape[1])
    guard lengths.contains(where: { $0 < steps }) else { return values }
    var mask = [Scalar](repeating: 0, count: steps * rows)
    for (row, length) in lengths.enumerated() {
      for step in 0..<length { mask[step * rows + row] = 1 }
    }
    return values * values.tape.constant(Tensor(mask, shape: [steps, rows, 1]))
  }

  /// Fits initial parameters to training cases: outputs of each filter get a standard deviation of 1
  /// and a random quantile of them becomes 0; the elements of the vectors are standardized.
  ///
  /// - Parameters:
  ///   - cases: Training cases, at least one; up to 256 of them, at even distances, are used.
  ///   - seed: Random seed.
  ///   - workers: Threads that share the work.
  public mutating func adapt(
    to cases: [SequenceInput], seed: UInt64, workers: Workers = .single
  ) {
    precondition(!cases.isEmpty, "an encoder adapted to no cases")
    let count = min(cases.count, 256)
    var chosen = (0..<count).map { cases[$0 * cases.count / count] }
    chosen.sort { $0.sampleCount > $1.sampleCount }
    let batches = SequenceBatch.pieces(of: chosen, within: SequenceBatch.greatestSize) {
      $0.sampleCount
    }
    let random = RandomStream(seed: seed, purpose: .initialization, index: 1 << 32)
    let tape = Tape<Scalar>(workers: workers)
    let sample = SequenceBatch(Array(batches[0]))
    tape.withoutGradients {
      let lengths = sample.sampleCounts.map(architecture.positions(of:))
      let samples = tape.constant(
        Tensor<Scalar>(converting: sample.samples(size: architecture.channels)))
      var outputs: [Variable<Scalar>] = []
      var position: UInt64 = 0
      for index in filters.indices {
        filters[index].standardize(samples, lengths, random, &position, within: 0.1...0.9)
        outputs.append(filters[index](samples))
      }
      for index in layers.indices {
        let below = masked(Variable.concatenated(outputs, axis: -1).relu(), lengths)
        layers[index].standardize(below, lengths, random, &position, within: 0.3...0.7)
        outputs = [layers[index](below)]
      }
    }
    standardize(batches.map { SequenceBatch(Array($0)) }, on: tape)
  }

  /// Chooses scale and shift so that the elements of the vectors have mean 0 and deviation 1.
  private mutating func standardize(_ batches: [SequenceBatch], on tape: Tape<Scalar>) {
    var rows: [Scalar] = []
    for batch in batches {
      tape.withoutGradients { rows += pooled(batch, on: tape).value.scalars }
    }
    let (size, count) = (architecture.outputSize, rows.count / architecture.outputSize)
    var (factors, terms): ([Scalar], [Scalar]) = ([], [])
    for column in 0..<size {
      let values = (0..<count).map { Double(rows[$0 * size + column]) }
      let mean = values.reduce(0, +) / Double(count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      let deviation = max(variance.squareRoot(), column < size / 2 ? 0.01 : 0.1)
      factors.append(Scalar(1 / deviation))
      terms.append(Scalar(-mean / deviation))
    }
    (scale, shift) = (Tensor(factors, shape: [size]), Tensor(terms, shape: [size]))
  }
}

extension Convolution1D {
  /// Scales the weight of each filter so that its outputs for a batch have a deviation of 1, and
  /// sets its bias so that a random quantile of them is 0.
  fileprivate mutating func standardize(
    _ samples: Variable<Scalar>, _ lengths: [Int], _ random: RandomStream,
    _ position: inout UInt64, within quantiles: ClosedRange<Double>
  ) {
    let (filters, own) = (weight.shape[0], weight.shape[1] * weight.shape[2])
    let outputs = self(samples).value
    let (rows, all) = (outputs.shape[1], outputs.scalars)
    var (weights, biases) = (weight.scalars, bias.scalars)
    for filter in 0..<filters {
      var values: [Double] = []
      for (row, length) in lengths.enumerated() {
        for step in 0..<length {
          values.append(Double(all[(step * rows + row) * filters + filter]))
        }
      }
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      let deviation = variance > 1e-12 ? variance.squareRoot() : 1
      values.sort()
      let part =
        quantiles.lowerBound + (quantiles.upperBound - quantiles.lowerBound)
        * random.uniform(at: position)
      position += 1
      let quantile = values[Int(part * Double(values.count - 1))]
      for index in filter * own..<(filter + 1) * own {
        weights[index] = Scalar(Double(weights[index]) / deviation)
      }
      biases[filter] = Scalar((Double(biases[filter]) - quantile) / deviation)
    }
    weight = Tensor(weights, shape: weight.shape)
    bias = Tensor(biases, shape: bias.shape)
  }
}
