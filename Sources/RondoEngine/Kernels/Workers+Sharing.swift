private import CKernels

/// Work on a range of indices, any part of which can be done by any thread.
///
/// Its fields hold what a closure would capture: passing a closure to other threads would allocate
/// memory each time. For frequent calls, specialise `run` for `Float`: other threads learn the type
/// of the work only at run time, and would look up its generic parameters.
public protocol RangeWork {
  /// Does the part of the work in a range of indices.
  func run(_ range: Range<Int>)
}

extension RangeWork {
  fileprivate static func run(at work: UnsafeRawPointer, _ range: Range<Int>) {
    work.assumingMemoryBound(to: Self.self).pointee.run(range)
  }
}

extension Workers {
  /// Shares the work on 0..<count like `split`, without allocating memory.
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

/// Work with its type and the way it is split.
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
