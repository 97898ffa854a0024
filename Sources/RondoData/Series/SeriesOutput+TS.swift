import RondoFiles

extension SeriesOutput {
  mutating func writeTSHeader() throws(WritingFault) {
    for comment in set.comments { put("#\(comment)\n") }
    if let name = set.name {
      if name.isEmpty || name.unicodeScalars.contains(where: \.properties.isWhitespace) {
        throw .character("a blank", in: .name(name))
      }
      if let character = Self.control(in: name) { throw .character(character, in: .name(name)) }
      put("@problemName \(name)\n")
    }
    put("@timeStamps \(set.times != nil)\n")
    put("@missing \(set.hasMissing)\n")
    put("@univariate \(set.channels == 1)\n")
    if set.channels > 1 { put("@dimensions \(set.channels)\n") }
    put("@equalLength \(set.isEqualLength)\n")
    if set.isEqualLength { put("@seriesLength \(set.cases[0].length)\n") }
    switch set.targets {
    case .none: put("@classLabel false\n")
    case .values: put("@targetLabel true\n")
    case .labels(let labels):
      if labels.isEmpty { throw .noTargets }
      put("@classLabel true \(labels.map(\.name).joined(separator: " "))\n")
    }
    put("@data\n")
  }

  /// Writes channels separated by colons, with the target after the last.
  mutating func writeTS(_ item: SeriesCase) throws(WritingFault) {
    for channel in 0..<item.channels {
      if channel > 0 { put(":") }
      for step in 0..<item.length {
        if step > 0 { put(",") }
        let value = item[step, channel]
        guard let kind = set.times, let time = item.times?[step] else {
          put(value, missing: "NaN")
          continue
        }
        guard let stamp = TimeStamp.text(time, kind) else { throw .wrongTimes }
        // In files with time stamps aeon accepts only numbers with a decimal point.
        put("(\(stamp),\(value.isNaN ? "NaN" : value.description))")
      }
    }
    switch item.target {
    case .none: break
    case .label(let label): put(":\(label.name)")
    case .value(let value): put(":\(DecimalNumber.shortest(value))")
    }
  }
}
