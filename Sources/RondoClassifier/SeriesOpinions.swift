import RondoData
import RondoEvaluation
import RondoFiles
import RondoModels
import RondoNumerics

/// Other methods whose predictions are combined with those of the networks of a series classifier:
/// random convolution features with a linear classifier (`RocketBaseline`), and the nearest
/// neighbours by dynamic time warping (`WarpingOpinion`).
///
/// `Sendable`.
struct SeriesOpinions: Sendable, Equatable {
  let rocket: RocketBaseline
  let warping: WarpingOpinion

  /// Predictions for each training case by all others, ln P of each label, [N][J, K]; empty if read
  /// from a file, or if some training cases were not used.
  let heldOut: [[Double]]

  /// Learns from training cases with the ids of their labels.
  init(
    _ cases: [SeriesCase], labels: [Int], classes: Int, channels: Int, seed: UInt64,
    workers: any WorkSharing
  ) {
    let series = cases.map(\.floats)
    let rocket = RocketBaseline(
      training: series, labels: labels, classes: classes, channels: channels, seed: seed,
      workers: workers)
    let warping = WarpingOpinion(
      training: series, labels: labels, classes: classes, channels: channels, workers: workers)
    (self.rocket, self.warping) = (rocket, warping)
    let isComplete = rocket.heldOutCases == Array(cases.indices)
    heldOut =
      isComplete
      ? cases.indices.map { index in
        let row = index * classes..<(index + 1) * classes
        return Array(rocket.heldOutLogProbabilities[row] + warping.heldOutLogProbabilities[row])
      } : []
  }

  /// Names of the methods, in order.
  static let names = ["MiniRocket", "DTW nearest neighbors"]

  /// ln P of each label by each method, [J, K].
  func predictions(for item: SeriesCase) -> [Double] {
    let series = item.floats
    return rocket.logProbabilities(of: series) + warping.logProbabilities(of: series)
  }

  static func == (left: SeriesOpinions, right: SeriesOpinions) -> Bool {
    left.rocket == right.rocket && left.warping == right.warping
  }
}

extension SeriesOpinions {
  /// Prefix of the names of `tensors`.
  static let tensorPrefix = "others."

  private static let (rocketPrefix, warpingPrefix) = ("others.rocket.", "others.warping.")

  private struct Record: Codable {
    var rocket: RocketBaseline.Record
    var warping: WarpingOpinion.Record
  }

  /// Tensors of both methods.
  var tensors: [SafetensorsTensor] {
    rocket.tensors(prefix: Self.rocketPrefix) + warping.tensors(prefix: Self.warpingPrefix)
  }

  /// Adds `others`.
  func write(to metadata: inout SafetensorsMetadata) throws {
    metadata["others"] = try JSONText.of(Record(rocket: rocket.record, warping: warping.record))
  }

  /// Reads what `write` and `tensors` stored.
  ///
  /// - Throws: `ModelFileError.badMetadata` if it does not match itself or the architecture.
  init(_ metadata: MetadataReader, classes: Int, channels: Int) throws {
    let record = try metadata.read("others", as: Record.self)
    func tensor(_ name: String) -> SafetensorsTensor? {
      metadata.tensors.first { $0.name == name }
    }
    guard
      let rocket = try RocketBaseline(record.rocket, prefix: Self.rocketPrefix, tensor: tensor),
      let warping = try WarpingOpinion(
        record.warping, prefix: Self.warpingPrefix, tensor: tensor),
      rocket.classes == classes, warping.classes == classes, rocket.channels == channels,
      warping.channels == channels
    else {
      throw ModelFileError.badMetadata(
        path: metadata.path, key: "others",
        reason: "it does not fit the architecture or its tensors")
    }
    (self.rocket, self.warping, heldOut) = (rocket, warping, [])
  }
}
