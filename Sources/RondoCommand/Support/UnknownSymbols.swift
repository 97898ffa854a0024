import Rondo

/// Says which symbols a model lacks, at most twenty of them, and how else they could be written.
enum UnknownSymbols {
  static func listed(_ unknown: [[UInt8]], _ spellings: [KnownSpelling]) -> String {
    list(of: unknown) + spellings.map(hint).joined()
  }

  private static func hint(_ spelling: KnownSpelling) -> String {
    switch spelling {
    case .windowsLineEnd:
      "; the model's line ends are CR LF: write the text with these, or train with --newlines lf"
    case .lineFeed: "; the model's line ends are LF: write the text with these"
    case .normalForm(let form):
      "; the model has the same symbols in the normal form \(form.rawValue): bring the text to it, or "
        + "train with --normalization nfc"
    }
  }
}
