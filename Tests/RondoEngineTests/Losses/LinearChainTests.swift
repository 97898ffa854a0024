import Foundation
import TestSupport
import Testing

@testable import RondoEngine

/// All paths of a chain with their scores: what the recursions are compared with.
struct EnumeratedChain {
  let paths: [[Int]]
  let scores: [Double]

  /// - Parameter emissions: [T·K].
  init(_ chain: LinearChain<Double>, _ emissions: [Double]) {
    let (k, steps) = (chain.labels, emissions.count / chain.labels)
    var paths: [[Int]] = [[]]
    for _ in 0..<steps { paths = paths.flatMap { path in (0..<k).map { path + [$0] } } }
    let (a, starts, ends) = (chain.transitions.scalars, chain.starts.scalars, chain.ends.scalars)
    scores = paths.map { path in
      var sum = starts[path[0]] + ends[path[steps - 1]]
      for (t, label) in path.enumerated() {
        sum += emissions[t * k + label]
        if t > 0 { sum += a[path[t - 1] * k + label] }
      }
      return sum
    }
    self.paths = paths
  }

  var logPartition: Double {
    let largest = scores.max()!
    return largest + log(scores.reduce(0) { $0 + exp($1 - largest) })
  }

  func probability(where holds: ([Int]) -> Bool) -> Double {
    let whole = logPartition
    return zip(paths, scores).reduce(0) { $0 + (holds($1.0) ? exp($1.1 - whole) : 0) }
  }

  func best(where holds: ([Int]) -> Bool) -> [Int]? {
    zip(paths, scores).filter { holds($0.0) }.max { $0.1 < $1.1 }?.0
  }
}

struct LinearChainTests {
  static let sizes = (1...5).flatMap { labels in (1...6).map { (labels, $0) } }

  /// A chain and emissions of T steps, drawn.
  static func drawn(_ labels: Int, _ steps: Int) -> (LinearChain<Double>, [Double]) {
    var draw = Draw(seed: 10 * labels + steps)
    var chain = LinearChain<Double>(labels: labels)
    func tensor(_ shape: Shape) -> Tensor<Double> {
      Tensor((0..<shape.elementCount).map { _ in draw.number(in: -2...2) }, shape: shape)
    }
    chain.transitions = tensor([labels, labels])
    (chain.starts, chain.ends) = (tensor([labels]), tensor([labels]))
    return (chain, tensor([steps, labels]).scalars)
  }

