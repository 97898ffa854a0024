public import RondoFiles

/// A binary file format, recognized by the bytes with which a file begins.
///
///     BinaryFormat(startOf: [0x1F, 0x8B, 8, 0])?.name  // "gzip data"
///
/// Only signatures with which no text begins are included, so that a recognized file can be refused
/// whatever the encoding. `Sendable`.
public enum BinaryFormat: Sendable, Hashable, CaseIterable {
  case gzip, compress, bzip2, xz, zstandard, lz4
  case zip, sevenZip, rar, tar
  case office, oldOffice, richText, pdf
  case png, jpeg, gif, webp, tiff
  case sqlite, parquet, arrow, hdf5, numPy

  /// The largest number of bytes examined.
  public static let signatureLength = 512

  /// The format of a file that begins with these bytes; nil if it may be text.
  public init?(startOf bytes: some Collection<UInt8>) {
    let start = Array(bytes.prefix(Self.signatureLength))
    let found = Self.signatures.first { Self.begins(start, with: $0.bytes) }?.format
    switch found {
    case .zip where Self.isOffice(start): self = .office
    case .bzip2 where !Self.isBzip2(start): return nil
    case let format?: self = format
    case nil:
      if start.count >= 262, start[257..<262].elementsEqual("ustar".utf8) {
        self = .tar
      } else if start.count >= 12, start.starts(with: "RIFF".utf8),
        start[8..<12].elementsEqual("WEBP".utf8)
      {
        self = .webp
      } else {
        return nil
      }
    }
  }

  /// Each scalar is a byte.
  private static let signatures: [(format: Self, bytes: String)] = [
    (.gzip, "\u{1F}\u{8B}"), (.compress, "\u{1F}\u{9D}"), (.bzip2, "BZh"),
    (.xz, "\u{FD}7zXZ\0"), (.zstandard, "\u{28}\u{B5}\u{2F}\u{FD}"),
    (.lz4, "\u{4}\u{22}\u{4D}\u{18}"),
    (.zip, "PK\u{3}\u{4}"), (.zip, "PK\u{5}\u{6}"), (.zip, "PK\u{7}\u{8}"),
    (.sevenZip, "7z\u{BC}\u{AF}\u{27}\u{1C}"), (.rar, "Rar!\u{1A}\u{7}"),
    (.oldOffice, "\u{D0}\u{CF}\u{11}\u{E0}\u{A1}\u{B1}\u{1A}\u{E1}"),
    (.richText, #"{\rtf1"#), (.pdf, "%PDF-"),
    (.png, "\u{89}PNG\u{D}\u{A}\u{1A}\u{A}"), (.jpeg, "\u{FF}\u{D8}\u{FF}"),
    (.gif, "GIF87a"), (.gif, "GIF89a"), (.tiff, "II*\0"), (.tiff, "MM\0*"),
    (.sqlite, "SQLite format 3\0"), (.parquet, "PAR1\u{15}"), (.arrow, "ARROW1\0\0"),
    (.hdf5, "\u{89}HDF\u{D}\u{A}\u{1A}\u{A}"), (.numPy, "\u{93}NUMPY"),
  ]

  private static func begins(_ start: [UInt8], with signature: String) -> Bool {
    start.lazy.map(UInt32.init).starts(with: signature.unicodeScalars.lazy.map(\.value))
  }

  /// Whether the block size and the magic number of the first block follow.
  private static func isBzip2(_ start: [UInt8]) -> Bool {
    start.count >= 10 && (0x31...0x39).contains(start[3])
      && start[4..<10].elementsEqual([0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
  }

  /// Whether the first file in a zip archive is one with which documents and e-books begin.
  private static func isOffice(_ start: [UInt8]) -> Bool {
    let name = start.dropFirst(30)
    return ["[Content_Types].xml", "_rels/", "docProps/", "word/", "xl/", "ppt/", "mimetype"]
      .contains { name.starts(with: $0.utf8) }
  }
}

extension BinaryFormat {
  /// The format as a phrase: "gzip data", "a PDF document".
  public var name: String {
    switch self {
    case .gzip: "gzip data"
    case .compress: "compressed data (.Z)"
    case .bzip2: "bzip2 data"
    case .xz: "xz data"
    case .zstandard: "Zstandard data"
    case .lz4: "LZ4 data"
    case .zip: "a zip archive"
    case .sevenZip: "a 7z archive"
    case .rar: "a RAR archive"
    case .tar: "a tar archive"
    case .office: "an office document or e-book (such as docx, xlsx, odt or epub)"
    case .oldOffice: "an office document (such as doc, xls or ppt)"
    case .richText: "a rich text document (RTF)"
    case .pdf: "a PDF document"
    case .png: "an image (PNG)"
    case .jpeg: "an image (JPEG)"
    case .gif: "an image (GIF)"
    case .webp: "an image (WebP)"
    case .tiff: "an image (TIFF)"
    case .sqlite: "an SQLite database"
    case .parquet: "a Parquet table"
    case .arrow: "an Arrow table"
    case .hdf5: "an HDF5 file"
    case .numPy: "a NumPy array"
    }
  }

  /// The error message for a file of this format, with a way to extract its text.
  public func fault(in path: String) -> Advice { "\(name), not text; \(remedy(for: path))" }

  /// A way to extract text from a file of this format.
  ///
  /// - Parameter path: The file as it is named in the advice.
  public func remedy(for path: String) -> Advice {
    let file = Self.shellWord(path)
    switch self {
    case .gzip, .compress: return Self.pipe("zcat", path)
    case .bzip2: return Self.pipe("bzcat", path)
    case .xz: return Self.pipe("xzcat", path)
    case .zstandard: return Self.pipe("zstdcat", path)
    case .lz4: return Self.pipe("lz4cat", path)
    case .zip: return "unpack it ('unzip \(file)'), and name the files in it"
    case .sevenZip: return "unpack it ('7z x \(file)'), and name the files in it"
    case .rar: return "unpack it ('unrar x \(file)'), and name the files in it"
    case .tar: return "unpack it ('tar -xf \(file)'), and name the files in it"
    case .office, .oldOffice, .richText: return "open it and save it as plain text or CSV"
    case .pdf: return "extract its text, as 'pdftotext \(file)' does"
    case .png, .jpeg, .gif, .webp, .tiff: return "name a file with text or numbers"
    case .sqlite, .parquet, .arrow, .hdf5, .numPy: return "export its contents as CSV"
    }
  }

  /// A way to decompress a file, which may be an archive or a table according to its name.
  private static func pipe(_ tool: String, _ path: String) -> Advice {
    let endings = path.lowercased().split(separator: ".").dropFirst().suffix(2)
    if endings.dropLast().last == "tar"
      || ["tgz", "tbz", "tbz2", "txz", "tzst"].contains(endings.last)
    {
      return tar.remedy(for: path)
    }
    let advice: Advice = "unpack it, or pipe its contents in: \(tool) \(shellWord(path)) | … -"
    guard let inner = endings.dropLast().last, ["csv", "tsv", "jsonl"].contains(inner) else {
      return advice
    }
    return "\(advice), with \(.form, to: inner) for a classifier"
  }

  /// A file's name as a word of a shell's command line.
  private static func shellWord(_ path: String) -> String {
    if path == "-" { return "FILE" }
    let isPlain = path.utf8.allSatisfy { byte in
      byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte) || "/._-+,=@%".utf8.contains(byte)
    }
    return isPlain
      ? path
      : "'"
        + path.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: #"'\''"#) + "'"
  }
}
