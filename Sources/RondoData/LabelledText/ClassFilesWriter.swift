import RondoFiles

/// Writes labelled texts as files whose names are the classes, so that `LabelledTextReader` reads
/// the same ones, class after class in the order of the labels' bytes.
///
///     try ClassFilesWriter(form: .fileAClass).write(data.cases, to: "names")
///     // names/Czech.txt, names/Dutch.txt, …: a case a line
///
/// `Sendable`.
public struct ClassFilesWriter: Sendable {
  /// How the folder holds the cases.
  public enum Form: String, Sendable, CaseIterable {
    /// `LABEL.txt`, a case a line.
    case fileAClass = "a file a class"
    /// `LABEL/NUMBER.txt`, a case a file, which may have any number of lines.
    case folderAClass = "a folder a class"
  }

  /// A file below the folder.
  public struct File: Sendable, Equatable {
    /// Its path in the folder.
    public let path: String
    /// What it holds, UTF-8.
    public let bytes: [UInt8]
  }

  /// How the folder holds the cases.
  public var form: Form

  /// A writer.
  public init(form: Form) { self.form = form }

  /// The files of some cases, linear.
  ///
  /// - Throws: `DataError.unwritable` for the first case that the form cannot hold, or where all
  ///   have one label.
  public func files(of cases: [TextCase]) throws(DataError) -> [File] {
    var classes: [ClassLabel: [[UInt8]]] = [:]
    for (index, item) in cases.enumerated() {
      do throws(WritingFault) {
        try LabelledTextWriter.check(item)
        try check(item)
      } catch { throw .unwritable(form: form.rawValue, index: index, error) }
      classes[item.labels[0], default: []].append(Array(item.text.utf8))
    }
    let labels = classes.keys.sorted()
    guard let first = labels.first else {
      throw .unwritable(form: form.rawValue, index: nil, .noCases)
    }
    guard labels.count > 1 else {
      throw .unwritable(form: form.rawValue, index: nil, .oneClass(first.name))
    }
    return labels.flatMap { label in files(of: label.name, classes[label] ?? []) }
  }

  private func files(of label: String, _ texts: [[UInt8]]) -> [File] {
    switch form {
    case .fileAClass:
      return [File(path: "\(label).txt", bytes: texts.flatMap { $0 + [0x0A] })]
    case .folderAClass:
      // As many digits for all, so that the names' order is the cases'.
      let digits = String(texts.count).count
      return texts.enumerated().map { index, text in
        let number = String(index + 1)
        let zeros = String(repeating: "0", count: digits - number.count)
        return File(path: "\(label)/\(zeros)\(number).txt", bytes: text)
      }
    }
  }

  private func check(_ item: TextCase) throws(WritingFault) {
    guard item.labels.count == 1 else { throw .labelCount(item.labels.count) }
    let label = item.labels[0].name
    // A name that begins with a dot is hidden; 255 bytes is what file systems allow.
    let limit = form == .fileAClass ? 255 - ".txt".utf8.count : 255
    if label.utf8.first == UInt8(ascii: ".") || label.utf8.contains(UInt8(ascii: "/"))
      || label.utf8.count > limit
    {
      throw .fileName(label)
    }
    if item.text.unicodeScalars.first == "\u{FEFF}" {
      throw .character("a byte-order mark at its start", in: .text)
    }
    guard form == .fileAClass else { return }
    if item.text.utf8.contains(0x0A) { throw .character("a line feed", in: .text) }
    if item.text.utf8.last == 0x0D { throw .character("a carriage return at its end", in: .text) }
  }
}

extension ClassFilesWriter {
  /// Writes the files into a folder, which is made, with those above it, where it is not there.
  ///
  /// - Throws: `DataError.unwritable`; `DataError.unfit` where the folder holds anything, as the
  ///   reader might take that for a class; `CheckpointError` where writing fails.
  public func write(_ cases: [TextCase], to folder: String) throws {
    let files = try files(of: cases)
    if let names = try? POSIX.names(in: folder), !names.isEmpty {
      throw DataError.unfit(path: folder, .folderInUse)
    }
    for file in files {
      let path = "\(folder)/\(file.path)"
      try Folders.make(PathParts(path).folder)
      try AtomicFile.write(file.bytes, to: path)
    }
  }
}
