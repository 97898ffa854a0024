// Computations that do not depend on each other, such as those of the networks of an ensemble: one a
// thread instead of one after another, each split over all threads. Short sequences in small batches
// gain little from a split.

extension Tape {
  /// Results of `count` computations that do not depend on each other, run side by side on the threads
  /// of this tape, each on one thread and on a tape of its own. Computations that would leave half of
  /// the threads or more without work run one after another on this tape, with all threads.
  ///
  ///     let tape = Tape<Float>(workers: Workers(threads: 2))
  ///     let sums = tape.sideBySide(4) { index, tape in
  ///       tape.withoutGradients { tape.constant(Tensor([1, Float(index)])).sum().scalar }
  ///     }
  ///     sums  // [1.0, 2.0, 3.0, 4.0]
  ///
  /// The tapes keep their memory for the next call. `body` resets the tape that it gets, and changes
  /// nothing that another computation uses; so results have the same bits for any number of threads.
  ///
  /// - Parameters:
  ///   - count: Number of computations.
  ///   - body: Runs one of them, given its index and its tape; called on any thread.
  package func sideBySide<Result>(
    _ count: Int, _ body: (_ index: Int, _ tape: Tape<Scalar>) -> Result
  ) -> [Result] {
    var results = [Result?](repeating: nil, count: count)
    results.withUnsafeMutableBufferPointer { results in
      let shared = SharedResults(results)
      runSideBySide(count) { shared[$0] = body($0, $1) }
    }
    return results.compactMap { $0 }
  }

  /// Runs computations as `sideBySide` does, for their effects.
  func runSideBySide(_ count: Int, _ body: (_ index: Int, _ tape: Tape<Scalar>) -> Void) {
    let threads = workers.count
    guard threads > 1, count > 1 else {
      for index in 0..<count { body(index, self) }
      return
    }
    let rest = count % threads
    let shared = 2 * rest > threads ? count : count - rest
    let used = min(threads, shared)
    while helpers.count < used { helpers.append(Tape(workers: .single)) }
    workers.run(parts: used) { thread in
      for index in stride(from: thread, to: shared, by: used) { body(index, helpers[thread]) }
    }
    for index in shared..<count { body(index, self) }
  }
}

/// Results of computations that run side by side, each of which writes those of its own index.
///
/// `@unchecked Sendable`: no two computations use the same index.
package struct SharedResults<Element>: @unchecked Sendable {
  private let start: UnsafeMutablePointer<Element>?
  private let count: Int

  /// Refers to initialized memory, which must outlive the results.
  package init(_ results: UnsafeMutableBufferPointer<Element>) {
    (start, count) = (results.baseAddress, results.count)
  }

  /// The result of a computation.
  package subscript(_ index: Int) -> Element {
    get {
      precondition((0..<count).contains(index), "result \(index) of \(count)")
      return start![index]
    }
    nonmutating set {
      precondition((0..<count).contains(index), "result \(index) of \(count)")
      start![index] = newValue
    }
  }
}
