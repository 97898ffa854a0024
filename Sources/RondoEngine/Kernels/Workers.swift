private import CKernels
public import RondoNumerics

/// Pool of threads that share the work of an operation.
///
///     let workers = Workers(threads: 2)
///     let tape = Tape<Float>(workers: workers)
///
/// Work is split over outputs in a fixed way and never across a sum, so results have the same bits
/// for every number of threads. Idle threads sleep. `Sendable`: while the pool works for one task,
/// other tasks run their work themselves.
public final class Workers: WorkSharing, @unchecked Sendable {
  let pool: OpaquePointer?

  /// Number of threads, including the caller's.
  public let count: Int

  /// Pool without threads of its own: everything runs in the caller.
  public static let single = Workers(threads: 1)

  /// Starts `threads` − 1 threads; none if the system refuses them.
  public init(threads: Int) {
    precondition(threads > 0, "a pool has at least one thread, not \(threads)")
    let pool = threads > 1 ? rondo_workers_create(Int32(threads)) : nil
    self.pool = pool
    count = pool == nil ? 1 : threads
  }

  deinit { rondo_workers_destroy(pool) }

  /// Calls `body` with 0, 1, …, `parts` − 1 on the threads and waits for all calls to return.
  func run(parts: Int, _ body: (Int) -> Void) {
    guard let pool, parts > 1 else {
      for part in 0..<parts { body(part) }
      return
    }
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { pointer in
        rondo_workers_run(
          pool, Int32(parts),
          { context, part in
            context!.assumingMemoryBound(to: ((Int) -> Void).self).pointee(Int(part))
          }, UnsafeMutableRawPointer(mutating: pointer))
      }
    }
  }

  /// Smallest amount of work, in multiplications, that is worth handing to another thread.
  private static var worthSharing: Int { 200_000 }

  /// Shares the work on 0..<count: splits it into as many ranges as there are threads, each but the
  /// last a multiple of `grain`, and calls `body` with each non-empty range. There are fewer ranges
  /// if the total `cost`, the work of one unit in multiplications, is small.
  public func split(
    _ count: Int, grain: Int = 1, cost: Int = .max, _ body: (Range<Int>) -> Void
  ) {
    let parts = parts(count, grain: grain, cost: cost)
    guard parts > 1 else {
      if count > 0 { body(0..<count) }
      return
    }
    run(parts: parts) { body(Self.range($0, of: parts, count: count, grain: grain)) }
  }

  /// Number of ranges that 0..<count is split into.
  func parts(_ count: Int, grain: Int, cost: Int) -> Int {
    let (work, isLarge) = count.multipliedReportingOverflow(by: cost)
    let useful = isLarge ? self.count : 1 + work / Self.worthSharing
    return min(self.count, (count + grain - 1) / grain, useful)
  }

  /// One of the ranges.
  static func range(_ part: Int, of parts: Int, count: Int, grain: Int) -> Range<Int> {
    let grains = (count + grain - 1) / grain
    return grains * part / parts * grain..<min(grains * (part + 1) / parts * grain, count)
  }
}
