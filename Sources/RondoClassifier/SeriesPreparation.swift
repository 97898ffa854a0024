public import RondoData
public import RondoEngine
public import RondoFiles
public import RondoModels
import RondoNumerics

/// Conversion of series to vectors, and of outputs to labels or numbers; saved with a series
/// classifier.
///
/// A time step of the network reads `samplesPerStep` consecutive samples; the last time step is
/// padded with zeros. Each sample consists of its C scaled values; if the training cases have
/// missing values, for each channel a flag (1 if the value was measured, else 0) and ln(1 + time
/// since its last measured value); if differences are read, for each channel its change since the
/// previous sample, divided by the root mean square of all changes; and if they have time stamps,
/// ln(1 + time since the previous sample), in units of the mean time between samples. A missing value is replaced by the channel's
/// last one, or by the mean if there is none. `Sendable`.
public struct SeriesPreparation: ClassifierPreparation, Equatable {
  /// C, number of channels.
  public let channels: Int
  /// Scaling of values.
  public let scaling: SeriesScaling
  /// Number of samples that one time step reads.
  public let samplesPerStep: Int
  /// True if missing values are marked.
  public let marksMissing: Bool
  /// Mean time between two samples; nil if time is ignored.
  public let timeUnit: Double?
  /// For each channel the deviation of the differences between consecutive scaled values, by which
  /// they are divided; empty if differences are not read.
  public let differenceScales: [Double]
  public let targets: TargetSpace
  /// Other methods that are combined with the networks; nil if none are.
  let others: SeriesOpinions?

  public init(
    _ cases: [SeriesCase], targets: TargetSpace, truth: [Int] = [],
    _ settings: SeriesClassifierSettings, origin: Never? = nil, workers: Workers = .single
  ) {
    precondition(!cases.isEmpty, "a preparation of no series")
    (channels, self.targets) = (cases[0].channels, targets)
    scaling = SeriesScaling(settings.scaling, of: cases, channels: channels)
    samplesPerStep = settings.samplesPerStep
    marksMissing = cases.contains { $0.hasMissing }
    var (gaps, total) = (0.0, 0.0)
    for item in cases {
      guard let times = item.times, let first = times.first, let last = times.last else { continue }
      gaps += Double(times.count - 1)
      total += last - first
    }
    let hasTimes = cases.allSatisfy { $0.times != nil }
    timeUnit = hasTimes && total > 0 && total.isFinite ? total / gaps : nil
    let scaling = scaling
    differenceScales =
      settings.readsDifferences
      ? (0..<channels).map { scaling.differenceDeviation(of: cases, channel: $0) } : []
    others =
      settings.asksOthers && !truth.isEmpty
      ? SeriesOpinions(
        cases, labels: truth, classes: targets.outputs, channels: channels,
        seed: settings.classifier.restarted.seed, workers: workers) : nil
  }

  init(
    channels: Int, scaling: SeriesScaling, samplesPerStep: Int, marksMissing: Bool,
    timeUnit: Double?, differenceScales: [Double] = [], targets: TargetSpace,
    others: SeriesOpinions? = nil
  ) {
    self.others = others
    self.differenceScales = differenceScales
    (self.channels, self.scaling, self.samplesPerStep) = (channels, scaling, samplesPerStep)
    (self.marksMissing, self.timeUnit, self.targets) = (marksMissing, timeUnit, targets)
  }

  /// Never called: no other model can be a start.
  public func begin(
    _ network: inout SequenceClassifier<Float>, with origin: Never, seed: UInt64
  ) {}

  /// Number of inputs for a sample.
  private var sampleSize: Int {
    channels * (marksMissing ? 3 : 1) + differenceScales.count + (timeUnit == nil ? 0 : 1)
  }

  public var input: EncoderInput { .vectors(size: samplesPerStep * sampleSize) }

  /// The number of channels of the convolutions, which read all numbers of a sample.
  public func completed(_ architecture: ClassifierArchitecture) -> ClassifierArchitecture {
    var result = architecture
    if result.convolution.isPresent { result.convolution.channels = sampleSize }
    return result
  }

  public var opinionNames: [String] { others == nil ? [] : SeriesOpinions.names }

