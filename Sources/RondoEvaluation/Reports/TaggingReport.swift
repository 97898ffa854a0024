import RondoFiles
public import RondoNumerics

/// Scores of a tagger on sentences with tags, with baselines: the event `evaluation`.
///
///     let report = TaggingReport(
///       tokens: [["the", "ferry"]], truth: [["DET", "NOUN"]], predicted: [["DET", "VERB"]],
///       nats: 0.9, scheme: nil, training: nil)
///     report.score.accuracy  // 0.5
///
/// `Sendable`.
public struct TaggingReport: Sendable {
  /// Scores token by token.
  public let score: TokenScore
  /// Scores of spans by both definitions; nil if tags do not describe spans.
  public let spans: SpanScores?
  /// Mean of −ln P(true tag) in nats a token.
  public let nats: Double
  /// Scores of simple methods on the same sentences, the best marked; nil without training data.
  public let baselines: [TaggingBaselineReport]?

  /// Scores predicted tags.
  ///
  /// - Parameters:
  ///   - tokens: Tokens of each sentence.
  ///   - truth: True tag of each token.
  ///   - predicted: Predicted tag of each token.
  ///   - nats: Mean of −ln P(true tag) in nats a token.
  ///   - scheme: Scheme of the tags, one of the strict definitions; nil if they do not describe
  ///     spans.
  ///   - training: Training sentences with their tags, from which baselines learn; nil for none.
  ///   - workers: Threads that share the work.
  public init(
    tokens: [[String]], truth: [[String]], predicted: [[String]], nats: Double,
    scheme: SpanDefinition?, training: (tokens: [[String]], tags: [[String]])?,
    workers: any WorkSharing = SerialWork()
  ) {
    let unknown = training.map { KnownWords($0.tokens).unknown(in: tokens) }
    score = TokenScore(truth: truth, predicted: predicted, unknown: unknown)
    spans = scheme.map { SpanScores(truth: truth, predicted: predicted, scheme: $0) }
    self.nats = nats
    let own = zip(truth, predicted).map { zip($0, $1).map { $0.utf8.elementsEqual($1.utf8) } }
    baselines = training.map { training in
      let found = TaggerBaselines.text(
        training: training.tokens, tags: training.tags, evaluation: tokens, workers: workers)
      let reports = found.map {
        TaggingBaselineReport($0, truth: truth, model: own, unknown: unknown, scheme: scheme)
      }
      let best = reports.map(\.objective).max()
      let index = reports.firstIndex { $0.objective == best }
      return reports.enumerated().map { place, report in
        var report = report
        report.best = place == index
        return report
      }
    }
  }

  /// The baseline with the highest span F₁, or accuracy if tags do not describe spans; of equal ones
  /// the first.
  public var bestBaseline: TaggingBaselineReport? { baselines?.first(where: \.best) }
}

/// Scores of a simple method on the sentences of a tagger.
///
/// `Sendable`.
public struct TaggingBaselineReport: Sendable {
  /// Kind of model.
  public let method: String
  /// Settings chosen for it, if any.
  public let settings: String?
  /// Fraction of tokens with the right tag.
  public let tokenAccuracy: Double
  /// The same of words that the training data lack; nil if there are none.
  public let unknownAccuracy: Double?
  /// Span F₁ by conlleval's definition; nil if tags do not describe spans.
  public let spanF1: Double?
  /// Span F₁ by the scheme's definition; nil if tags do not describe spans.
  public let strictSpanF1: Double?
  /// Whether it is the best of all baselines.
  public internal(set) var best = false
  /// Comparison of the tagger (first) with this baseline (second), token by token.
  public let mcNemar: McNemarTest

  init(
    _ baseline: TaggerBaseline<String>, truth: [[String]], model: [[Bool]], unknown: [[Bool]]?,
    scheme: SpanDefinition?
  ) {
    let score = TokenScore(truth: truth, predicted: baseline.tags, unknown: unknown)
    let spans = scheme.map {
      SpanScores(truth: truth, predicted: baseline.tags, scheme: $0)
    }
    (method, settings) = (baseline.method, baseline.settings)
    (tokenAccuracy, unknownAccuracy) = (score.accuracy, score.unknownAccuracy)
    (spanF1, strictSpanF1) = (spans?.conlleval.micro.f1, spans?.strict.micro.f1)
    var counts = (first: 0, second: 0)
    for (sentence, tags) in baseline.tags.enumerated() {
      for (token, tag) in tags.enumerated() {
        let isRight = tag.utf8.elementsEqual(truth[sentence][token].utf8)
        if model[sentence][token], !isRight { counts.first += 1 }
        if !model[sentence][token], isRight { counts.second += 1 }
      }
    }
    mcNemar = McNemarTest(onlyFirst: counts.first, onlySecond: counts.second)
  }

  var objective: Double { spanF1 ?? tokenAccuracy }
}

extension TaggingBaselineReport: Encodable {
  private enum Key: String, CodingKey {
    case method, settings, tokenAccuracy, unknownAccuracy, spanF1, strictSpanF1, best, mcNemar
  }

  /// All keys are present; unknown values are null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(method, forKey: .method)
    try container.encode(settings, forKey: .settings)
    try container.encode(tokenAccuracy, forKey: .tokenAccuracy)
    try container.encode(unknownAccuracy, forKey: .unknownAccuracy)
    try container.encode(spanF1, forKey: .spanF1)
    try container.encode(strictSpanF1, forKey: .strictSpanF1)
    try container.encode(best, forKey: .best)
    try container.encode(mcNemar, forKey: .mcNemar)
  }
}

