import Rondo

extension OutputOptions {
  /// Writes the files of a generated set and says what is in them.
  func write(_ set: GeneratedSet, to folder: String, overwrite: Bool) throws {
    let (training, test) = try set.write(to: folder, overwrite: overwrite)
    switch format {
    case .json:
      let event = GeneratedEvent(set, training, test)
      StandardStreams.write(try ReportLine.line("generated", event) + "\n")
    case .text:
      for part in [training, test] {
        let counts = zip(part.counts, set.generator.classes).map { "\($0.grouped) \($1)" }
        StandardStreams.writeLine(
          "\(onOneLine(part.path))  \(part.series.grouped) series of "
            + "\(set.generator.length.grouped): \(counts.joined(separator: ", "))", indent: 2)
      }
    }
  }
}

/// What `data make --format json` prints.
private struct GeneratedEvent: Encodable {
  let name: String
  let law: SeriesLaw
  let seed: UInt64
  let length: Int
  let classes: [String]
  let training: GeneratedPart
  let test: GeneratedPart

  init(_ set: GeneratedSet, _ training: GeneratedPart, _ test: GeneratedPart) {
    (name, law, length) = (set.generator.name, set.generator.law, set.generator.length)
    (seed, classes) = (set.seed, set.generator.classes)
    (self.training, self.test) = (training, test)
  }
}
