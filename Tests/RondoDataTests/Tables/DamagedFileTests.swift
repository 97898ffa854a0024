import RondoFiles
import RondoText
import TestSupport
import Testing

@testable import RondoData

/// Files with bytes changed at random: each is read or refused in one line, and nothing traps.
struct DamagedFileTests {
  /// Some bytes replaced, inserted, removed or repeated, mostly by those that forms give a meaning.
  private func damaged(_ bytes: [UInt8], _ random: inout CheckpointRandom) -> [UInt8] {
    let marks = Array("\"',:;(){}@#%?\\\n\r\t -+.eEnN0919\u{0}é".utf8) + [0xFF]
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      let mark = marks.randomElement(using: &random) ?? 0
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes[place] = mark
      case 1: bytes.insert(mark, at: place)
      case 2: bytes.remove(at: place)
      case 3: bytes.removeSubrange(place...)
      default: bytes += bytes[place...].prefix(40)
      }
    }
    return bytes
  }

  private func check(
    _ name: String, _ bytes: [UInt8], seed: UInt64, _ read: (String) throws(DataError) -> Void
  ) throws {
    guard let found = try complaint(name, bytes, read) else { return }
    #expect(found.category == .unusable && !found.text.contains("\n"), "\(name), seed \(seed)")
    #expect(found.text.hasPrefix(name) && found.text.count < 4000, "\(name), seed \(seed)")
  }

  @Test(arguments: SeriesForm.allCases)
  func `damaged series are read or refused`(form: SeriesForm) throws {
    for seed in 0..<150 as Range<UInt64> {
      var random = CheckpointRandom(seed: seed)
      let bytes = try SeriesWriter(form: form).bytes(of: random.series(for: form))
      var reader = SeriesReader()
      (reader.form, reader.encoding, reader.isRegression) = (form, .named("UTF-8"), seed % 5 == 0)
      try check("x", damaged(bytes, &random), seed: seed) { path throws(DataError) in
        _ = try reader.read(path)
      }
    }
  }

  @Test(arguments: LabelledTextForm.allCases)
  func `damaged labelled texts are read or refused`(form: LabelledTextForm) throws {
    let cases = [TextCase("one, \"two\"", "a"), TextCase("é __x__", "b"), TextCase("3", "a")]
    let bytes = try LabelledTextWriter(form: form).bytes(of: cases)
    for seed in 0..<150 as Range<UInt64> {
      var random = CheckpointRandom(seed: seed)
      var reader = LabelledTextReader()
      (reader.form, reader.encoding, reader.lossy) = (form, .named("UTF-8"), seed % 3 == 0)
      reader.requiresLabels = seed % 2 == 0
      try check("x", damaged(bytes, &random), seed: seed) { path throws(DataError) in
        _ = try reader.read([path])
      }
    }
  }
}
