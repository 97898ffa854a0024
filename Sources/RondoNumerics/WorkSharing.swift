/// A way to run independent pieces of work in parallel, such as a pool of threads; the caller takes
/// part and waits for the others.
///
/// Algorithms take one as an argument so that they do not depend on who owns the threads: the
/// engine's `Workers` conforms, and ``SerialWork`` runs everything in the caller. Results must not
/// depend on the choice: work is split over outputs, never across a sum.
public protocol WorkSharing: Sendable {
  /// Maximum number of pieces that run at the same time.
  var count: Int { get }

  /// Splits 0..<count into ranges, each but the last a multiple of `grain`, and calls `body` with
  /// each non-empty range.
  ///
  /// - Parameters:
  ///   - count: number of units of work.
  ///   - grain: smallest number of units to hand to a thread.
  ///   - cost: work of one unit, in multiplications; small amounts of work are not shared.
  ///   - body: does the units of a range; called from several threads at the same time.
  func split(_ count: Int, grain: Int, cost: Int, _ body: (Range<Int>) -> Void)
}

/// Runs all work in the caller. `Sendable`.
public struct SerialWork: WorkSharing {
  /// Always 1.
  public var count: Int { 1 }

  /// Creates a way to work without threads.
  public init() {}

  public func split(_ count: Int, grain: Int, cost: Int, _ body: (Range<Int>) -> Void) {
    if count > 0 { body(0..<count) }
  }
}
