import Foundation
import Rondo

extension Double {
  /// This number with a number of digits after the decimal point.
  func fixed(_ digits: Int) -> String { String(format: "%.\(digits)f", self) }

  /// This number with four significant digits: 0.01234, 123.4.
  var significant: String { String(format: "%.4g", self) }

  /// This rate in short form, such as 812 k or 1.2 M.
  var shortened: String {
    switch self {
    case 1e6...: "\((self / 1e6).fixed(2)) M"
    case 1e4...: "\((self / 1e3).fixed(0)) k"
    default: fixed(0)
    }
  }

  /// This number of seconds as a duration, such as 42 s, 3 min 5 s or 2 h 10 min.
  var asDuration: String {
    guard isFinite, self < 1e9 else { return "?" }
    let seconds = Int(rounded())
    if self < 10 { return "\(fixed(1)) s" }
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
    return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
  }
}

/// List of symbols on one line, at most twenty.
func list(of symbols: some Collection<[UInt8]>) -> String {
  let names = symbols.prefix(20).map { "'" + onOneLine(String(escapingIllFormed: $0)) + "'" }
  return names.joined(separator: " ") + (symbols.count > 20 ? " …" : "")
}

/// List of the symbols that a model lacks, at most twenty, with alternative spellings.
enum UnknownSymbols {
  static func listed(_ unknown: [[UInt8]], _ spellings: [KnownSpelling]) -> String {
    list(of: unknown) + spellings.map(hint).joined()
  }

  private static func hint(_ spelling: KnownSpelling) -> String {
    switch spelling {
    case .windowsLineEnd:
      "; the model's line ends are CR LF: write the text with these, or train with --newlines lf"
    case .lineFeed: "; the model's line ends are LF: write the text with these"
    case .normalForm(let form, let symbols):
      "; the model has \(list(of: symbols)) in the normal form \(form.rawValue): bring the text to "
        + "it, or train with --normalization nfc"
    }
  }
}
