import RondoFiles

/// A file of series on its way to the disk.
struct SeriesOutput {
  private(set) var bytes: [UInt8] = []
  let set: SeriesSet
  let form: SeriesForm
  /// Nil where the targets are not classes.
  private let labels: Set<ClassLabel>?
  /// The steps of the longest case.
  let longest: Int

  init(_ set: SeriesSet, _ form: SeriesForm) {
    (self.set, self.form) = (set, form)
    if case .labels(let names) = set.targets { labels = Set(names) } else { labels = nil }
    longest = set.cases.map(\.length).max() ?? 0
  }

  mutating func putCSV(_ text: String) { CSVField.append(text, to: &bytes) }

  mutating func put(_ text: some StringProtocol) { bytes += text.utf8 }

  mutating func put(_ value: Double, missing: StaticString) {
    put(value.isNaN ? String(describing: missing) : DecimalNumber.shortest(value))
  }

  mutating func writeHeader() throws(WritingFault) {
    switch form {
    case .ts: try writeTSHeader()
    case .arff: try writeARFFHeader()
    case .csv: writeCSVHeader()
    case .tsv, .txt: break
    }
  }

  mutating func write(_ item: SeriesCase, index: Int) throws(WritingFault) {
    switch form {
    case .ts: try writeTS(item)
    case .arff: try writeARFF(item)
    case .csv: try writeCSV(item, index)
    case .tsv, .txt: try writeUCR(item)
    }
    put("\n")
  }

  /// What every form asks of a set.
  func checkSet() throws(WritingFault) {
    if set.cases.isEmpty { throw .noCases }
    if set.channels > 1, form == .tsv || form == .txt { throw .severalChannels(set.channels) }
    if set.times != nil, form != .ts, form != .csv { throw .times }
    if set.targets == .none, form != .ts, form != .csv { throw .noTargets }
    if case .labels(let names) = set.targets {
      var seen: Set<ClassLabel> = []
      for label in names {
        if !seen.insert(label).inserted { throw .repeatedLabel(label.name) }
        try check(label)
      }
    }
    if form == .csv { try checkNames() }
    guard form == .ts || form == .arff else { return }
    for comment in set.comments {
      if let character = Self.control(in: comment, but: "\t") {
        throw .character(character, in: .comment(comment))
      }
    }
  }

  /// What every form asks of a case.
  func check(_ item: SeriesCase) throws(WritingFault) {
    if item.channels != set.channels { throw .channelCount(item.channels, expected: set.channels) }
    if item.values.contains(where: \.isInfinite) { throw .notFinite }
    if !item.values.contains(where: { !$0.isNaN }) { throw .allMissing }
    try checkTimes(item)
    switch (set.targets, item.target) {
    case (.none, .none): break
    case (.values, .value(let value)): if !value.isFinite { throw .notFinite }
    case (.labels, .label(let label)):
      if labels?.contains(label) != true { throw .unlistedLabel(label.name) }
    default: throw .wrongTarget
    }
    guard form != .ts, form != .csv else { return }
    if item.values.suffix(item.channels).allSatisfy(\.isNaN) { throw .missingEnd }
  }

  private func checkTimes(_ item: SeriesCase) throws(WritingFault) {
    guard let kind = set.times else {
      if item.times != nil { throw .wrongTimes }
      return
    }
    guard let times = item.times, times.count == item.length,
      zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }),
      times.allSatisfy({ $0.magnitude <= 0x1p53 && TimeStamp.text($0, kind) != nil })
    else { throw .wrongTimes }
  }

  /// A name for the first control character, or nil.
  static func control(in text: String, but allowed: Unicode.Scalar? = nil) -> String? {
    let found = text.unicodeScalars.first {
      $0.properties.generalCategory == .control && $0 != allowed
    }
    return found.map { "a control character (U+\(String($0.value, radix: 16, uppercase: true)))" }
  }
}
