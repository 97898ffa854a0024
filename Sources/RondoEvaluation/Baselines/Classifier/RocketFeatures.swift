import RondoFiles
import RondoNumerics

/// Settings of random convolution features.
///
///     let settings = RocketSettings.miniRocket
///     settings.features  // 9996
///
/// `Sendable`.
public struct RocketSettings: Sendable, Hashable, Codable {
  /// A form of a series that is convolved.
  public enum Representation: String, Sendable, Hashable, Codable, CaseIterable {
    /// The values.
    case values
    /// The differences of consecutive values.
    case differences
  }

  /// A summary of where a convolution is above a bias.
  public enum Pooling: String, Sendable, Hashable, Codable, CaseIterable {
    /// The proportion of steps above the bias.
    case proportion
    /// The mean excess over the bias of these steps; 0 if there are none.
    case excess
    /// The mean time of these steps, as a fraction of the length; negative if there are none.
    case time
    /// The length of the longest run of these steps, as a fraction of the length.
    case run
  }

  /// The forms of a series that are convolved, at least one, each once.
  public var representations: [Representation]
  /// The features for each bias, at least one, each once.
  public var poolings: [Pooling]
  /// The approximate number of features, which is rounded down to 84 times a whole number for each
  /// representation and pooling, but to no less than 84.
  public var features: Int

  /// Creates settings.
  public init(representations: [Representation], poolings: [Pooling], features: Int) {
    (self.representations, self.poolings) = (representations, poolings)
    self.features = features
  }

  /// MiniRocket (Dempster, Schmidt & Webb 2021).
  public static let miniRocket = RocketSettings(
    representations: [.values], poolings: [.proportion], features: 9_996)

  /// MultiRocket (Tan, Dempster, Bergmeir & Webb 2022).
  public static let multiRocket = RocketSettings(
    representations: Representation.allCases, poolings: Pooling.allCases, features: 49_728)

  /// The settings of baselines: MiniRocket, half of its features from differences.
  public static let standard = RocketSettings(
    representations: Representation.allCases, poolings: [.proportion], features: 9_996)

  /// "MiniRocket", or "MultiRocket" with more than one pooling.
  var name: String { poolings.count == 1 ? "MiniRocket" : "MultiRocket" }

  /// The number of features and what they are taken from, for reports.
  func summary(features: Int) -> String {
    let sources = representations.map(\.rawValue).joined(separator: " and ")
    return "\(features.withThousandsSeparators) features of \(sources)"
  }

  /// Whether each list has entries, and none twice.
  var isValid: Bool {
    !representations.isEmpty && Set(representations).count == representations.count
      && !poolings.isEmpty && Set(poolings).count == poolings.count
  }
}

/// Random convolution features of series.
///
/// Each of 84 kernels of length 9, with weights 2 at three places and −1 at six, is applied with up
/// to 32 dilations, which grow exponentially until a kernel is as long as the longest training
/// series. The biases of a kernel and dilation are quantiles of its convolution with a random
/// training series. A feature is one pooling of a convolution with one bias. With several channels,
/// each kernel and dilation adds up a random subset of them.
///
/// Channels are scaled by mean and deviation of the training part, and series then padded to the
/// length of the longest training series. Beyond its ends a series counts as zeros for every
/// other pair of kernel and dilation; for the rest, convolutions are pooled only where the whole
/// kernel fits, if it fits anywhere.
///
/// The same bits for any number of threads; O(features · T) time a series.
struct RocketFeatures: Sendable, Equatable {
  let settings: RocketSettings
  /// C, the number of channels.
  let channels: Int
  /// The length of the longest training series.
  let length: Int
  /// The value after the end of a shorter series, after scaling.
  let padding: Float
  /// Mean and standard deviation of each channel, `[C]`; the deviation of a constant one is 1.
  let means: [Double]
  let deviations: [Double]
  /// The convolutions of each representation.
  let plans: [RocketPlan]

  /// F, the number of features of a series.
  var count: Int { settings.poolings.count * plans.reduce(0) { $0 + $1.biases.count } }

