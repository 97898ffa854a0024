import RondoData
public import RondoFiles
public import RondoModels
import RondoText

extension CopyIndex {
  /// Creates the index of a model's training text: all files, including the validation part,
  /// because copies are looked for in the files.
  ///
  /// `paths` are the current locations of the files; nil for the recorded ones. Their contents must
  /// be those of the training data. `notes` receives notes for the user.
  ///
  /// - Throws: `TrainingTextError`, and `DataError` for files in `paths`.
  public init(
    trainingTextOf file: LanguageModelFile, at paths: [String]? = nil,
    notes: ([Advice]) -> Void = { _ in }
  ) throws {
    let corpus = try Self.read(file, at: paths)
    notes(corpus.notes)
    try TrainingTextError.check(corpus.sources, against: file.data)
    let ids = file.tokenizer.idsOfText(corpus, file.settings.documents)
    guard ids.count < Int32.max - 1 else { throw TrainingTextError.tooLong(symbols: ids.count) }
    self.init(ids.ids(in: 0..<ids.count))
  }

  private static func read(_ file: LanguageModelFile, at paths: [String]?) throws -> Corpus {
    let reader = CorpusReader(file.settings)
    if let paths { return try reader.read(paths) }
    let recorded = try TrainingTextError.paths(of: file.data)
    return try TrainingTextError.reading { () throws(DataError) in try reader.read(recorded) }
  }
}

extension Tokenizer {
  /// Ids of a corpus. The unknown symbol, which no text contains, separates documents, so that no
  /// sequence spans two of them.
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
