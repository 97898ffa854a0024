import ArgumentParser
import Rondo

/// Tags sentences as they arrive and prints them in order, in the form in which they were read; for
/// a sentence that cannot be read it prints the error, or its lines unchanged.
struct SentencePredictor {
  let file: TaggerFile
  let output: PredictionOutputOptions
  let writesConfidence: Bool

  /// Tags the sentences of a file or of standard input.
  ///
  /// - Throws: `UnansweredCases` if a sentence could not be read; `DataError`.
  func run(_ path: String, _ reader: TaggedTextReader, workers: Workers) throws {
    guard output.format == .text || output.format == .json else {
      throw ValidationError("--format \(output.format.rawValue) is for labels of cases: omit it")
    }
    var stream = try TaggedTextStream(path, reader)
    let tape = Tape<Float>(workers: workers)
    var (failures, notes) = (UnansweredCases(noun: "sentences"), 0)
    while let items = try stream.next() {
      for note in stream.notes.dropFirst(notes) { output.note(note.withFlags) }
      notes = stream.notes.count
      var found = try file.predict(items.compactMap { $0.sentence?.tokens }, on: tape)[...]
      var bytes: [UInt8] = []
      for item in items {
        if case .fault(let error) = item.content { failures.add(error) }
        let prediction = item.sentence == nil ? nil : found.removeFirst()
        bytes += try answer(item, prediction)
        if item.sentence != nil {
          failures.total += 1
        } else if case .fault = item.content {
          failures.total += 1
        }
      }
      StandardStreams.write(bytes)
    }
    if failures.total == 0 { throw DataError.empty(paths: [path]) }
    if failures.count > 0 { throw failures }
  }

  private func answer(_ item: TaggedTextItem, _ found: TagPrediction?) throws -> [UInt8] {
    guard output.format == .json else {
      return try TaggedTextWriter().write(
        item, tags: found?.tags ?? [], confidences: writesConfidence ? found?.confidence : nil)
    }
    let error: String? =
      if case .fault(let error) = item.content { error.advice.withFlags } else { nil }
    guard found != nil || error != nil else { return [] }
    let line = TaggedSentenceLine(
      index: item.index, id: item.sentence?.id, tokens: item.sentence?.tokens,
      tags: found?.tags, confidence: found?.confidence,
      spans: file.preparation.scheme == nil ? nil : found?.spans.map(TaggedSpanLine.init),
      error: error)
    return Array((try ReportLine.line("prediction", line) + "\n").utf8)
  }
}

/// Tags of a sentence; printed as the event `prediction`.
private struct TaggedSentenceLine: Encodable {
  let index: Int
  let id: String?
  let tokens: [String]?
  let tags: [String]?
  let confidence: [Double]?
  let spans: [TaggedSpanLine]?
  let error: String?
}

/// Span of a sentence with the probability of its tags.
private struct TaggedSpanLine: Encodable {
  let label: String
  let start: Int
  let end: Int
  let probability: Double

  init(_ found: TagPrediction.Span) {
    (label, probability) = (found.span.label, found.probability)
    (start, end) = (found.span.range.lowerBound, found.span.range.upperBound)
  }
}

extension CaseReadingOptions {
  /// Creates a reader of tagged sentences for a tagger, with the settings of the training unless
  /// options replace them.
  func reader(for file: TaggerFile) throws -> TaggedTextReader {
    let others: [(String, Bool)] = [
      ("--header", header != nil), ("--delimiter", delimiter != nil),
      ("--case-column", caseColumn != nil), ("--time-column", timeColumn != nil),
      ("--channel-column", channelColumn != nil), ("--value-column", valueColumn != nil),
      ("--ignore-column", !ignoredColumns.isEmpty),
    ]
    if let option = others.first(where: \.1) {
      throw ValidationError("\(option.0) has no meaning for a tagger")
    }
    var reader = file.reader
    if textColumn != nil || labelColumn != nil { reader.layout = nil }
    reader.textColumn = textColumn ?? reader.textColumn
    reader.tagColumn = labelColumn ?? reader.tagColumn
    reader.skipsUnlabelled = skipUnlabelled || reader.skipsUnlabelled
    if let encoding { reader.encoding = encoding == "auto" ? .auto : .named(encoding) }
    reader.lossy = lossy || reader.lossy
    return reader
  }
}

/// Output of `inspect --format json` for a tagger.
struct TaggerInspection: Encodable {
  let task = Tagger.task
  let formatVersion = TaggerFile.formatVersion
  let architecture: TaggerArchitecture
  let parameters: Int
  let tensors: [InspectedTensor]
  let tags: [String]
  let scheme: SpanScheme?
  let settings: TaggerSettings
  let data: [DataSource]
  let split: DataSplit
  let bestValidation: BestValidation<TaggerScore>?
  let textLibrary: TextLibrary

  init(_ file: TaggerFile) {
    (architecture, parameters) = (file.model.architecture, file.model.parameterCount)
    (tensors, tags, scheme) = (file.tensors, file.preparation.tags, file.preparation.scheme)
    (settings, data, split) = (file.settings, file.data, file.split)
    (bestValidation, textLibrary) = (file.best, file.textLibrary)
  }
}

extension SavedModel<Tagger> {
  /// Lines of `inspect` for a tagger.
  var taggerLines: [String] {
    let (t, tags) = (settings.training, preparation.tags)
    var lines = ["task          \(Self.task)", "architecture  \(model.architecture.summary)"]
    lines += parameterLines
    lines.append(
      "tags          \(tags.count.withThousandsSeparators): "
        + tags.prefix(60).joined(separator: ", ") + (tags.count > 60 ? ", …" : ""))
    if let scheme = preparation.scheme {
      lines.append("spans         \(scheme.rawValue) in the data, learned as BIOES")
    }
    lines += sourceLines
    lines.append(
      "split         \(split.training.withThousandsSeparators) sentences to train on, "
        + "\(split.validation.withThousandsSeparators) to validate on")
    if let best {
      lines.append(
        "validation    \(TaggerTask.summary(of: best.score)), at step "
          + best.step.withThousandsSeparators)
    }
    lines.append(
      "training      \(t.optimizer.rawValue), rate \(t.learningRate), \(t.schedule.shape.rawValue), "
        + "batch \(t.batchSize), clip \(t.clipNorm), seed \(t.seed)")
    return lines + [libraryLine]
  }
}
