import Testing

@testable import RondoText

@Suite("UTF-8 in pieces")
struct TextProbeTests {
  static let files: [[UInt8]] = [
    [], Array("plain".utf8), Array("\u{FEFF}Тёплый чай, 中文 👩‍👩‍👧‍👦".utf8), [0xEF, 0xBB],
    [0xEF, 0xBB, 0xBF],
    Array("caf".utf8) + [0xC3], Array("caf".utf8) + [0xE9, 0x20, 0xC3, 0xA9],
    [0xFF, 0xFE, 0x41, 0],
    Array("a\u{0}b".utf8), Array("\u{1B}$B".utf8), Array("~{VPND~}".utf8), Array("~ {é".utf8),
    [0xED, 0xA0, 0x80, 0xF0, 0x9F, 0x98],
  ]

  private func probe(_ file: [UInt8], pieces: Int) -> TextProbe {
    var probe = TextProbe()
    for start in stride(from: 0, to: file.count, by: pieces) {
      file[start..<min(start + pieces, file.count)].withUnsafeBufferPointer { probe.push($0) }
    }
    probe.finish()
    return probe
  }

  @Test("What is read in pieces is what the decoder gives", arguments: files, [false, true])
  func agree(file: [UInt8], lossy: Bool) throws {
    for encoding in [TextEncoding.auto, .named("utf-8"), .named("windows-1252")] {
      let whole = try? TextDecoder(encoding: encoding, lossy: lossy).decode(file)
      for pieces in 1...5 {
        let probe = probe(file, pieces: pieces)
        guard probe.isPlain(encoding: encoding, lossy: lossy) else { continue }
        let decoded = try #require(whole, "\(encoding) \(file)")
        #expect(decoded.encodingName == "UTF-8")
        #expect(decoded.replacements == probe.illFormed)
        var text = TextPieces()
        var found: [UInt8] = []
        for start in stride(from: 0, through: file.count, by: pieces) {
          let end = min(start + pieces, file.count)
          file[start..<end].withUnsafeBufferPointer {
            text.push($0, isLast: start + pieces > file.count) { found += $0 }
          }
        }
        #expect(found == decoded.utf8)
      }
    }
  }

  @Test("Text that the decoder would take for something else is not plain")
  func refuses() {
    for (index, isPlain) in zip(
      Self.files.indices,
      [
        true, true, true, false, true, false, false, false, false, false, false, true, false,
      ])
    {
      #expect(
        probe(Self.files[index], pieces: 2).isPlain(encoding: .auto, lossy: false) == isPlain,
        "file \(index)")
    }
  }
}
