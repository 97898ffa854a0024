import RondoText

extension CopyIndex {
  /// The index of the text that a model was trained on: all of its files, the part for validation
  /// included, because whoever looks a passage up looks in the files.
  ///
  /// `paths` says where the files are now; nil is where they were. What they contain must be what
  /// the model was trained on. `notes` is given what the user should hear.
  ///
  /// - Throws: `TrainingTextError`, and `DataError` for what `paths` names.
  public init(
    trainingTextOf file: ModelFile, at paths: [String]? = nil, notes: ([String]) -> Void = { _ in }
  ) throws {
    let corpus = try Self.read(file, at: paths)
    notes(corpus.notes)
    try Self.check(corpus.sources, against: file.data)
    let ids = file.tokenizer.idsOfText(corpus, file.settings.documents)
    guard ids.count < Int32.max - 1 else { throw TrainingTextError.tooLong(symbols: ids.count) }
    self.init(ids.ids(in: 0..<ids.count))
  }

  private static func read(_ file: ModelFile, at paths: [String]?) throws -> Corpus {
    let reader = CorpusReader(file.settings)
    if let paths { return try reader.read(paths) }
    let recorded = file.data.map(\.path)
    if recorded.isEmpty || recorded.contains("-") {
      throw TrainingTextError.missing(
        path: recorded.isEmpty ? "anywhere" : "standard input", reason: "it is not a file")
    }
    do throws(DataError) {
      return try reader.read(recorded)
    } catch {
      switch error {
      case .missing(let path):
        throw TrainingTextError.missing(path: path, reason: "no such file")
      case .unreadable(let path, let reason):
        throw TrainingTextError.missing(path: path, reason: reason)
      case .text(let path, _):
        throw TrainingTextError.changed(path: path, reason: "\(error)")
      case .emptyFolder(let path), .changed(let path, _):
        throw TrainingTextError.changed(path: path, reason: "other contents")
      case .empty(let paths):
        throw TrainingTextError.changed(path: paths.first ?? "", reason: "it is empty")
      case .inputOutput, .tooShort, .oneSymbol, .oneDocument, .malformed, .unfit, .unwritable:
        throw error
      }
    }
  }

  private static func check(_ found: [DataSource], against known: [DataSource]) throws {
    guard found.count == known.count else {
      throw TrainingTextError.changed(
        path: found.map(\.path).joined(separator: ", "),
        reason: "\(found.count) files instead of \(known.count)")
    }
    for (new, old) in zip(found, known) where new.sha256 != old.sha256 {
      throw TrainingTextError.changed(
        path: new.path,
        reason: new.bytes == old.bytes
          ? "other contents" : "\(new.bytes) bytes instead of \(old.bytes)")
    }
  }
}

extension Tokenizer {
  /// The ids of a corpus. Between documents stands the unknown symbol, which no text has, so that
  /// no run goes on from one to the next.
  fileprivate func idsOfText(_ corpus: Corpus, _ documents: DocumentUnit) -> IDSequence {
    guard documents != .none, let border = vocabulary.borderID else { return encode(corpus.utf8) }
    var ids = IDSequence()
    var start = 0
    for end in corpus.ends {
      for id in encodeDocuments(Array(corpus.utf8[start..<end]), documents).text.ids {
        ids.append(id == border ? vocabulary.unknownID : id)
      }
      start = end
    }
    return ids
  }
}
