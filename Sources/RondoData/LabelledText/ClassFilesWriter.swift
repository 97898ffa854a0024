import RondoFiles

/// A writer of labelled texts to files whose names are the classes; `LabelledTextReader` reads the
/// same texts, class by class in byte order of the labels.
///
///     let data = LabelledText(texts: ["Novák", "De Vries"], labels: ["Czech", "Dutch"])
///     try ClassFilesWriter(form: .fileAClass).write(data.cases, to: "names")
///     // names/Czech.txt and names/Dutch.txt: a case a line
///
/// `Sendable`.
public struct ClassFilesWriter: Sendable {
  /// The structure of the folder.
  public enum Form: String, Sendable, CaseIterable {
    /// `LABEL.txt`, a case a line.
    case fileAClass = "a file a class"
    /// `LABEL/NUMBER.txt`, a case a file, which may have any number of lines.
    case folderAClass = "a folder a class"
  }

  /// A file in or below the folder.
  public struct File: Sendable, Equatable {
    /// Its path in the folder.
    public let path: String
    /// Its contents in UTF-8.
    public let bytes: [UInt8]
  }

  /// The structure of the folder.
  public var form: Form

  /// A writer.
  public init(form: Form) { self.form = form }

  /// The files of some cases, linear.
  ///
  /// - Throws: `DataError.unwritable` for the first case that the form cannot hold, or if all have
  ///   the same label.
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
      // The same number of digits for all, so that the order of the names is that of the cases.
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
    // A name that begins with a dot is hidden; file systems allow 255 bytes.
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
  /// Writes the files into a folder, created with its parents if it does not exist.
  ///
  /// - Throws: `DataError.unwritable`; `DataError.unfit` if the folder is not empty, because the
  ///   reader might read other files as classes; `CheckpointError` if writing fails.
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
