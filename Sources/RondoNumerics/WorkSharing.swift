/// Threads, or whatever else shares independent work; the caller takes part and waits for the rest.
///
/// Algorithms take one so that they need not know who owns the threads: the engine's `Workers` is
/// one, and ``SerialWork`` does everything in the caller. Results may not depend on which it is: work
/// is split over outputs, never across a sum.
public protocol WorkSharing: Sendable {
  /// The number of parts that are done at the same time at most.
  var count: Int { get }

  /// Splits 0..<count into ranges, each but the last a multiple of `grain`, and calls `body` with
  /// each range that is not empty.
  ///
  /// - Parameter cost: The work of one unit in multiplications or as long; little work is not shared.
  func split(_ count: Int, grain: Int, cost: Int, _ body: (Range<Int>) -> Void)
}

/// All work in the caller.
///
/// `Sendable`.
public struct SerialWork: WorkSharing {
  /// 1.
  public var count: Int { 1 }

  /// Work without threads.
  public init() {}

  public func split(_ count: Int, grain: Int, cost: Int, _ body: (Range<Int>) -> Void) {
    if count > 0 { body(0..<count) }
  }
}
