import CPeak
import Dispatch
import Foundation
import Rondo
import Synchronization

/// Peak rate of fused multiply-adds on this machine, in operations per second.
func peak(threads: Int, budget: Double) -> Double {
  let version = FloatKernels.version
  let best = Mutex(0.0)
  for _ in 0..<max(1, Int(budget / 0.05)) {
    let clock = ContinuousClock()
    let start = clock.now
    let done = Mutex(0.0)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      var sink: Float = 0
      let operations = cpeak_run(version, 2_000_000, &sink)
      done.withLock { $0 += operations + (sink.isNaN ? 1 : 0) }
    }
    let seconds = (clock.now - start) / .seconds(1)
    best.withLock { $0 = max($0, done.withLock { $0 } / seconds) }
  }
  return best.withLock { $0 }
}
