import RondoFiles

extension SeriesOutput {
  /// Writes the label, the values, and NaN up to the length of the longest case.
  mutating func writeUCR(_ item: SeriesCase) throws(WritingFault) {
    let separator = form == .tsv ? "\t" : " "
    putTarget(item.target)
    for value in item.values {
      put(separator)
      put(value, missing: "NaN")
    }
    for _ in item.length..<longest {
      put(separator)
      put("NaN")
    }
  }

  private mutating func putTarget(_ target: SeriesTarget) {
    switch target {
    case .none: break
    case .label(let label): put(label.name)
    case .value(let value): put(DecimalNumber.shortest(value))
    }
  }

  mutating func writeCSVHeader() {
    put("case")
    if set.times != nil { put(",time") }
    switch set.targets {
    case .none: break
    case .labels: put(",label")
    case .values: put(",target")
    }
    for name in set.channelNames ?? Self.defaultChannelNames(set.channels) {
      put(",")
      putCSV(name)
    }
    put("\n")
  }

  /// Writes a row a step; the caller ends the last one.
  mutating func writeCSV(_ item: SeriesCase, _ index: Int) throws(WritingFault) {
    for step in 0..<item.length {
      if step > 0 { put("\n") }
      putCSV(item.name ?? "\(index + 1)")
      if let kind = set.times, let time = item.times?[step] {
        guard let stamp = TimeStamp.text(time, kind) else { throw .wrongTimes }
        put(",\(stamp)")
      }
      switch item.target {
      case .none: break
      case .label(let label):
        put(",")
        putCSV(label.name)
      case .value:
        put(",")
        putTarget(item.target)
      }
      for channel in 0..<item.channels {
        put(",")
        put(item[step, channel], missing: "NaN")
      }
    }
  }
}

extension SeriesOutput {
  mutating func writeARFFHeader() throws(WritingFault) {
    for comment in set.comments { put("%\(comment)\n") }
    let name = set.name ?? ""
    if let character = Self.control(in: name) { throw .character(character, in: .name(name)) }
    put("@relation \(Self.quotedARFF(name))\n")
    if set.channels > 1 { put("@attribute relationalAtt relational\n") }
    for step in 0..<longest { put("@attribute att\(step) numeric\n") }
    if set.channels > 1 { put("@end relationalAtt\n") }
    switch set.targets {
    case .labels(let labels):
      if labels.isEmpty { throw .noTargets }
      let list = labels.map { Self.quotedARFF($0.name) }.joined(separator: ",")
      put("@attribute target {\(list)}\n")
    case .values, .none: put("@attribute target numeric\n")
    }
    put("@data\n")
  }

  mutating func writeARFF(_ item: SeriesCase) throws(WritingFault) {
    let mark = set.channels > 1 ? "'" : ""
    put(mark)
    for channel in 0..<item.channels {
      if channel > 0 { put(#"\n"#) }
      for step in 0..<longest {
        if step > 0 { put(",") }
        put(step < item.length ? item[step, channel] : .nan, missing: "?")
      }
    }
    put(mark)
    put(",")
    if case .label(let label) = item.target {
      put(Self.quotedARFF(label.name))
    } else {
      putTarget(item.target)
    }
  }

  /// Appends a word, in quotes unless it is plain.
  private static func quotedARFF(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy {
      ASCII.isDigit($0) || (0x61...0x7A).contains(ASCII.lowercased($0)) || $0 >= 0x80
        || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "+")].contains($0)
    }
    if isPlain, !text.isEmpty { return text }
    let escaped = text.unicodeScalars.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : "\($0)" }
    return "'\(escaped.joined())'"
  }
}
