private import CKernels

/// Work on a range of positions, any part of which can be done by any thread.
///
/// What a closure would capture, it holds in fields: handing a closure to other threads would cost
/// an allocation each time. Where it is called often, `run` is specialized for `Float`: other
/// threads know the type of the work only when they run it, and would look up what it is made of.
public protocol RangeWork {
  /// Does the part of the work that belongs to a range.
  func run(_ range: Range<Int>)
}

extension RangeWork {
  fileprivate static func run(at work: UnsafeRawPointer, _ range: Range<Int>) {
    work.assumingMemoryBound(to: Self.self).pointee.run(range)
  }
}

extension Workers {
  /// Shares the work on 0..<count as `split` does, without allocating.
  public func share<Work: RangeWork>(
    _ count: Int, grain: Int = 1, cost: Int = .max, _ work: Work
  ) {
    let parts = parts(count, grain: grain, cost: cost)
    guard let pool, parts > 1 else {
      if count > 0 { work.run(0..<count) }
      return
    }
    withUnsafePointer(to: work) { work in
      let shared = SharedWork(
        work: UnsafeRawPointer(work), type: Work.self, count: count, grain: grain, parts: parts)
      withUnsafePointer(to: shared) { shared in
        rondo_workers_run(
          pool, Int32(parts),
          { context, part in
            context!.assumingMemoryBound(to: SharedWork.self).pointee.run(Int(part))
          }, UnsafeMutableRawPointer(mutating: shared))
      }
    }
  }
}

/// Work of some type and how it is cut.
private struct SharedWork {
  let work: UnsafeRawPointer
  let type: any RangeWork.Type
  let count: Int
  let grain: Int
  let parts: Int

  func run(_ part: Int) {
    type.run(at: work, Workers.range(part, of: parts, count: count, grain: grain))
  }
}
