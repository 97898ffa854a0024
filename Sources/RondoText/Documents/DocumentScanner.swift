/// A scanner that divides a text, given in pieces, into documents.
///
///     var scanner = DocumentScanner(.line)
///     scanner.push(piece) { text, isEnd in … }   // parts of documents; `isEnd` closes one
///     scanner.endFile { text, isEnd in … }
///
/// Documents are not empty. Line ends around them belong to none. Lines end at LF or CR LF. The
/// scanner holds back the blank start of a line, and of paragraphs the line end before it.
struct DocumentScanner: Sendable {
  private let unit: DocumentUnit
  // Whether text of the current document has been passed on.
  private var isOpen = false
  // Whether the line consists of spaces and tabs so far.
  private var isLineBlank = true
  // Text that belongs to the document only if more of it follows.
  private var held: [UInt8] = []

  init(_ unit: DocumentUnit) { self.unit = unit }

  /// Scans the next piece of a file and passes on parts of documents.
  @inline(__always)
  mutating func push(
    _ piece: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>, Bool) -> Void
  ) {
    switch unit {
    case .none, .file:
      guard !piece.isEmpty else { return }
      isOpen = true
      body(piece, false)
    case .line: pushLines(piece, body)
    case .paragraph: pushParagraphs(piece, body)
    }
  }

  /// Closes the document at the end of a file; continuous text continues.
  @inline(__always)
  mutating func endFile(_ body: (UnsafeBufferPointer<UInt8>, Bool) -> Void) {
    guard unit != .none else { return }
    // A CR that is not followed by LF is text.
    if unit == .line, !held.isEmpty { release(body) }
    if unit == .paragraph, held.last == 0x0D, !isLineBlank { release(body) }
    held.removeAll(keepingCapacity: true)
    isLineBlank = true
    close(body)
  }

  @inline(__always)
  private mutating func close(_ body: (UnsafeBufferPointer<UInt8>, Bool) -> Void) {
    if isOpen { body(UnsafeBufferPointer(start: nil, count: 0), true) }
    isOpen = false
  }

  @inline(__always)
  private mutating func release(_ body: (UnsafeBufferPointer<UInt8>, Bool) -> Void) {
    guard !held.isEmpty else { return }
    held.withUnsafeBufferPointer { body($0, false) }
    held.removeAll(keepingCapacity: true)
    isOpen = true
  }

  private mutating func pushLines(
    _ piece: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>, Bool) -> Void
  ) {
    var start = 0
    while start < piece.count {
      let end = ByteSearch.first(0x0A, in: piece, from: start)
      var textEnd = end ?? piece.count
      let endsWithReturn = textEnd > start && piece[textEnd - 1] == 0x0D
      if endsWithReturn { textEnd -= 1 }
      // A CR at the end of the piece before was not a line end if text follows it.
      if textEnd > start || (endsWithReturn && !held.isEmpty) { release(body) }
      let text = UnsafeBufferPointer(rebasing: piece[start..<textEnd])
      guard let end else {
        if !text.isEmpty {
          isOpen = true
          body(text, false)
        }
        if endsWithReturn { held.append(0x0D) }
        return
      }
      held.removeAll(keepingCapacity: true)
      if isOpen || !text.isEmpty { body(text, true) }
      isOpen = false
      start = end + 1
    }
  }

  private mutating func pushParagraphs(
    _ piece: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>, Bool) -> Void
  ) {
    var start = 0
    while start < piece.count {
      if isLineBlank {
        let byte = piece[start]
        switch byte {
        case 0x20, 0x09, 0x0D:
          held.append(byte)
          start += 1
        case 0x0A:
          held.removeAll(keepingCapacity: true)
          close(body)
          start += 1
        default:
          release(body)
          isLineBlank = false
        }
        continue
      }
      let end = ByteSearch.first(0x0A, in: piece, from: start)
      var textEnd = end ?? piece.count
      let endsWithReturn = textEnd > start && piece[textEnd - 1] == 0x0D
      if endsWithReturn { textEnd -= 1 }
      if textEnd > start || endsWithReturn { release(body) }
      if textEnd > start {
        isOpen = true
        body(UnsafeBufferPointer(rebasing: piece[start..<textEnd]), false)
      }
      if endsWithReturn { held.append(0x0D) }
      guard let end else { return }
      held.append(0x0A)
      isLineBlank = true
      start = end + 1
    }
  }
}

/// The unit into which a corpus is divided as documents.
///
/// Documents are independent texts: no state is carried from one to the next.
public enum DocumentUnit: String, Codable, Sendable, CaseIterable {
  /// All files together are one continuous text.
  case none
  /// A file, unless it is empty.
  case file
  /// A line without the LF or CR LF at its end, unless it is empty.
  case line
  /// Consecutive lines between blank ones, which contain nothing but spaces and tabs. Line ends
  /// inside are part of the document, those around it are not. A document ends with its file.
  case paragraph
}