extension TaggingReport: Encodable {
  private enum Key: String, CodingKey { case nats, spanF1, strictSpanF1, spans, baselines }

  /// The keys of `score`, and `nats`, `spanF1`, `strictSpanF1`, `spans` and `baselines`; unknown
  /// values are null.
  public func encode(to encoder: any Encoder) throws {
    try score.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(nats, forKey: .nats)
    try container.encode(spans?.conlleval.micro.f1, forKey: .spanF1)
    try container.encode(spans?.strict.micro.f1, forKey: .strictSpanF1)
    try container.encode(spans, forKey: .spans)
    try container.encode(baselines, forKey: .baselines)
  }
}

/// The report of a tagger as text: scores, a table of tags or of types of spans, the confusion of
/// tags that are not of spans, and baselines with McNemar's test against the best of them.
///
/// `Sendable`.
public struct TaggingText: Sendable {
  private let report: TaggingReport
  private let width: Int

  /// Creates the text of a report; the confusion matrix has at most `width` columns if possible.
  public init(_ report: TaggingReport, width: Int = 80) {
    (self.report, self.width) = (report, width)
  }

  /// The lines, each ended by a line feed.
  public var text: String {
    var parts = [summary]
    if let spans = report.spans {
      parts += ["\(spanSummary(spans))\n", spanTable(spans)]
    } else {
      parts += [tagTable, ConfusionTable(report.score.confusion, width: width).text]
    }
    if let baselines = report.baselines, !baselines.isEmpty {
      parts.append(table(baselines))
      if let verdict { parts.append(verdict + "\n") }
    }
    return parts.joined(separator: "\n")
  }

  private var summary: String {
    let score = report.score
    let unknown = score.unknownAccuracy.map {
      ", \(Percentage.text($0)) of \((score.unknown ?? 0).counted("unknown word"))"
    }
    return "accuracy \(Percentage.text(score.accuracy)) of \(score.tokens.counted("token"))"
      + "\(unknown ?? ""), all of \(Percentage.text(score.sentenceAccuracy)) of "
      + "\(score.sentences.counted("sentence")), "
      + "log-loss \(DecimalText.fixed(report.nats, 3)) nats a token\n"
  }

  private func spanSummary(_ spans: SpanScores) -> String {
    "span F1 \(Percentage.text(spans.conlleval.micro.f1)) (conlleval), "
      + "\(Percentage.text(spans.strict.micro.f1)) (strict), "
      + "\(spans.illegalTransitions.counted("illegal transition"))"
  }

  private func spanTable(_ spans: SpanScores) -> String {
    var rows = [["spans", "precision", "recall", "F1", "right", "found", "true"]]
    func row(_ name: String, _ counts: SpanCounts) -> [String] {
      [
        name, Percentage.text(counts.precision), Percentage.text(counts.recall),
        Percentage.text(counts.f1), "\(counts.right)", "\(counts.found)", "\(counts.gold)",
      ]
    }
    rows += spans.conlleval.perType.map { row($0.type, $0.counts) }
    rows.append(row("all", spans.conlleval.micro))
    return TextTable(rows: rows, leftAligned: [0]).text
  }

  private var tagTable: String {
    var rows = [["tag", "precision", "recall", "F1", "tokens"]]
    for label in report.score.confusion.perLabel {
      rows.append([
        label.label, Percentage.text(label.precision), Percentage.text(label.recall),
        Percentage.text(label.f1), "\(label.support)",
      ])
    }
    return TextTable(rows: rows, leftAligned: [0]).text
  }

  private func table(_ baselines: [TaggingBaselineReport]) -> String {
    let hasSpans = report.spans != nil
    var rows = [["baseline", "accuracy", "unknown words", "McNemar", "settings"]]
    if hasSpans { rows[0].insert(contentsOf: ["span F1", "strict"], at: 3) }
    for baseline in baselines {
      var row = [
        baseline.method, Percentage.text(baseline.tokenAccuracy),
        baseline.unknownAccuracy.map { Percentage.text($0) } ?? "–",
        DecimalText.probability(baseline.mcNemar.pValue), baseline.settings ?? "",
      ]
      if hasSpans {
        row.insert(
          contentsOf: [baseline.spanF1 ?? 0, baseline.strictSpanF1 ?? 0].map {
            Percentage.text($0)
          }, at: 3)
      }
      rows.append(row)
    }
    return TextTable(rows: rows, leftAligned: [0, hasSpans ? 6 : 4]).text
  }

  /// The comparison of the tagger with the best baseline, token by token.
  private var verdict: String? {
    guard let best = report.bestBaseline else { return nil }
    let test = best.mcNemar
    let difference = test.onlyFirst - test.onlySecond
    let points = Percentage.points(abs(difference), of: report.score.tokens)
    let found =
      difference == 0
      ? "as good as the best baseline, \(best.method)"
      : "\(difference > 0 ? "better" : "worse") than the best baseline, \(best.method), by \(points)"
    let meaning = difference == 0 || test.pValue < 0.05 ? "" : ", which may be chance"
    return found + meaning + " (McNemar's test over tokens: "
      + "\(DecimalText.probability(test.pValue)); \(test.onlyFirst.counted("token")) only the model "
      + "gets right, \(test.onlySecond.withThousandsSeparators) only the baseline)"
  }
}
