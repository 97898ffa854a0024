import Rondo

/// Writes texts to standard output as they grow: to a pipe or file byte by byte as they are; on a
/// terminal with escapes for what is not UTF-8 and for control characters, and CR LF as a line end.
struct TextOutput {
  private let isTerminal: Bool
  private var escaping = EscapingStream()
  private var endsInReturn = false

  init(isTerminal: Bool = StandardStreams.outputIsTerminal) { self.isTerminal = isTerminal }

  /// Writes what can be written of some more bytes.
  mutating func write(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    isTerminal ? show(escaping.push(bytes)) : StandardStreams.write(bytes)
  }

  /// Writes what is left of a text: half a character, or a CR that no LF follows.
  mutating func finish() {
    guard isTerminal else { return }
    show(escaping.finish())
    if endsInReturn { StandardStreams.write(escapingControls("\r")) }
    endsInReturn = false
  }

  private mutating func show(_ more: String) {
    guard !more.isEmpty else { return }
    var text = (endsInReturn ? "\r" : "") + more
    endsInReturn = text.last == "\r"
    if endsInReturn { text.removeLast() }
    StandardStreams.write(escapingControls(text.replacing("\r\n", with: "\n")))
  }
}
