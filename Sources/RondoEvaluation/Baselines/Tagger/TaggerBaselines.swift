import RondoFiles
public import RondoNumerics

/// The predictions of a baseline for the tokens of sentences or the steps of series.
///
/// `Sendable`.
public struct TaggerBaseline<Tag: Sendable>: Sendable {
  /// The kind of model, for example "averaged perceptron".
  public var method: String
  /// The settings chosen for it; nil if there are none.
  public var settings: String?
  /// The predicted tag of each token or step, by sentence or series.
  public var tags: [[Tag]]

  /// Creates predictions.
  public init(method: String, settings: String?, tags: [[Tag]]) {
    (self.method, self.settings, self.tags) = (method, settings, tags)
  }
}

/// The baselines of taggers, which a network must beat.
///
///     let baselines = TaggerBaselines.text(
///       training: [["the", "ferry"]], tags: [["DET", "NOUN"]], evaluation: [["the", "harbour"]])
///     baselines.map(\.method)  // ["most frequent tag", "averaged perceptron"]
///
/// They learn from the training part alone. The same input gives the same bits for any number of
/// threads.
public enum TaggerBaselines {
  /// The largest number of training tokens of a perceptron by default: some seconds of one core.
  public static let maximumTokens = 500_000

  /// The most frequent tag of each word (``FrequentTagTagger``), and an averaged perceptron
  /// (``PerceptronTagger``).
  ///
  /// From more than `maximumTokens` tokens, the perceptron learns from sentences at even distances,
  /// and its settings say from how many.
  ///
  /// - Parameters:
  ///   - training: The tokens of the sentences of the training part.
  ///   - tags: Their tags.
  ///   - evaluation: The tokens of the sentences to tag.
  ///   - seed: The seed of the perceptron.
  ///   - maximumTokens: About the largest number of training tokens of the perceptron.
  ///   - workers: The threads that share the sentences to tag.
  /// - Returns: Two baselines; empty if there is no training token.
  public static func text(
    training: [[String]], tags: [[String]], evaluation: [[String]], seed: UInt64 = 1,
    maximumTokens: Int = maximumTokens, workers: any WorkSharing = SerialWork()
  ) -> [TaggerBaseline<String>] {
    let tokens = training.reduce(0) { $0 + $1.count }
    guard tokens > 0 else { return [] }
    let frequent = FrequentTagTagger(sentences: training, tags: tags)
    var used = Array(training.indices)
    if tokens > maximumTokens {
      let count = max(1, training.count * maximumTokens / tokens)
      used = (0..<count).map { $0 * training.count / count }
    }
    let perceptron = PerceptronTagger(
      sentences: used.map { training[$0] }, tags: used.map { tags[$0] }, seed: seed)
    let note = used.count < training.count ? ", \(used.count) of \(training.count) sentences" : ""
    return [
      TaggerBaseline(
        method: "most frequent tag", settings: nil,
        tags: tagged(evaluation, workers) { frequent.tags(of: $0) }),
      TaggerBaseline(
        method: "averaged perceptron",
        settings: "\(PerceptronTagger.defaultIterations) iterations\(note)",
        tags: tagged(evaluation, workers) { perceptron.tags(of: $0) }),
    ]
  }

  /// The most frequent label, and the nearest neighbour of the window around each step
  /// (``WindowNeighborTagger``).
  ///
  /// - Parameters:
  ///   - training: The series of the training part, each flat, `[T, C]`, with NaN for a missing
  ///     value.
  ///   - labels: The label of each step, at least 0.
  ///   - channels: C, at least 1.
  ///   - evaluation: The series whose steps to label, each flat, `[T, C]`.
  ///   - workers: The threads to share the work.
  /// - Returns: Two baselines; empty if there is no training step.
  public static func series(
    training: [[Float]], labels: [[Int]], channels: Int, evaluation: [[Float]],
    workers: any WorkSharing = SerialWork()
  ) -> [TaggerBaseline<Int>] {
    guard let greatest = labels.joined().max() else { return [] }
    var counts = Array(repeating: 0, count: greatest + 1)
    for label in labels.joined() { counts[label] += 1 }
    let majority = counts.firstIndexOfGreatest
    let neighbor = WindowNeighborTagger(
      training: training, labels: labels, channels: channels, workers: workers)
    let steps = (2 * neighbor.radius + 1).counted("step")
    return [
      TaggerBaseline(
        method: "majority", settings: nil,
        tags: evaluation.map { Array(repeating: majority, count: $0.count / channels) }),
      TaggerBaseline(
        method: "1-NN of windows", settings: "\(steps), \(neighbor.count.counted("window"))",
        tags: neighbor.labels(of: evaluation, on: workers)),
    ]
  }

  private static func tagged(
    _ sentences: [[String]], _ workers: any WorkSharing, _ tags: ([String]) -> [String]
  ) -> [[String]] {
    [[String]](unsafeUninitializedCapacity: sentences.count) { buffer, count in
      let result = buffer
      workers.split(sentences.count, grain: 1, cost: 10_000) { range in
        for index in range {
          result.initializeElement(at: index, to: tags(sentences[index]))
        }
      }
      count = sentences.count
    }
  }
}