  public func opinions(on item: SeriesCase) -> [Double] { others?.predictions(for: item) ?? [] }

  public var heldOutOpinions: [[Double]]? {
    others.flatMap { $0.heldOut.isEmpty ? nil : $0.heldOut }
  }

  /// The same for the networks and each other method.
  public var usualWeights: [Double] {
    Array(repeating: 1 / Double(1 + opinionCount), count: 1 + opinionCount)
  }

  public func sequence(of item: SeriesCase) -> SequenceInput {
    precondition(item.channels == channels, "\(item.channels) channels instead of \(channels)")
    let moments = scaling.moments(of: item)
    let (size, unit) = (sampleSize, timeUnit ?? 1)
    let steps = max(1, (item.length + samplesPerStep - 1) / samplesPerStep)
    var result = [Float](repeating: 0, count: steps * samplesPerStep * size)
    var last = [Double](repeating: 0, count: channels)
    var before = last
    var lastTime = [Double?](repeating: nil, count: channels)
    for sample in 0..<item.length {
      let (at, time) = (sample * size, Self.time(of: sample, in: item))
      for channel in 0..<channels {
        let value = item[sample, channel]
        let isMeasured = value.isFinite
        if isMeasured {
          last[channel] = (value - moments[channel].mean) / moments[channel].deviation
          lastTime[channel] = time
        }
        if !differenceScales.isEmpty {
          let difference = sample == 0 ? 0 : last[channel] - before[channel]
          let place = at + channels * (marksMissing ? 3 : 1) + channel
          result[place] = Self.number(difference / differenceScales[channel])
          before[channel] = last[channel]
        }
        result[at + channel] = Self.number(last[channel])
        guard marksMissing else { continue }
        result[at + channels + channel] = isMeasured ? 1 : 0
        let since = time - (lastTime[channel] ?? Self.time(of: 0, in: item))
        result[at + 2 * channels + channel] = Self.elapsed(since / unit)
      }
      if timeUnit != nil, sample > 0 {
        let since = time - Self.time(of: sample - 1, in: item)
        result[at + size - 1] = Self.elapsed(since / unit)
      }
    }
    return SequenceInput(
      vectors: result, size: samplesPerStep * size, samples: max(1, item.length))
  }

  private static func time(of sample: Int, in item: SeriesCase) -> Double {
    item.times?[sample] ?? Double(sample)
  }

  private static func elapsed(_ time: Double) -> Float {
    number(ReproducibleMath.log(1 + max(time, 0)))
  }

  /// Limits a value to ±10⁶ standard deviations.
  private static func number(_ value: Double) -> Float { Float(min(max(value, -1e6), 1e6)) }
}

extension SeriesPreparation {
  private struct Inputs: Codable {
    var channels: Int
    var samplesPerStep: Int
    var marksMissing: Bool
    var timeUnit: Double?
    var differenceScales: [Double]?
  }

  /// Adds `labels` or `target_scaling`, `scaling`, `series` and, with other methods, `others`.
  public func write(to metadata: inout SafetensorsMetadata) throws {
    try targets.write(to: &metadata)
    metadata["scaling"] = try JSONText.of(scaling)
    metadata["series"] = try JSONText.of(
      Inputs(
        channels: channels, samplesPerStep: samplesPerStep, marksMissing: marksMissing,
        timeUnit: timeUnit, differenceScales: differenceScales.isEmpty ? nil : differenceScales))
    try others?.write(to: &metadata)
  }

  public var tensors: [SafetensorsTensor] { others?.tensors ?? [] }

  public var tensorPrefix: String? { others == nil ? nil : SeriesOpinions.tensorPrefix }

