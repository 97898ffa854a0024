import RondoData
import RondoNumerics

/// An averaged perceptron that tags a sentence from left to right.
///
///     let tagger = PerceptronTagger(
///       sentences: [["the", "ferry", "leaves"], ["a", "ferry"]],
///       tags: [["DET", "NOUN", "VERB"], ["DET", "NOUN"]])
///     tagger.tags(of: ["the", "ferry"])  // ["DET", "NOUN"]
///
/// The baseline that a network must beat: a linear model of the word, its first one to three and
/// last one to five scalars, capitals, digits and hyphens in it and its neighbours, two words on
/// both sides, and the two tags before, which are those that it predicted itself. It learns from its
/// mistakes, and its weights are the means over all steps (M. Collins 2002, "Discriminative training
/// methods for hidden Markov models: theory and experiments with perceptron algorithms").
///
/// Weights are whole numbers and means sums of them, so that the same sentences in the same order
/// and the same seed give the same tags everywhere. Of equally good tags the first in the order of
/// their bytes is predicted. Time O(T · K) for T tokens and K tags, a pass; memory 8 · K bytes for
/// each feature that occurred in a mistake, while training 16 · K. `Sendable`.
public struct PerceptronTagger: Sendable {
  /// The number of passes over the training sentences by default.
  public static let defaultIterations = 10

  /// The tags, `[K]`, in the order of their bytes.
  public let tags: [String]

  /// The place in `weights` of each feature that has any.
  let rows: [UInt64: Int32]

  /// The sums of the weights over all steps, K a feature.
  let weights: [Int64]

  /// Learns from tagged sentences.
  ///
  /// - Parameters:
  ///   - sentences: The tokens of each sentence.
  ///   - tags: Their tags.
  ///   - iterations: The number of passes over the sentences, each in another random order.
  ///   - seed: The seed of these orders.
  public init(
    sentences: [[String]], tags: [[String]], iterations: Int = defaultIterations, seed: UInt64 = 1
  ) {
    precondition(
      sentences.map(\.count) == tags.map(\.count),
      "PerceptronTagger: found sentences of different numbers of tokens and tags")
    let names = Set(tags.joined().lazy.map { ClassLabel($0) }).sorted()
    let ids = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    let truth = tags.map { $0.compactMap { ids[ClassLabel($0)] } }
    let features = sentences.map { TaggerFeatures($0) }
    var training = PerceptronTraining(classes: names.count)
    for iteration in 0..<iterations {
      for index in Self.order(sentences.count, seed, iteration) {
        training.learn(features[index], truth[index])
      }
    }
    self.tags = names.map(\.name)
    (rows, weights) = (training.rows, training.sums)
  }

  /// The tags of a sentence; empty if the training part had none.
  public func tags(of sentence: [String]) -> [String] {
    guard !tags.isEmpty else { return [] }
    let features = TaggerFeatures(sentence)
    var numbers = Array(repeating: UInt64(0), count: TaggerFeatures.count)
    var scores = Array(repeating: Int64(0), count: tags.count)
    var (before, before2) = (-1, -1)
    return sentence.indices.map { place in
      features.write(place, tag: before, tag2: before2, to: &numbers)
      for tag in scores.indices { scores[tag] = 0 }
      for number in numbers {
        guard let row = rows[number] else { continue }
        let start = Int(row) * scores.count
        for tag in scores.indices { scores[tag] += weights[start + tag] }
      }
      (before, before2) = (scores.firstIndexOfGreatest, before)
      return tags[before]
    }
  }

  /// A random order of 0..<count (Fisher & Yates).
  private static func order(_ count: Int, _ seed: UInt64, _ iteration: Int) -> [Int] {
    let stream = RandomStream(seed: seed, purpose: .shuffling, index: UInt64(iteration))
    var order = Array(0..<count)
    for place in order.indices.dropFirst().reversed() {
      order.swapAt(place, stream.integer(below: place + 1, at: UInt64(place)))
    }
    return order
  }
}

/// Weights while they are learned.
private struct PerceptronTraining {
  private(set) var rows: [UInt64: Int32] = [:]
  private var weights: [Int32] = []
  /// The sum of each weight over the steps before its `changed`.
  private var totals: [Int64] = []
  private var changed: [Int32] = []
  /// The number of tokens so far.
  private var step: Int32 = 0

  private let classes: Int
  private var numbers = Array(repeating: UInt64(0), count: TaggerFeatures.count)
  private var scores: [Int32]

  init(classes: Int) {
    self.classes = classes
    scores = Array(repeating: 0, count: classes)
  }

  /// The sum of each weight over all steps.
  var sums: [Int64] {
    weights.indices.map { totals[$0] + Int64(weights[$0]) * Int64(step - changed[$0]) }
  }

  /// Tags a sentence, and changes the weights after each wrong tag.
  mutating func learn(_ features: TaggerFeatures, _ truth: [Int]) {
    var (before, before2) = (-1, -1)
    for place in truth.indices {
      features.write(place, tag: before, tag2: before2, to: &numbers)
      let guess = predict()
      if guess != truth[place] {
        for number in numbers {
          let start = row(number)
          change(start + truth[place], by: 1)
          change(start + guess, by: -1)
        }
      }
      step += 1
      (before, before2) = (guess, before)
    }
  }

  private mutating func predict() -> Int {
    for tag in scores.indices { scores[tag] = 0 }
    for number in numbers {
      guard let row = rows[number] else { continue }
      let start = Int(row) * classes
      for tag in scores.indices { scores[tag] += weights[start + tag] }
    }
    return scores.firstIndexOfGreatest
  }

  private mutating func row(_ number: UInt64) -> Int {
    if let row = rows[number] { return Int(row) * classes }
    rows[number] = Int32(rows.count)
    weights += repeatElement(0, count: classes)
    totals += repeatElement(0, count: classes)
    changed += repeatElement(step, count: classes)
    return weights.count - classes
  }

  private mutating func change(_ place: Int, by difference: Int32) {
    totals[place] += Int64(weights[place]) * Int64(step - changed[place])
    changed[place] = step
    weights[place] += difference
  }
}

extension Array where Element: Comparable {
  /// The first index of the greatest element; 0 if there is none.
  var firstIndexOfGreatest: Int {
    var best = 0
    for index in indices where self[index] > self[best] { best = index }
    return best
  }
}
