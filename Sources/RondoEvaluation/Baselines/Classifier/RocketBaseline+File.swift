package import RondoFiles

extension RocketBaseline {
  /// The metadata of a file about it.
  package struct Record: Codable, Hashable {
    package var settings: RocketSettings
    var channels: Int
    /// The length of the longest training series.
    var length: Int
    /// The value after the end of a shorter series, after scaling.
    var padding: Float
    var classes: Int
    var sharpness: Double
  }

  /// The settings, and what the tensors do not say.
  package var record: Record {
    Record(
      settings: model.features.settings, channels: model.features.channels,
      length: model.features.length, padding: model.features.padding, classes: classes,
      sharpness: sharpness)
  }

  /// Scaling, convolutions and weights, with names after `prefix`; K labels, F features, C channels:
  ///
  /// - `means`, `deviations` [C], F64: those of each channel in the training part.
  /// - For each representation in the order of the settings, with names that begin with its place
  ///   from 0 and a full stop: `dilations` [D]; `bias-counts` [D], the number of biases of each of
  ///   the 84 kernels with this dilation; `biases` [B], F32, of all kernels with the first dilation,
  ///   then the second …; with several channels, `channel-counts` [D · 84], the number of channels
  ///   that are added up, and `channels`, their ids.
  /// - `weights` [K, F], F32, of features in the order representation, pooling, bias; `intercepts`
  ///   [K], F64.
  ///
  /// Where no type is given it is the smallest that holds all numbers: U8, U16 or I32.
  package func tensors(prefix: String) -> [SafetensorsTensor] {
    let (features, head) = (model.features, model.head)
    var tensors = [
      SafetensorsTensor(
        name: prefix + "means", shape: [features.channels], values: features.means),
      SafetensorsTensor(
        name: prefix + "deviations", shape: [features.channels], values: features.deviations),
    ]
    for (place, plan) in features.plans.enumerated() {
      let prefix = "\(prefix)\(place)."
      tensors += [
        SafetensorsTensor(name: prefix + "dilations", counts: plan.dilations),
        SafetensorsTensor(name: prefix + "bias-counts", counts: plan.biasCounts),
        SafetensorsTensor(
          name: prefix + "biases", shape: [plan.biases.count], values: plan.biases),
      ]
      guard features.channels > 1 else { continue }
      tensors += [
        SafetensorsTensor(name: prefix + "channel-counts", counts: plan.subsetSizes),
        SafetensorsTensor(name: prefix + "channels", counts: plan.subsets),
      ]
    }
    return tensors + [
      SafetensorsTensor(
        name: prefix + "weights", shape: [classes, features.count], values: head.weights),
      SafetensorsTensor(name: prefix + "intercepts", shape: [classes], values: head.intercepts),
    ]
  }

  /// Reads `record` and `tensors`; nil if they do not match.
  ///
  /// - Throws: `CheckpointError` for a tensor of another type.
  package init?(
    _ record: Record, prefix: String, tensor: (String) -> SafetensorsTensor?
  ) throws(CheckpointError) {
    let settings = record.settings
    guard record.sharpness.isFinite, record.sharpness >= 0, record.classes >= 1,
      record.padding.isFinite,
      record.channels >= 1, (0...Int(Int32.max)).contains(record.length), settings.isValid,
      let means = try tensor(prefix + "means")?.values(as: Double.self),
      let deviations = try tensor(prefix + "deviations")?.values(as: Double.self),
      means.count == record.channels, means.allSatisfy(\.isFinite),
      deviations.count == record.channels, deviations.allSatisfy({ $0.isFinite && $0 > 0 }),
      let weights = try tensor(prefix + "weights")?.values(as: Float.self),
      let intercepts = try tensor(prefix + "intercepts")?.values(as: Double.self),
      weights.allSatisfy(\.isFinite), intercepts.count == record.classes,
      intercepts.allSatisfy(\.isFinite)
    else { return nil }
    var plans: [RocketPlan] = []
    for place in settings.representations.indices {
      guard let plan = try RocketPlan("\(prefix)\(place).", record.channels, tensor),
        plan.dilations.allSatisfy({ Int($0) <= max(1, (record.length - 1) / 8) })
      else { return nil }
      plans.append(plan)
    }
    let features = RocketFeatures(
      settings: settings, length: record.length, padding: record.padding, means: means,
      deviations: deviations, plans: plans)
    guard weights.count == record.classes * features.count else { return nil }
    self.init(
      model: RocketModel(
        features: features,
        head: RidgeRegression(
          features: features.count, weights: weights, intercepts: intercepts)),
      sharpness: record.sharpness)
  }
}

extension RocketPlan {
  /// Reads the tensors of one representation; nil if they do not match.
  fileprivate init?(
    _ prefix: String, _ channels: Int, _ tensor: (String) -> SafetensorsTensor?
  ) throws(CheckpointError) {
    guard let dilations = try tensor(prefix + "dilations")?.counts(),
      let biasCounts = try tensor(prefix + "bias-counts")?.counts(),
      let biases = try tensor(prefix + "biases")?.values(as: Float.self),
      !dilations.isEmpty, dilations.allSatisfy({ $0 >= 1 }), biasCounts.count == dilations.count,
      biasCounts.allSatisfy({ $0 >= 1 }), biases.allSatisfy(\.isFinite),
      biasCounts.reduce(0, { $0 + Int($1) }) * 84 == biases.count
    else { return nil }
    var sizes = Array(repeating: Int32(1), count: dilations.count * 84)
    var ids = Array(repeating: Int32(0), count: dilations.count * 84)
    if channels > 1 {
      guard let readSizes = try tensor(prefix + "channel-counts")?.counts(),
        let readIDs = try tensor(prefix + "channels")?.counts(), readSizes.count == sizes.count,
        readSizes.allSatisfy({ $0 >= 1 }), readSizes.reduce(0, { $0 + Int($1) }) == readIDs.count,
        readIDs.allSatisfy({ (0..<channels).contains(Int($0)) })
      else { return nil }
      (sizes, ids) = (readSizes, readIDs)
    }
    self.init(
      dilations: dilations, biasCounts: biasCounts, subsetSizes: sizes, subsets: ids,
      biases: biases)
  }
}

extension RocketBaseline: Equatable {
  /// Whether both predict the same.
  public static func == (left: RocketBaseline, right: RocketBaseline) -> Bool {
    left.model == right.model && left.sharpness == right.sharpness
  }
}
