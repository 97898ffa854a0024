/// Visits the contexts of a training part from the shortest to the longest, with the counts of
/// what follows each, and takes the positions to be scored along.
///
/// A position stands for the symbol at it. The training positions that share the `depth` symbols
/// before them form one run; splitting the run by the symbol before those gives the runs of the
/// contexts one symbol longer. So the tree of contexts is one permutation of the positions,
/// refined on the way down, and both counts of Kneser and Ney are read off a run: how often a
/// symbol stands in it, and in how many of its splits (the symbol's continuation count).
///
/// Time O((N + E) · order) for `N` training and `E` scored positions, whatever the vocabulary;
/// memory 8 bytes for each of them, beside the text.
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

  /// Visits every context, or every one with a target, depth first.
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

  /// Visits the contexts from `depth` symbols on of a position that shares them with no other.
  ///
  /// They are most of the longer contexts of a text, and their counts are all 1.
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

  /// Splits a context's run by the symbol before it and returns where the new runs begin.
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
