/// Sorts the suffixes of a sequence of ids by induced sorting, in linear time (Nong, Zhang & Chan
/// 2009, "Linear suffix array construction by almost pure induced-sorting").
///
/// A suffix is *small* if it sorts before the suffix that starts one symbol later; it is *leftmost
/// small* if the suffix before it is not small. Needs one byte per symbol besides text and result.
enum SuffixArray {
  /// Start positions of the suffixes in sorted order; a suffix that is a prefix of another comes
  /// first. Ids are in 0..<`alphabet`.
  static func sorted(_ ids: [Int32], alphabet: Int) -> [Int32] {
    let count = ids.count + 1
    precondition(count < Int32.max, "\(ids.count) symbols are too many to sort their suffixes")
    let text = ids.map { $0 + 1 } + [0]
    let places = [Int32](unsafeUninitializedCapacity: count) { places, written in
      text.withUnsafeBufferPointer {
        sort($0.baseAddress!, places.baseAddress!, count, alphabet: alphabet + 1)
      }
      written = count
    }
    return Array(places.dropFirst())
  }

  /// Sorts a text whose last symbol, and no other, is 0.
  private static func sort(
    _ text: UnsafePointer<Int32>, _ places: UnsafeMutablePointer<Int32>, _ count: Int,
    alphabet: Int
  ) {
    var isSmall = [Bool](repeating: true, count: count)
    for i in stride(from: count - 2, through: 0, by: -1) {
      isSmall[i] = text[i] < text[i + 1] || (text[i] == text[i + 1] && isSmall[i + 1])
    }
    let pass = Pass(text: text, places: places, count: count, alphabet: alphabet)
    isSmall.withUnsafeBufferPointer { isSmall in
      let leftmost = (1..<max(count, 1)).lazy.filter { isSmall[$0] && !isSmall[$0 - 1] }
      pass.induce(isSmall, from: leftmost.map { Int32($0) })
      let sorted = pass.sortedLeftmost(isSmall)
      let names = pass.names(of: sorted, isSmall)
      if names < sorted {
        sort(places + count - sorted, places, sorted, alphabet: names)
      } else {
        for i in 0..<sorted { places[Int(places[count - sorted + i])] = Int32(i) }
      }
      for (i, place) in leftmost.enumerated() { places[count - sorted + i] = Int32(place) }
      let order = (0..<sorted).map { places[count - sorted + Int(places[$0])] }
      pass.induce(isSmall, from: order)
    }
  }

  /// One level of the recursion.
  private struct Pass {
    let text: UnsafePointer<Int32>
    let places: UnsafeMutablePointer<Int32>
    let count: Int
    /// End of the bucket of suffixes that begin with each symbol.
    var ends: [Int32]

    init(
      text: UnsafePointer<Int32>, places: UnsafeMutablePointer<Int32>, count: Int, alphabet: Int
    ) {
      (self.text, self.places, self.count) = (text, places, count)
      ends = Array(repeating: 0, count: alphabet)
      for i in 0..<count { ends[Int(text[i])] += 1 }
      for symbol in 1..<max(alphabet, 1) { ends[symbol] += ends[symbol - 1] }
    }

    /// Places the leftmost small suffixes at the ends of their buckets, in the given order, and
    /// derives the positions of all others: the not small ones from the left, then the small ones
    /// from the right.
    func induce(_ isSmall: UnsafeBufferPointer<Bool>, from leftmost: some Sequence<Int32>) {
      var bounds = ends
      let order = Array(leftmost)
      places.update(repeating: -1, count: count)
      for place in order.reversed() {
        bounds[Int(text[Int(place)])] -= 1
        places[Int(bounds[Int(text[Int(place)])])] = place
      }
      bounds = [0] + ends.dropLast()
      for i in 0..<count where places[i] > 0 {
        let before = Int(places[i]) - 1
        guard !isSmall[before] else { continue }
        let symbol = Int(text[before])
        places[Int(bounds[symbol])] = Int32(before)
        bounds[symbol] += 1
      }
      bounds = ends
      for i in stride(from: count - 1, through: 0, by: -1) where places[i] > 0 {
        let before = Int(places[i]) - 1
        guard isSmall[before] else { continue }
        let symbol = Int(text[before])
        bounds[symbol] -= 1
        places[Int(bounds[symbol])] = Int32(before)
      }
    }

    /// Moves the sorted leftmost small suffixes to the front; returns their number.
    func sortedLeftmost(_ isSmall: UnsafeBufferPointer<Bool>) -> Int {
      var found = 0
      for i in 0..<count {
        let place = Int(places[i])
        guard place > 0, isSmall[place], !isSmall[place - 1] else { continue }
        places[found] = Int32(place)
        found += 1
      }
      return found
    }

    /// Names each part of the text from one leftmost small suffix to the next by its rank, writes
    /// the names in text order to the end of `places`, and returns the number of distinct names.
    func names(of sorted: Int, _ isSmall: UnsafeBufferPointer<Bool>) -> Int {
      (places + sorted).update(repeating: -1, count: count - sorted)
      var (names, previous) = (0, -1)
      for i in 0..<sorted {
        let place = Int(places[i])
        if previous < 0 || !isEqual(previous, place, isSmall) { names += 1 }
        previous = place
        places[sorted + place / 2] = Int32(names - 1)
      }
      var free = count
      for i in stride(from: count - 1, through: sorted, by: -1) where places[i] >= 0 {
        free -= 1
        places[free] = places[i]
      }
      return names
    }

    private func isEqual(_ a: Int, _ b: Int, _ isSmall: UnsafeBufferPointer<Bool>) -> Bool {
      for i in 0..<count {
        if text[a + i] != text[b + i] || isSmall[a + i] != isSmall[b + i] { return false }
        guard i > 0 else { continue }
        let endsHere = isSmall[a + i] && !isSmall[a + i - 1]
        if endsHere { return isSmall[b + i] && !isSmall[b + i - 1] }
      }
      return true
    }
  }
}
