public import RondoData
package import RondoFiles

/// Meaning of a model's K outputs for a case or a time step; saved with the model.
///
/// `Sendable`.
public enum TargetSpace: Sendable, Hashable {
  /// Logits of labels, in the order of their ids.
  case labels([ClassLabel])
  /// Logits of labels that a case may have in any combination.
  case labelSets([ClassLabel])
  /// One number: the target minus the mean, divided by the standard deviation.
  case values(mean: Double, deviation: Double)

  /// K, number of outputs.
  public var outputs: Int {
    switch self {
    case .labels(let labels), .labelSets(let labels): labels.count
    case .values: 1
    }
  }

  /// Creates a space of numbers scaled by their mean and standard deviation, or by 1 if all are
  /// equal.
  package init(scaling values: [Double]) {
    let count = Double(max(values.count, 1))
    let mean = values.reduce(0) { $0 + $1 / count }
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / count }
    let deviation = variance.squareRoot()
    self = .values(
      mean: mean, deviation: deviation > 0 && deviation.isFinite ? deviation : 1)
  }

  /// Labels; empty for a regression.
  public var labels: [ClassLabel] {
    switch self {
    case .labels(let labels), .labelSets(let labels): labels
    case .values: []
    }
  }

  /// True if a case may have any number of labels.
  public var isMultiLabel: Bool {
    if case .labelSets = self { true } else { false }
  }

  /// Scales targets to the model's outputs; empty for labels.
  func scaled(_ numbers: [Double]) -> [Float] {
    guard case .values(let mean, let deviation) = self else { return [] }
    return numbers.map { Float(($0 - mean) / deviation) }
  }

  /// Converts outputs to the unit of the targets; empty for labels.
  package func numbers(of outputs: [Float]) -> [Double] {
    guard case .values(let mean, let deviation) = self else { return [] }
    return outputs.map { mean + deviation * Double($0) }
  }
}

extension TargetSpace {
  private struct Scaling: Codable {
    var mean: Double
    var deviation: Double
  }

  /// Adds `labels`, in their original spelling, and `label_sets` if a case may have several; or
  /// `target_scaling`.
  package func write(to metadata: inout SafetensorsMetadata) throws {
    switch self {
    case .labels(let labels): metadata["labels"] = try JSONText.of(labels.map(\.name))
    case .labelSets(let labels):
      metadata["labels"] = try JSONText.of(labels.map(\.name))
      metadata["label_sets"] = try JSONText.of(true)
    case .values(let mean, let deviation):
      metadata["target_scaling"] = try JSONText.of(Scaling(mean: mean, deviation: deviation))
    }
  }

  /// Reads what `write` has written.
  package init(_ metadata: MetadataReader, outputs: Int) throws {
    if let scaling = try metadata.readIfPresent("target_scaling", as: Scaling.self) {
      self = .values(mean: scaling.mean, deviation: scaling.deviation)
      guard scaling.mean.isFinite, scaling.deviation.isFinite, scaling.deviation > 0 else {
        throw ModelFileError.badMetadata(
          path: metadata.path, key: "target_scaling", reason: "its numbers are out of range")
      }
    } else {
      let labels = try metadata.read("labels", as: [String].self).map { ClassLabel($0) }
      let areSets = try metadata.readIfPresent("label_sets", as: Bool.self) ?? false
      self = areSets ? .labelSets(labels) : .labels(labels)
    }
    guard self.outputs == outputs, Set(labels).count == labels.count else {
      throw ModelFileError.badMetadata(
        path: metadata.path, key: "labels",
        reason: "\(Set(labels).count) different labels for \(outputs) outputs")
    }
  }
}
