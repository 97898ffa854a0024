extension SeriesPreparation {
  private struct Inputs: Codable {
    var channels: Int
    var samplesPerStep: Int
    var marksMissing: Bool
    var timeUnit: Double?
  }

  /// Adds `labels` or `target_scaling`, `scaling` and `series`.
  public func write(to metadata: inout SafetensorsMetadata) throws {
    try targets.write(to: &metadata)
    metadata["scaling"] = try JSONText.of(scaling)
    metadata["series"] = try JSONText.of(
      Inputs(
        channels: channels, samplesPerStep: samplesPerStep, marksMissing: marksMissing,
        timeUnit: timeUnit))
  }

  public init(_ metadata: MetadataReader, for architecture: ClassifierArchitecture) throws {
    let scaling = try metadata.read("scaling", as: SeriesScaling.self)
    let inputs = try metadata.read("series", as: Inputs.self)
    func bad(_ key: String, _ reason: String) -> ModelFileError {
      .badMetadata(path: metadata.path, key: key, reason: reason)
    }
    let (channels, samples) = (inputs.channels, inputs.samplesPerStep)
    guard (1...1 << 20).contains(channels), (1...1 << 20).contains(samples),
      inputs.timeUnit ?? 1 > 0
    else { throw bad("series", "its numbers are out of range") }
    guard scaling.means.count == channels, scaling.deviations.count == channels,
      scaling.means.allSatisfy(\.isFinite),
      scaling.deviations.allSatisfy({ $0 > 0 && $0.isFinite })
    else { throw bad("scaling", "it does not fit \(channels) channels") }
    self.init(
      channels: channels, scaling: scaling, samplesPerStep: samples,
      marksMissing: inputs.marksMissing, timeUnit: inputs.timeUnit,
      targets: try TargetSpace(metadata, outputs: architecture.outputs))
    guard input == architecture.input else {
      throw bad("series", "it does not fit the architecture")
    }
  }

  /// False: there is no text in series.
  public var dependsOnUnicode: Bool { false }
}
