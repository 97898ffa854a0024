/// A traversal of the contexts of a training part, shorter ones first, with the counts of the
/// symbols that follow each, and with the positions to be scored.
///
/// A position represents the symbol at it. The training positions with the same `depth` symbols
/// before them form one run; splitting the run by the symbol before those gives the runs of the
/// contexts one symbol longer. The tree of contexts is thus one permutation of the positions,
/// refined with depth, and both counts of Kneser and Ney follow from a run: the occurrences of a
/// symbol in it, and the number of its splits in which the symbol occurs (the continuation count).
///
/// Time O((N + E) · order) for `N` training and `E` scored positions, regardless of the vocabulary;
/// memory 8 bytes for each of them, besides the text.
struct ContextWalk<Observer: ContextObserver> {
  private(set) var observer: Observer

  private let text: ContextText
  private let maximumOrder: Int
  private var training: GroupedPositions
  private var targets: GroupedPositions
  private var successors: SuccessorCounts
  private var groupOfSymbol: [UInt32]
  private var groupSymbols: [UInt32] = []
  private var lastGroupOfSuccessor: [Int]
  private var groupsSeen = 0

  init(text: ContextText, targets: [UInt32], maximumOrder: Int, observer: Observer) {
    self.text = text
    self.maximumOrder = maximumOrder
    self.observer = observer
    training = GroupedPositions(text.trainingPositions)
    self.targets = GroupedPositions(targets)
    let vocabularySize = Int(text.unknown)
    successors = SuccessorCounts(vocabularySize: vocabularySize)
    groupOfSymbol = Array(repeating: 0, count: vocabularySize + 1)
    lastGroupOfSuccessor = Array(repeating: 0, count: vocabularySize)
  }

  /// Visits all contexts, or all with a target, depth first.
  mutating func run() {
    visit(training.values.indices, targets: targets.values.indices, depth: 0)
  }

  private mutating func visit(_ run: Range<Int>, targets targetRun: Range<Int>, depth: Int) {
    let order = depth + 1
    if run.count == 1 && targetRun.isEmpty {
      return extendSingleContext(of: training.values[run.lowerBound], depth: depth)
    }
    countOccurrences(in: run)
    observer.observe(
      occurrences: successors, order: order, targets: targets.values[targetRun])
    guard order < maximumOrder else { return }

    let firstRun = split(run, targets: targetRun, depth: depth)
    let groups = firstRun + 1..<training.runs.count
    countContinuations(in: groups)
    observer.observe(
      continuations: successors, order: order, targets: targets.values[targetRun])
    observer.leave(targets.values[targets.runs[firstRun].range], order: order + 1)
    for group in groups where Observer.visitsEveryContext || !targets.runs[group].isEmpty {
      visit(training.runs[group].range, targets: targets.runs[group].range, depth: order)
    }
    training.dropRuns(from: firstRun)
    targets.dropRuns(from: firstRun)
  }

  /// Visits the contexts of `depth` symbols and more that occur at a single position.
  ///
  /// Most longer contexts of a text are of this kind, and their counts are all 1.
  private mutating func extendSingleContext(of position: UInt32, depth: Int) {
    successors.removeAll()
    successors.add(text[position])
    for order in depth + 1...maximumOrder {
      observer.observe(occurrences: successors, order: order, targets: [])
      guard order < maximumOrder,
        text.symbol(before: position, depth: order - 1) != text.unknown
      else { return }
      observer.observe(continuations: successors, order: order, targets: [])
    }
  }

  private mutating func countOccurrences(in run: Range<Int>) {
    successors.removeAll()
    for index in run { successors.add(text[training.values[index]]) }
  }

  private mutating func countContinuations(in groups: Range<Int>) {
    successors.removeAll()
    for group in groups {
      groupsSeen += 1
      for index in training.runs[group].range {
        let symbol = text[training.values[index]]
        if lastGroupOfSuccessor[Int(symbol)] != groupsSeen {
          lastGroupOfSuccessor[Int(symbol)] = groupsSeen
          successors.add(symbol)
        }
      }
    }
  }

  /// Splits a context's run by the symbol before it and returns the starts of the new runs.
  private mutating func split(
    _ run: Range<Int>, targets targetRun: Range<Int>, depth: Int
  ) -> Int {
    for index in run {
      let symbol = text.symbol(before: training.values[index], depth: depth)
      if symbol != text.unknown && groupOfSymbol[Int(symbol)] == 0 {
        groupSymbols.append(symbol)
        groupOfSymbol[Int(symbol)] = UInt32(groupSymbols.count)
      }
    }
    let firstRun = training.runs.count
    training.split(
      run, text: text, depth: depth, groupOfSymbol: groupOfSymbol, groupCount: groupSymbols.count)
    targets.split(
      targetRun, text: text, depth: depth, groupOfSymbol: groupOfSymbol,
      groupCount: groupSymbols.count)
    for symbol in groupSymbols { groupOfSymbol[Int(symbol)] = 0 }
    groupSymbols.removeAll(keepingCapacity: true)
    return firstRun
  }
}

/// A visitor of the contexts of a ``ContextWalk``; `order` is the length of the context plus one.
protocol ContextObserver {
  /// Whether contexts without a target are visited too.
  static var visitsEveryContext: Bool { get }

  /// Receives the number of occurrences of each symbol after the context.
  mutating func observe(occurrences: SuccessorCounts, order: Int, targets: ArraySlice<UInt32>)

  /// Receives the number of distinct symbols before the context for each symbol after it.
  mutating func observe(continuations: SuccessorCounts, order: Int, targets: ArraySlice<UInt32>)

  /// Receives targets whose context of `order - 1` symbols does not occur before a known symbol.
  mutating func leave(_ targets: ArraySlice<UInt32>, order: Int)
}

/// Counts of the symbols that follow one context, reused from context to context.
///
/// A table over the vocabulary and a list of the symbols in use: adding costs O(1), clearing
/// O(symbols in use), regardless of the size of the vocabulary.
struct SuccessorCounts {
  /// The distinct symbols counted, in the order of their first occurrence.
  private(set) var symbols: [UInt32] = []

  /// The sum of all counts.
  private(set) var total = 0

  private var counts: [UInt32]

  init(vocabularySize: Int) {
    counts = Array(repeating: 0, count: vocabularySize)
  }

  mutating func add(_ symbol: UInt32) {
    if counts[Int(symbol)] == 0 { symbols.append(symbol) }
    counts[Int(symbol)] += 1
    total += 1
  }

  mutating func removeAll() {
    for symbol in symbols { counts[Int(symbol)] = 0 }
    symbols.removeAll(keepingCapacity: true)
    total = 0
  }

  subscript(symbol: UInt32) -> Int { Int(counts[Int(symbol)]) }

  /// The interpolated estimate `(max(c(w) - D, 0) + D · N · lower) / total`, where `N` is the
  /// number of distinct symbols; `lower` itself if nothing was counted.
  func estimate(of symbol: UInt32, discount: Double, lower: Double) -> Double {
    guard total > 0 else { return lower }
    let kept = max(Double(self[symbol]) - discount, 0)
    return (kept + discount * Double(symbols.count) * lower) / Double(total)
  }
}