  // Sums of up to 5⁶ exponentials in other orders: a few hundred roundings of 10⁻¹⁶.
  @Test(arguments: sizes)
  func `sums over all paths are those of enumeration`(labels: Int, steps: Int) {
    let (chain, emissions) = Self.drawn(labels, steps)
    let all = EnumeratedChain(chain, emissions)
    #expect(abs(chain.logPartition(of: emissions) - all.logPartition) < 1e-12)
    let expected = (0..<steps * labels).map { place in
      all.probability { $0[place / labels] == place % labels }
    }
    let found = chain.marginals(of: emissions)
    #expect(difference(found, from: expected, absolute: 1e-13, relative: 0) == nil)
    let part = Array(all.paths[all.paths.count / 3].prefix(max(1, steps - 1)))
    let first = steps - part.count
    let logProbability = log(all.probability { Array($0[first..<first + part.count]) == part })
    #expect(
      abs(chain.logProbability(of: part, at: first, in: emissions) - logProbability) < 1e-12)
    let targets = all.paths[all.paths.count / 2]
    let tape = Tape<Double>()
    let loss = chain.loss(
      of: tape.constant(Tensor(emissions, shape: [steps, 1, labels])),
      targets: targets.map { Int32($0) })
    let negative = all.logPartition - all.scores[all.paths.count / 2]
    #expect(abs(loss.scalar - negative / Double(steps)) < 1e-12)
  }

  @Test(arguments: sizes)
  func `the best path is that of enumeration, also of allowed ones`(labels: Int, steps: Int) {
    let (chain, emissions) = Self.drawn(labels, steps)
    let all = EnumeratedChain(chain, emissions)
    #expect(chain.bestPath(of: emissions) == all.best { _ in true })
    // No label twice in a row, none begins with 0 or ends with the last.
    func allows(_ previous: Int?, _ next: Int?) -> Bool {
      previous != next && (previous != nil || next != 0) && (next != nil || previous != labels - 1)
    }
    let expected = all.best { path in
      let borders: [Int?] = [nil] + path + [nil]
      return zip(borders, borders.dropFirst()).allSatisfy(allows)
    }
    let found = chain.bestPath(of: emissions, allowing: AllowedTransitions(labels: labels, allows))
    #expect(found == expected ?? all.best { _ in true })
  }

  @Test func `equal scores give the smallest labels`() {
    #expect(LinearChain<Float>(labels: 3).bestPath(of: [0, 1, 0, 2, 0, 0]) == [1, 0])
    #expect(
      LinearChain<Float>(labels: 3).bestPath(of: [Float](repeating: 0, count: 9)) == [0, 0, 0])
  }

  @Test func `scores of any size neither overflow nor underflow`() {
    var chain = LinearChain<Float>(labels: 2)
    chain.transitions = Tensor([0, 5000, -5000, 0], shape: [2, 2])
    let emissions: [Float] = [-9000, 0, 300, -300, 0, 9000]
    #expect(chain.marginals(of: emissions).allSatisfy { (0...1).contains($0) })
    let tape = Tape<Float>()
    let e = tape.variable(Tensor(emissions, shape: [3, 1, 2]))
    let loss = chain.loss(of: e, targets: [0, 0, 1])
    loss.backward()
    #expect(loss.scalar.isFinite && e.gradient.scalars.allSatisfy { $0.isFinite })
  }

  @Test(arguments: [1, 2, 8])
  func `loss and gradients have the same bits in any batch and on any number of threads`(
    threads: Int
  ) {
    var draw = Draw(seed: 3)
    let (labels, lengths) = (7, [8, 4, 2, 2])
    var chain = LinearChain<Float>(labels: labels)
    chain.transitions = draw.tensor([labels, labels])
    (chain.starts, chain.ends) = (draw.tensor([labels]), draw.tensor([labels]))
    let emissions: Tensor<Float> = draw.tensor([8, 4, labels])
    let targets = draw.ids(32, upTo: labels - 1)
    let tape = Tape<Float>(workers: Workers(threads: threads))
    let e = tape.variable(emissions)
    chain.loss(of: e, targets: targets, lengths: lengths).backward()
    let all = e.gradient.scalars
    for (row, length) in lengths.enumerated() {
      func own<Element>(_ values: [Element], _ size: Int) -> [Element] {
        (0..<length).flatMap { t in (0..<size).map { values[(t * 4 + row) * size + $0] } }
      }
      let tape = Tape<Float>()
      let e = tape.variable(Tensor(own(emissions.scalars, labels), shape: [length, 1, labels]))
      let loss = chain.loss(of: e, targets: own(targets, 1))
      // The mean of the batch is over 16 steps, that of the row over its own: the quotients are exact.
      (loss * tape.constant(Tensor([Float(length) / 16], shape: []))).backward()
      #expect(bitDifference(own(all, labels), from: e.gradient.scalars) == nil, "row \(row)")
    }
    let single = Tape<Float>()
    let other = single.variable(emissions)
    chain.loss(of: other, targets: targets, lengths: lengths).backward()
    #expect(bitDifference(all, from: other.gradient.scalars) == nil)
    let padding = (0..<32).filter { $0 / 4 >= lengths[$0 % 4] }
    #expect(
      padding.allSatisfy { place in
        all[place * labels..<(place + 1) * labels].allSatisfy { $0 == 0 }
      })
  }
}
