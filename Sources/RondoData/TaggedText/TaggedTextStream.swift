public import RondoFiles
import RondoText

/// The sentences of a file or of standard input, as they arrive.
///
///     var stream = try TaggedTextStream("-", TaggedTextReader())
///     while let items = try stream.next() {
///       for item in items { print(item.sentence?.tokens ?? []) }
///     }
///
/// A sentence that cannot be read is an item with its error, and the next one is read; only faults
/// of the file as a whole are thrown. Standard input in UTF-8 is read as it arrives; files, and
/// standard input in another encoding, are read to their ends first. `Sendable`.
public struct TaggedTextStream: Sendable {
  /// The name of the file, "-" for standard input.
  public let path: String
  /// The places of tokens and tags; nil before the first items.
  public private(set) var layout: TaggedTextLayout?
  /// Notes for the user about how the file is read.
  public private(set) var notes: [Advice] = []

  private let reader: TaggedTextReader
  private var source: TaggedLineSource
  /// The lines before the layout is known.
  private var opening: [TaggedLine] = []
  private var blocks: TaggedBlocks?
  private var count = 0

  /// The form of the file; nil before the first items.
  public var form: TaggedTextForm? { layout?.form }

  /// Opens a file; "-" is standard input.
  ///
  /// - Parameter reader: The settings of reading; tags are replaced and not needed if it does not
  ///   require them.
  /// - Throws: `DataError`: `missing`, `unreadable` or `text`.
  public init(_ path: String, _ reader: TaggedTextReader) throws(DataError) {
    (self.path, self.reader) = (path, reader)
    source = try TaggedLineSource(path, reader)
    notes = source.notes
  }

  /// The items that have arrived, at least one, after waiting for the first; nil at the end.
  ///
  /// - Parameter limit: The number of items that suffice.
  /// - Throws: `DataError`: `inputOutput`; `unfit` or `malformed` if the form or the columns are
  ///   unclear.
  public mutating func next(atMost limit: Int = 256) throws(DataError) -> [TaggedTextItem]? {
    precondition(limit > 0, "at most \(limit) items")
    var items: [TaggedTextItem] = []
    while items.count < limit, items.isEmpty || source.hasLine {
      guard let line = try source.next() else {
        if blocks == nil { try begin(isEnd: true, &items) }
        if let block = blocks?.finish(), let layout { items.append(item(block, layout)) }
        break
      }
      guard let layout else {
        opening.append(line)
        try begin(isEnd: false, &items)
        continue
      }
      if let block = blocks?.add(line) { items.append(item(block, layout)) }
    }
    return items.isEmpty ? nil : items
  }

  /// Finds the layout, if the lines so far show it, and reads these lines.
  private mutating func begin(
    isEnd: Bool, _ items: inout [TaggedTextItem]
  ) throws(DataError) {
    let seen = source.isWhole ? opening + source.rest : opening
    guard isEnd || source.isWhole || !seen[seen.count - 1].isBlank else { return }
    guard let layout = try findLayout(seen, isEnd: isEnd || source.isWhole) else { return }
    self.layout = layout
    var blocks = TaggedBlocks(layout)
    for line in opening { if let block = blocks.add(line) { items.append(item(block, layout)) } }
    opening = []
    self.blocks = blocks
  }

  private func findLayout(
    _ lines: [TaggedLine], isEnd: Bool
  ) throws(DataError) -> TaggedTextLayout? {
    let named = reader.form ?? TaggedTextForm(path: path)
    let looked = TaggedTextForm.looking(
      at: lines, requiresTags: reader.requiresTags, layout: reader.layout)
    let isText = named == .plain && reader.requiresTags && reader.form == nil
    let form = (isText ? nil : named) ?? looked ?? (isEnd ? .plain : nil)
    guard let form else { return nil }
    if form == .plain, reader.requiresTags {
      throw .unfit(path: path, reader.form == nil ? .unknownTaggedForm : .untaggedForm)
    }
    if form == .columns, !isEnd {
      // The first row shows the number of columns, and whether tabs or spaces separate them.
      let isRow = lines.contains { line in
        !line.isBlank && !line.starts(with: "# ") && line.damage == nil
          && !TaggedTextLayout.separatesDocuments(line)
      }
      if !isRow { return nil }
    }
    return try reader.layout(form, lines, path: path)
  }

