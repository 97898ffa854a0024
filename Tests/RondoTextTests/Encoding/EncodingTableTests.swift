import RondoFiles
import Testing

@testable import RondoText

/// The files of `udhr-encodings`, with the encoding that each is in and what CPython 3.11 decodes.
///
///     for each row: fnv1a64(open(file, "rb").read().decode(encoding, "replace")
///                           .removeprefix("\ufeff").encode())
@Suite(
  "Files in many encodings",
  .enabled(if: SharedData.isPresent, "needs ../shared/data/udhr-encodings"))
struct EncodingTableTests {
  struct File: Sendable {
    let name: String
    let encoding: String
    let isWhole: Bool
    let hasMark: Bool
    let hash: String?
  }

  static var files: [File] {
    let lines = (try? SharedData.lines("udhr-encodings/encodings.tsv")) ?? []
    return lines.dropFirst().map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return File(
        name: fields[0], encoding: fields[2], isWhole: fields[3] == "yes",
        hasMark: fields[4] != "none", hash: hashes[fields[0]])
    }
  }

  @Test("A named encoding is read as a peer reads it", arguments: files)
  func decodesNamed(file: File) throws {
    let bytes = try SharedData.bytes("udhr-encodings/files/\(file.name)")
    let strict = TextDecoder(encoding: .named(file.encoding))
    if file.isWhole {
      let text = try strict.decode(bytes)
      #expect(text.hadByteOrderMark == file.hasMark)
      #expect(text.confidence == nil)
      #expect(Self.hash(text.utf8) == file.hash)
    } else {
      let error = #expect(throws: TextError.self) { try strict.decode(bytes) }
      let offset = try #require(error?.offset)
      #expect(offset >= bytes.count - 3, "cut inside the last character")
    }
    let lossy = try TextDecoder(encoding: .named(file.encoding), lossy: true).decode(bytes)
    #expect(lossy.replacements == (file.isWhole ? 0 : 1))
    #expect(Self.hash(lossy.utf8) == file.hash)
  }

  @Test("An encoding that is not named is found out or refused", arguments: files)
  func decodesAuto(file: File) throws {
    let bytes = try SharedData.bytes("udhr-encodings/files/\(file.name)")
    do {
      let text = try TextDecoder().decode(bytes)
      #expect(Self.hash(text.utf8) == file.hash, "read as \(text.encodingName)")
      #expect((text.confidence == nil) == (text.encodingName.hasPrefix("UTF-")))
    } catch {
      #expect(!file.encoding.hasPrefix("UTF") || !file.isWhole, "\(error)")
      #expect(error.remedies.contains(.encoding))
    }
  }

  @Test("Most of these files are read without a name")
  func readsMost() throws {
    let read = Self.files.filter { file in
      let bytes = (try? SharedData.bytes("udhr-encodings/files/\(file.name)")) ?? []
      return (try? TextDecoder().decode(bytes)) != nil
    }
    let refused = Set(Self.files.map(\.name)).subtracting(read.map(\.name))
    // Cut inside a character; HZ, which nobody can tell for certain; and two uncertain guesses.
    #expect(
      refused == [
        "Chinese_Mandarin-UTF8", "Japanese_Nihongo-JIS", "Hungarian_Magyar-Unicode",
        "Chinese_Mandarin-HZ", "Icelandic_Yslenska-Latin1", "Ukrainian-Cyrillic",
      ])
  }

  @Test(
    "Other legacy files are read right or refused",
    arguments: [
      ("finnish-kalevala/7000-8.txt", "ISO-8859-1"),
      ("rt-polarity/rt-polarity.pos", "windows-1252"),
      ("rt-polarity/rt-polarity.neg", "windows-1252"),
    ])
  func readsOthers(path: String, encoding: String) throws {
    let bytes = try SharedData.bytes(path)
    let right = try TextDecoder(encoding: .named(encoding)).decode(bytes)
    if let guessed = try? TextDecoder().decode(bytes) { #expect(guessed.utf8 == right.utf8) }
  }

  static func hash(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static let hashes = [
    "Chinese_Mandarin-GB2312": "35ba7a0a2b7140b8",
    "Chinese_Mandarin-HZ": "e400e3e935c7d9d9",
    "Chinese_Mandarin-UTF8": "0f7945c534edc83c",
    "Japanese_Nihongo-EUC": "11524c7acf8d3c52",
    "Japanese_Nihongo-SJIS": "aad857a0f1c3b56c",
    "Japanese_Nihongo-JIS": "83405b2c8ac1115f",
    "Japanese_Nihongo-UTF8": "3beac291e3ce8b12",
    "Korean_Hankuko-UTF8": "38fc29f50d4bdf32",
    "Russian_Russky-Cyrillic": "6dfdaf09f57ca4e4",
    "Russian_Russky-UTF8": "0c6143b736f3e6f7",
    "Ukrainian-Cyrillic": "e842fcb5cfa3fbcd",
    "Ukrainian-UTF8": "f7aac0cf548b98cd",
    "Bulgarian_Balgarski-Cyrillic": "8ee183cf94911984",
    "Greek_Ellinika-Greek": "77fd631b7a4634ff",
    "Greek_Ellinika-UTF8": "d722b532685f8f70",
    "Hebrew_Ivrit-Hebrew": "7feb75f5ac82c0af",
    "Hebrew_Ivrit-UTF8": "5514ddd476415efd",
    "Arabic_Alarabia-Arabic": "8f90736a57dd0f76",
    "Turkish_Turkce-Turkish": "d4236d41d0a3622a",
    "Turkish_Turkce-UTF8": "a04b8112d0765a3c",
    "Hungarian_Magyar-Latin2": "bcf378368a97bc26",
    "Hungarian_Magyar-Unicode": "8b54d09f4f3bb301",
    "Hungarian_Magyar-UTF8": "a019588af86e925a",
    "Polish_Polski-Latin2": "b8aff7379646557d",
    "Czech_Cesky-UTF8": "8c7b6496ccddc580",
    "Czech-UTF8": "869c3bb1e984e1f6",
    "German_Deutsch-Latin1": "b92cd729527cf88b",
    "French_Francais-Latin1": "467704ab2b2b774e",
    "Spanish_Espanol-Latin1": "3b6826749b2a4e46",
    "Icelandic_Yslenska-Latin1": "6d2be54ed5032837",
    "Hindi-UTF8": "e74810d1eaaa5b62",
    "Vietnamese-UTF8": "d83524bf3aff551b",
  ]
}

extension TextError {
  fileprivate var offset: Int? {
    switch self {
    case .invalidUTF8(let offset, _, _), .undecodable(_, let offset): offset
    default: nil
    }
  }
}