  init(
    settings: RocketSettings, length: Int, padding: Float, means: [Double], deviations: [Double],
    plans: [RocketPlan]
  ) {
    (self.settings, channels) = (settings, means.count)
    (self.length, self.padding) = (length, padding)
    (self.means, self.deviations, self.plans) = (means, deviations, plans)
  }

  /// Chooses dilations, channels and biases from the series of the training part.
  init(_ training: PlainSeries, settings: RocketSettings, seed: UInt64, padding: Float = 0) {
    precondition(
      settings.isValid, "RocketFeatures: found \(settings), expected representations and poolings")
    let length = training.greatestLength
    let (means, deviations) = Self.scaling(training)
    let biases =
      settings.features / (84 * settings.representations.count * settings.poolings.count)
    let present = (0..<training.count).filter { training.length($0) > 0 }
    let plans = settings.representations.enumerated().map { place, representation in
      var plan = RocketPlan(
        length: length, biasesPerKernel: max(1, biases), channels: training.channels, seed: seed,
        place: place)
      plan.chooseBiases(seed: seed, place: place, cases: present.count) { index in
        ScaledSeries(
          training, present[index], means: means, deviations: deviations, length: length,
          padding: padding
        ).represented(as: representation)
      }
      return plan
    }
    self.init(
      settings: settings, length: length, padding: padding, means: means, deviations: deviations,
      plans: plans)
  }

  private static func scaling(_ series: PlainSeries) -> (means: [Double], deviations: [Double]) {
    let (channels, values) = (series.channels, series.values)
    let steps = Double(max(1, values.count / channels))
    var (means, deviations): ([Double], [Double]) = ([], [])
    for channel in 0..<channels {
      let places = stride(from: channel, to: values.count, by: channels)
      let mean = places.reduce(0) { $0 + values[$1] / steps }
      let variance = places.reduce(0) { sum, place in
        sum + (values[place] - mean) * (values[place] - mean) / steps
      }
      means.append(mean)
      deviations.append(variance > 0 ? variance.squareRoot() : 1)
    }
    return (means, deviations)
  }

  /// Writes the features of a series of a set, `[F]`.
  func write(
    _ set: PlainSeries, _ index: Int, to features: UnsafeMutablePointer<Float>,
    _ scratch: inout RocketScratch
  ) {
    let scaled = ScaledSeries(
      set, index, means: means, deviations: deviations, length: length, padding: padding)
    var start = features
    for (representation, plan) in zip(settings.representations, plans) {
      scratch.write(
        scaled.represented(as: representation), plan, settings.poolings, to: start)
      start += settings.poolings.count * plan.biases.count
    }
  }
}

/// One series, scaled, one channel after the other: `[C, T]`.
struct ScaledSeries: Sendable {
  let channels: Int
  let length: Int
  let values: [Float]

  init(channels: Int, length: Int, values: [Float]) {
    (self.channels, self.length, self.values) = (channels, length, values)
  }

  /// Scales a series of a set and pads it to `length`, unless it is longer.
  ///
  /// Values are limited to ±10⁹ deviations, so that sums stay finite.
  init(
    _ set: PlainSeries, _ index: Int, means: [Double], deviations: [Double], length: Int,
    padding: Float
  ) {
    let (start, own) = (set.starts[index], set.length(index))
    let padded = max(own, length)
    var values = Array(repeating: padding, count: set.channels * padded)
    for channel in 0..<set.channels {
      let (mean, deviation) = (means[channel], deviations[channel])
      for time in 0..<own {
        let value = (set.values[start + time * set.channels + channel] - mean) / deviation
        values[channel * padded + time] = Float(min(max(value, -1e9), 1e9))
      }
    }
    self.init(channels: set.channels, length: padded, values: values)
  }

  /// The series in a form to convolve.
  func represented(as representation: RocketSettings.Representation) -> ScaledSeries {
    switch representation {
    case .values: return self
    case .differences:
      let count = max(0, length - 1)
      var differences: [Float] = []
      differences.reserveCapacity(channels * count)
      for channel in 0..<channels {
        for place in channel * length..<channel * length + count {
          differences.append(values[place + 1] - values[place])
        }
      }
      return ScaledSeries(channels: channels, length: count, values: differences)
    }
  }
}