  public init(_ metadata: MetadataReader, for architecture: ClassifierArchitecture) throws {
    let scaling = try metadata.read("scaling", as: SeriesScaling.self)
    let inputs = try metadata.read("series", as: Inputs.self)
    func bad(_ key: String, _ reason: String) -> ModelFileError {
      .badMetadata(path: metadata.path, key: key, reason: reason)
    }
    let (channels, samples) = (inputs.channels, inputs.samplesPerStep)
    guard (1...1 << 20).contains(channels), (1...1 << 20).contains(samples),
      inputs.timeUnit ?? 1 > 0,
      inputs.differenceScales.map({
        $0.count == channels && $0.allSatisfy { $0 > 0 && $0.isFinite }
      })
        ?? true
    else { throw bad("series", "its numbers are out of range") }
    guard scaling.means.count == channels, scaling.deviations.count == channels,
      scaling.means.allSatisfy(\.isFinite),
      scaling.deviations.allSatisfy({ $0 > 0 && $0.isFinite })
    else { throw bad("scaling", "it does not fit \(channels) channels") }
    self.init(
      channels: channels, scaling: scaling, samplesPerStep: samples,
      marksMissing: inputs.marksMissing, timeUnit: inputs.timeUnit,
      differenceScales: inputs.differenceScales ?? [],
      targets: try TargetSpace(metadata, outputs: architecture.outputs),
      others: architecture.opinions == 0
        ? nil
        : try SeriesOpinions(metadata, classes: architecture.outputs, channels: channels))
    guard input == architecture.input, opinionCount == architecture.opinions,
      !architecture.convolution.isPresent || architecture.convolution.channels == sampleSize
    else {
      throw bad("series", "it does not fit the architecture")
    }
  }

  /// False: series contain no text.
  public var dependsOnUnicode: Bool { false }
}

/// Scaling of the values of series before a network reads them.
///
/// `Sendable`.
public struct SeriesScaling: Sendable, Hashable, Codable {
  /// Values from which mean and standard deviation are computed.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// All training cases, for each channel: differences in size between cases are kept.
    case set
    /// Each case separately, for each channel.
    case `case`
    /// None: values are not scaled.
    case none
  }

  /// Kind of scaling.
  public let kind: Kind
  /// Mean of each channel over all training cases, [C], for each kind.
  public let means: [Double]
  /// Standard deviation of each channel over all training cases, [C]; 1 for a constant channel.
  public let deviations: [Double]

  /// Creates a scaling from training cases, ignoring missing values.
  public init(_ kind: Kind, of cases: [SeriesCase], channels: Int) {
    self.kind = kind
    var (means, deviations): ([Double], [Double]) = ([], [])
    for channel in 0..<channels {
      let (mean, deviation) = Self.moments(of: cases, channel: channel)
      means.append(mean)
      deviations.append(deviation)
    }
    (self.means, self.deviations) = (means, deviations)
  }

  /// Mean and standard deviation of a channel over some cases; 0 and 1 if it has no values. A
  /// deviation as small as rounding errors is replaced by 1.
  private static func moments(
    of cases: [SeriesCase], channel: Int
  ) -> (mean: Double, deviation: Double) {
    var (count, sum) = (0.0, 0.0)
    func forEach(_ body: (Double) -> Void) {
      for item in cases {
        for step in 0..<item.length {
          let value = item[step, channel]
          if value.isFinite { body(value) }
        }
      }
    }
    forEach { value in
      count += 1
      sum += value
    }
    guard count > 0, sum.isFinite else { return (0, 1) }
    let mean = sum / count
    var squares = 0.0
    forEach { squares += ($0 - mean) * ($0 - mean) }
    let deviation = (squares / count).squareRoot()
    return (mean, deviation > abs(mean) * 1e-12 && deviation.isFinite ? deviation : 1)
  }

  /// Root mean square of the differences between consecutive scaled values of a channel; 1 if they
  /// are all 0.
  func differenceDeviation(of cases: [SeriesCase], channel: Int) -> Double {
    var (count, squares) = (0.0, 0.0)
    for item in cases {
      let deviation = moments(of: item)[channel].deviation
      var before: Double?
      for step in 0..<item.length {
        let value = item[step, channel]
        guard value.isFinite else { continue }
        if let before {
          let difference = (value - before) / deviation
          squares += difference * difference
          count += 1
        }
        before = value
      }
    }
    let root = count > 0 ? (squares / count).squareRoot() : 0
    return root > 1e-9 && root.isFinite ? root : 1
  }

  /// Mean and standard deviation of each channel for one case.
  func moments(of item: SeriesCase) -> [(mean: Double, deviation: Double)] {
    means.indices.map { channel in
      switch kind {
      case .set: (means[channel], deviations[channel])
      case .case: Self.moments(of: [item], channel: channel)
      case .none: (0, 1)
      }
    }
  }
}
