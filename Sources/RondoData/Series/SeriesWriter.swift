import RondoFiles

/// A writer of sets of series; `SeriesReader` reads back the same values, lengths, missing values,
/// time stamps and targets.
///
///     let cases = [SeriesCase([0.5, 1.25]), SeriesCase([2, 3])]
///     let bytes = try SeriesWriter(form: .ts).bytes(of: SeriesSet(cases, name: "Gestures"))
///     try AtomicFile.write(bytes, to: "Gestures_TRAIN.ts")
///
/// Numbers are written with the fewest digits that read back as the same `Double`. The name of the
/// set, its comments and the order of its labels are kept by the forms with a header, `.ts` and
/// ARFF, but not by UCR text and CSV. The names of cases and channels are kept by CSV alone.
/// Anything else that a form cannot hold is refused. `Sendable`.
public struct SeriesWriter: Sendable {
  /// The form to write.
  public var form: SeriesForm

  /// A writer.
  public init(form: SeriesForm) { self.form = form }

  /// The contents of a file, in UTF-8 with LF after each line; linear.
  ///
  /// - Throws: `DataError.unwritable` for the first case, or the set, that the form cannot hold.
  public func bytes(of set: SeriesSet) throws(DataError) -> [UInt8] {
    var output = SeriesOutput(set, form)
    do throws(WritingFault) {
      try output.checkSet()
      try output.writeHeader()
    } catch { throw .unwritable(form: form.rawValue, index: nil, error) }
    for (index, item) in set.cases.enumerated() {
      do throws(WritingFault) {
        try output.check(item)
        try output.write(item, index: index)
      } catch { throw .unwritable(form: form.rawValue, index: index, error) }
    }
    return output.bytes
  }
}

/// The contents of a file of series while they are written.
struct SeriesOutput {
  private(set) var bytes: [UInt8] = []
  let set: SeriesSet
  let form: SeriesForm
  /// The labels; nil if the targets are not classes.
  private let labels: Set<ClassLabel>?
  /// The length of the longest case.
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

  /// Checks the set against the rules of its form.
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

  /// Checks a case against the rules of the form.
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

  /// The name of the first control character, or nil.
  static func control(in text: String, but allowed: Unicode.Scalar? = nil) -> String? {
    let found = text.unicodeScalars.first {
      $0.properties.generalCategory == .control && $0 != allowed
    }
    return found.map { "a control character (U+\(String($0.value, radix: 16, uppercase: true)))" }
  }
}

extension SeriesOutput {
  /// The default names: `channel1`, `channel2`, …
  static func defaultChannelNames(_ count: Int) -> [String] {
    (0..<count).map { "channel\($0 + 1)" }
  }

  /// Checks the names of channels and cases against the rules of tables.
  func checkNames() throws(WritingFault) {
    if let names = set.channelNames {
      guard names.count == set.channels else {
        throw .nameCount(names.count, channels: set.channels)
      }
      let lower = names.map { ASCII.lowercased($0) }
      let mayBeTime = set.times == nil && names.count > 1
      let roles =
        SeriesColumns.caseNames + SeriesColumns.timeNames + SeriesColumns.labelNames
        + (mayBeTime ? SeriesColumns.likelyTimeNames : [])
      if let place = lower.firstIndex(where: roles.contains) { throw .channelName(names[place]) }
      if let name = names.first(where: ColumnFinder.isUnnamed) { throw .channelName(name) }
      if lower.count == 2, let value = lower.firstIndex(of: "value"),
        ["channel", "dim_id"].contains(lower[1 - value])
      {
        throw .channelName(names[1 - value])
      }
      for name in names where name.utf8.contains(0) { throw .character("NUL", in: .name(name)) }
    }
    var seen: Set<ClassLabel> = []
    for (index, item) in set.cases.enumerated() {
      let name = item.name ?? "\(index + 1)"
      if name.utf8.contains(0) { throw .character("NUL", in: .name(name)) }
      if name.utf8.allSatisfy({ ASCII.isSpace($0) }) { throw .emptyName }
      if !seen.insert(ClassLabel(name)).inserted { throw .repeatedName(name) }
    }
  }
}

extension SeriesOutput {
  /// Checks a label against the rules of the form.
  func check(_ label: ClassLabel) throws(WritingFault) {
    let part = WritingFault.Part.label(label.name)
    if label.name.unicodeScalars.first == "\u{FEFF}" {
      throw .character("a byte-order mark at its start", in: part)
    }
    if label.name.utf8.allSatisfy({ ASCII.isSpace($0) }) { throw .emptyLabel }
    switch form {
    case .ts:
      if label.name.unicodeScalars.contains(where: \.properties.isWhitespace) {
        throw .character("a blank", in: part)
      }
      if label.name.utf8.contains(UInt8(ascii: ":")) { throw .character("a colon", in: part) }
      if set.times != nil, label.name.utf8.first == UInt8(ascii: "(") {
        throw .character("a parenthesis at its start", in: part)
      }
    case .tsv, .txt:
      let read = SeriesReader.ucrLabel(label.name)
      if read != label { throw .labelReadsAs(label.name, read.name) }
      let isTab = form == .tsv
      let edges = [label.name.utf8.first, label.name.utf8.last]
      if label.name.utf8.contains(0x09) || edges.contains(0x20)
        || !isTab && label.name.utf8.contains(where: { $0 == 0x20 || $0 == UInt8(ascii: ",") })
      {
        throw .character(isTab ? "a tab, or a blank at an end," : "a blank or comma", in: part)
      }
      if ["nan", "?"].contains(ASCII.lowercased(label.name)) {
        throw .labelReadsAs(label.name, "NaN")
      }
    case .arff, .csv: break
    }
    if form == .csv {
      if label.name.utf8.contains(0) { throw .character("NUL", in: part) }
    } else if let character = Self.control(in: label.name) {
      throw .character(character, in: part)
    }
  }
}
