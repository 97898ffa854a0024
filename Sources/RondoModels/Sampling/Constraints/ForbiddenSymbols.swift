internal import Synchronization

/// Which symbols cannot come next in a state, found when the state first comes, for all samples.
///
/// `Sendable`: samples are drawn by several threads.
final class ForbiddenSymbols<State: Hashable & Sendable>: Sendable {
  private let count: Int
  private let isForbidden: @Sendable (_ id: Int, State) -> Bool
  private let found = Mutex<[State: [Int32]]>([:])

  /// Among `count` symbols, those of which this is true.
  init(count: Int, _ isForbidden: @escaping @Sendable (_ id: Int, State) -> Bool) {
    (self.count, self.isForbidden) = (count, isForbidden)
  }

  func ids(in state: State) -> [Int32] {
    found.withLock { found in
      if let known = found[state] { return known }
      let ids = (0..<count).filter { isForbidden($0, state) }.map { Int32($0) }
      found[state] = ids
      return ids
    }
  }
}
