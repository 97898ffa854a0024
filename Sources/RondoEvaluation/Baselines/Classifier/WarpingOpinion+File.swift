package import RondoFiles

extension WarpingOpinion {
  /// The metadata of a file about it.
  package struct Record: Codable, Hashable {
    var classes: Int
    var channels: Int
    /// The number of steps that are averaged to one.
    var stride: Int
    var measures: [Measure]
  }

  /// The settings.
  package var record: Record {
    Record(classes: classes, channels: channels, stride: stride, measures: measures)
  }

  /// The S stored series, with names after `prefix`:
  ///
  /// - `values`, F32, the values of all series, each `[T, C]`, one after the other; NaN is missing.
  /// - `steps` and `labels` [S]: the length T and the label of each, in the smallest of U8, U16 and
  ///   I32 that holds all numbers.
  package func tensors(prefix: String) -> [SafetensorsTensor] {
    let values = Array(stored.joined())
    return [
      SafetensorsTensor(name: prefix + "values", shape: [values.count], values: values),
      SafetensorsTensor(
        name: prefix + "steps", counts: stored.map { Int32($0.count / channels) }),
      SafetensorsTensor(name: prefix + "labels", counts: labels.map { Int32($0) }),
    ]
  }

  /// Reads `record` and `tensors`; nil if they do not match.
  ///
  /// - Throws: `CheckpointError` for a tensor of another type.
  package init?(
    _ record: Record, prefix: String, tensor: (String) -> SafetensorsTensor?
  ) throws(CheckpointError) {
    guard (1...Int(Int32.max)).contains(record.classes),
      (1...Int(Int32.max)).contains(record.channels), (1...Int(Int32.max)).contains(record.stride),
      !record.measures.isEmpty,
      Set(record.measures.map(\.view)).count == record.measures.count,
      record.measures.allSatisfy(\.isUsable),
      let values = try tensor(prefix + "values")?.values(as: Float.self),
      let steps = try tensor(prefix + "steps")?.counts(),
      let labels = try tensor(prefix + "labels")?.counts(),
      steps.count == labels.count, steps.allSatisfy({ $0 > 0 }),
      labels.allSatisfy({ (0..<record.classes).contains(Int($0)) }),
      steps.reduce(0, { $0 + Int($1) }).multipliedReportingOverflow(by: record.channels)
        == (values.count, false)
    else { return nil }
    var (stored, start): ([[Float]], Int) = ([], 0)
    for count in steps.map({ Int($0) * record.channels }) {
      stored.append(Array(values[start..<start + count]))
      start += count
    }
    self.init(
      stored: stored, labels: labels.map { Int($0) }, classes: record.classes,
      channels: record.channels, stride: record.stride, measures: record.measures)
  }
}

extension WarpingOpinion.Measure {
  /// Whether the numbers of a file are those of a measure.
  fileprivate var isUsable: Bool {
    (0...Int(Int32.max)).contains(radius) && sharpness.isFinite && sharpness > 0 && offset.isFinite
      && offset > 0
  }
}

extension WarpingOpinion: Equatable {
  /// Whether both have the same bytes in a file.
  package static func == (left: WarpingOpinion, right: WarpingOpinion) -> Bool {
    left.record == right.record && left.tensors(prefix: "") == right.tensors(prefix: "")
  }
}
