import RondoData
public import RondoFiles
public import RondoModels
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