  private mutating func item(
    _ lines: [TaggedLine], _ layout: TaggedTextLayout
  ) -> TaggedTextItem {
    func item(_ content: TaggedTextItem.Content, _ tokenLines: [Int] = []) -> TaggedTextItem {
      TaggedTextItem(
        content: content, index: count, form: layout.form, layout: layout, lines: lines,
        tokenLines: tokenLines)
    }
    do throws(DataError) {
      guard let parsed = try reader.parse(lines, layout) else { return item(.none) }
      if let missing = parsed.missingTag, reader.requiresTags { throw missing }
      defer { count += 1 }
      return item(.sentence(parsed.sentence), parsed.tokenLines)
    } catch {
      defer { count += 1 }
      return item(.fault(error))
    }
  }
}

/// The lines of a file, or of standard input as they arrive.
private struct TaggedLineSource: Sendable {
  let path: String
  /// Whether the whole file is in memory.
  let isWhole: Bool
  let notes: [Advice]
  private let lossy: Bool
  /// The bytes that were read, and the offset of the next line in them.
  private var bytes: [UInt8]
  private var start = 0
  /// The number of bytes after `start` that are known to contain no line feed.
  private var searched = 0
  private var hasEnded: Bool
  private var number = 0

  init(_ path: String, _ reader: TaggedTextReader) throws(DataError) {
    (self.path, lossy) = (path, reader.lossy)
    let isStream =
      switch reader.encoding {
      case .auto: path == "-"
      case .named(let name):
        path == "-" && ["utf-8", "utf8"].contains(ASCII.lowercased(name))
      }
    isWhole = !isStream
    hasEnded = !isStream
    guard !isStream else {
      (bytes, notes) = ([], [])
      return
    }
    var files = CorpusReader(encoding: reader.encoding, lossy: reader.lossy)
    files.keepsDamage = true
    let corpus = try files.readText(path)
    if corpus.utf8.isEmpty { throw .empty(paths: [path]) }
    (bytes, notes) = (corpus.utf8, corpus.notes)
  }

  /// Whether a line can be read without waiting.
  var hasLine: Bool {
    hasEnded ? start < bytes.count : bytes[start...].contains(0x0A)
  }

  /// The lines that are left of a whole file.
  var rest: [TaggedLine] {
    var (copy, lines): (Self, [TaggedLine]) = (self, [])
    while copy.hasLine, let line = try? copy.next() { lines.append(line) }
    return lines
  }

  /// The next line; nil at the end.
  mutating func next() throws(DataError) -> TaggedLine? {
    while true {
      if let feed = bytes[(start + searched)...].firstIndex(of: 0x0A) { return line(to: feed + 1) }
      searched = bytes.count - start
      if hasEnded { return start == bytes.count ? nil : line(to: bytes.count) }
      try readMore()
    }
  }

  private mutating func readMore() throws(DataError) {
    bytes.removeSubrange(..<start)
    start = 0
    var buffer = Array(repeating: UInt8(0), count: 1 << 16)
    let count = try InputFile.readStandardInput(into: &buffer)
    let isFirst = number == 0 && bytes.isEmpty
    bytes += buffer[..<count]
    hasEnded = count == 0
    if hasEnded, isFirst { throw .empty(paths: [path]) }
    if isFirst, let format = BinaryFormat(startOf: bytes) {
      throw .text(path: path, .binary(format))
    }
  }

  private mutating func line(to end: Int) -> TaggedLine {
    defer { (start, searched) = (end, 0) }
    number += 1
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let hasMark = number == 1 && bytes[start..<end].starts(with: mark)
    return TaggedLine.checked(
      bytes[(start + (hasMark ? 3 : 0))..<end], number: number, path: path, lossy: lossy)
  }
}

extension TaggedLine {
  /// A line with the error of bytes that are not text, which are replaced if `lossy`.
  fileprivate static func checked(
    _ bytes: ArraySlice<UInt8>, number: Int, path: String, lossy: Bool
  ) -> TaggedLine {
    var line = TaggedLine(bytes, number: number, path: path)
    let isText = String(validating: bytes, as: UTF8.self) != nil && !bytes.contains(0)
    if isText { return line }
    if lossy, !bytes.contains(0) {
      let repaired = Array(String(decoding: bytes, as: UTF8.self).utf8)
      return TaggedLine(repaired[...], number: number, path: path)
    }
    do throws(TextError) {
      try TextDecoder(encoding: .named("UTF-8")).decode(line.bytes).requireNoNUL()
    } catch {
      line.damage = line.text.error(error, onLine: number)
    }
    return line
  }
}
