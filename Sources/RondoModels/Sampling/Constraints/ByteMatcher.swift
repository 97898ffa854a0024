/// Finds any of several strings in a sequence of bytes, a step a byte, whatever their number: the
/// automaton of Aho & Corasick (1975).
///
/// A kilobyte for each byte of the strings. `Sendable`.
struct ByteMatcher: Sendable {
  /// The state after each of the 256 bytes, for each state.
  private var next: [Int32]
  private var isMatch: [Bool]

  /// A matcher of these strings, none of them empty; its first state is 0.
  init(_ strings: [[UInt8]]) {
    (next, isMatch) = (Array(repeating: -1, count: 256), [false])
    for string in strings { add(string) }
    link()
  }

  private mutating func add(_ string: [UInt8]) {
    var state = 0
    for byte in string {
      let place = state * 256 + Int(byte)
      if next[place] < 0 {
        next[place] = Int32(isMatch.count)
        next += Array(repeating: -1, count: 256)
        isMatch.append(false)
      }
      state = Int(next[place])
    }
    isMatch[state] = true
  }

  /// Lets each state go on where the longest proper end of its string that begins a string does.
  private mutating func link() {
    var fallback = Array(repeating: 0, count: isMatch.count)
    var queue = [0]
    var first = 0
    while first < queue.count {
      let state = queue[first]
      first += 1
      if isMatch[fallback[state]] { isMatch[state] = true }
      for byte in 0..<256 {
        let other = state == 0 ? 0 : next[fallback[state] * 256 + byte]
        let child = next[state * 256 + byte]
        guard child >= 0 else {
          next[state * 256 + byte] = other
          continue
        }
        fallback[Int(child)] = Int(other)
        queue.append(Int(child))
      }
    }
  }

  /// The state after bytes; nil where they complete one of the strings.
  func advance(_ state: Int, _ bytes: [UInt8]) -> Int? {
    var state = state
    for byte in bytes {
      state = Int(next[state * 256 + Int(byte)])
      if isMatch[state] { return nil }
    }
    return state
  }
}
