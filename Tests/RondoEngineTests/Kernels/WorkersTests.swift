import Foundation
import TestSupport
import Testing

@testable import RondoEngine

/// The pool of threads: every part once, no part lost, no two callers in each other's way.
struct WorkersTests {
  @Test(arguments: [1, 2, 3, 8], [0, 1, 2, 7, 64])
  func `each part is called once, whatever the numbers of threads and parts`(
    threads: Int, parts: Int
  ) {
    let workers = Workers(threads: threads)
    #expect(workers.count == threads)
    for _ in 0..<50 {
      let counts = Counters(parts)
      workers.run(parts: parts) { counts.add(1, to: $0) }
      #expect(counts.values == [Int](repeating: 1, count: parts))
    }
  }

  @Test(arguments: [1, 2, 3, 8])
  func `a split covers the whole in ranges that begin at multiples of the grain`(threads: Int) {
    let workers = Workers(threads: threads)
    for (count, grain) in [(0, 1), (1, 1), (5, 2), (16, 16), (17, 16), (100, 16), (7, 100)] {
      let (covered, starts) = (Counters(count), Counters(max(count, 1)))
      workers.split(count, grain: grain) { range in
        starts.add(1, to: range.lowerBound)
        for i in range { covered.add(1, to: i) }
      }
      #expect(covered.values == [Int](repeating: 1, count: count))
      let begun = starts.values.indices.filter { starts.values[$0] > 0 }
      #expect(begun.allSatisfy { $0 % grain == 0 } && begun.count <= threads)
    }
  }

  @Test func `many small runs from several threads at once are all done`() {
    let workers = Workers(threads: 3)
    let (callers, runs) = (6, isDebugBuild ? 300 : 3000)
    let counts = Counters(callers)
    DispatchQueue.concurrentPerform(iterations: callers) { caller in
      for _ in 0..<runs { workers.run(parts: 5) { _ in counts.add(1, to: caller) } }
    }
    #expect(counts.values == [Int](repeating: 5 * runs, count: callers))
  }

  @Test func `a pool may be used inside the work of another one`() {
    let (outer, inner) = (Workers(threads: 3), Workers(threads: 2))
    let counts = Counters(4)
    for _ in 0..<100 {
      outer.run(parts: 4) { part in inner.run(parts: 3) { _ in counts.add(1, to: part) } }
    }
    #expect(counts.values == [300, 300, 300, 300])
  }

  @Test func `pools come and go`() {
    for threads in 1...40 {
      let counts = Counters(threads)
      let workers = Workers(threads: threads % 9 + 1)
      if threads % 3 > 0 { workers.run(parts: threads) { counts.add(1, to: $0) } }
      #expect(counts.values.allSatisfy { $0 == (threads % 3 > 0 ? 1 : 0) })
    }
  }

  @Test func `what a run wrote is there when it returns`() {
    let workers = Workers(threads: 4)
    let memory = Storage<Double>(zeros: 1000)
    for round in 1...200 {
      workers.split(1000) { for i in $0 { memory.pointer[i] += Double(i) } }
      #expect(memory.pointer[999] == Double(999 * round))
    }
    let sum = withExtendedLifetime(memory) { (0..<1000).reduce(0) { $0 + memory.pointer[$1] } }
    #expect(sum == 200 * 499_500)
  }
}

/// Counters that several threads add to.
private final class Counters: @unchecked Sendable {
  private let lock = NSLock()
  private var counts: [Int]

  init(_ count: Int) { counts = [Int](repeating: 0, count: count) }

  var values: [Int] { lock.withLock { counts } }

  func add(_ number: Int, to index: Int) { lock.withLock { counts[index] += number } }
}
