/// A table that numbers the n-grams of the training part from 0.
///
/// The key of an n-gram is the number of the n-gram without its last symbol, and that symbol; a
/// look-up thus compares two integers for any n, without collisions. Open addressing, at most half
/// full: about 24 bytes an n-gram.
struct NGramTable {
  /// The length of each n-gram, by number.
  private(set) var orders: [UInt8] = []

  private var keys: [UInt64] = Array(repeating: 0, count: 1024)
  private var numbers: [UInt32] = Array(repeating: 0, count: 1024)

  /// The number of n-grams.
  var count: Int { orders.count }

  /// Calls `body` with the number of each n-gram of up to `maximumOrder` symbols; new ones get one.
  ///
  /// The marks alone are no n-grams, because every text has them.
  mutating func learn(_ symbols: [UInt32], maximumOrder: Int, _ body: (UInt32) -> Void) {
    for start in symbols.indices {
      var prefix: UInt32 = 0
      for order in 1...min(maximumOrder, symbols.count - start) {
        prefix = number(learning: Self.key(prefix, symbols[start + order - 1]), order: order) + 1
        if order > 1 || !Self.isMark(symbols[start]) { body(prefix - 1) }
      }
    }
  }

  /// Calls `body` with the number of each n-gram that is known.
  func forEach(in symbols: [UInt32], maximumOrder: Int, _ body: (UInt32) -> Void) {
    for start in symbols.indices {
      var prefix: UInt32 = 0
      for order in 1...min(maximumOrder, symbols.count - start) {
        guard let found = find(Self.key(prefix, symbols[start + order - 1])) else { break }
        prefix = found + 1
        if order > 1 || !Self.isMark(symbols[start]) { body(found) }
      }
    }
  }

  /// The keys of the n-grams up to a length, in the order of their numbers, as in a table of these
  /// alone, and their numbers in this table.
  func contents(upTo order: Int) -> (keys: [UInt64], numbers: [UInt32]) {
    var byNumber = Array(repeating: UInt64(0), count: count)
    for (key, number) in zip(keys, numbers) where key != 0 { byNumber[Int(number)] = key }
    var changed = Array(repeating: UInt32(0), count: count)
    var (kept, kinds): ([UInt64], [UInt32]) = ([], [])
    for (number, key) in byNumber.enumerated() where orders[number] <= order {
      let prefix = UInt32(key >> 32)
      let symbol = UInt32(truncatingIfNeeded: key) - 1
      changed[number] = UInt32(kept.count)
      kept.append(Self.key(prefix == 0 ? 0 : changed[Int(prefix) - 1] + 1, symbol))
      kinds.append(UInt32(number))
    }
    return (kept, kinds)
  }

  /// Creates an empty table.
  init() {}

  /// Creates a table of the n-grams with these keys, numbered in this order; nil if a key is
  /// invalid, repeated, or extends an n-gram that does not precede it.
  init?(keys: [UInt64]) {
    while self.keys.count < 2 * keys.count { grow() }
    for key in keys {
      let (prefix, next) = (Int(key >> 32), UInt32(count))
      guard UInt32(truncatingIfNeeded: key) > 0, prefix <= count else { return nil }
      let order = prefix == 0 ? 1 : Int(orders[prefix - 1]) + 1
      guard order <= 255, number(learning: key, order: order) == next else { return nil }
    }
  }

  private static func isMark(_ symbol: UInt32) -> Bool {
    symbol == NGramSymbols.beginning || symbol == NGramSymbols.end
  }

  /// The key of an n-gram, never 0, which marks an empty slot.
  private static func key(_ prefix: UInt32, _ symbol: UInt32) -> UInt64 {
    UInt64(prefix) << 32 | UInt64(symbol) + 1
  }

  private func place(of key: UInt64) -> Int {
    let mask = keys.count - 1
    var place = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 20) & mask
    while keys[place] != 0 && keys[place] != key { place = (place + 1) & mask }
    return place
  }

  private func find(_ key: UInt64) -> UInt32? {
    let place = place(of: key)
    return keys[place] == 0 ? nil : numbers[place]
  }

  private mutating func number(learning key: UInt64, order: Int) -> UInt32 {
    let found = place(of: key)
    if keys[found] != 0 { return numbers[found] }
    let number = UInt32(orders.count)
    orders.append(UInt8(order))
    if orders.count * 2 > keys.count { grow() }
    let empty = place(of: key)
    (keys[empty], numbers[empty]) = (key, number)
    return number
  }

  private mutating func grow() {
    let (oldKeys, oldNumbers) = (keys, numbers)
    keys = Array(repeating: 0, count: oldKeys.count * 2)
    numbers = Array(repeating: 0, count: oldKeys.count * 2)
    for (key, number) in zip(oldKeys, oldNumbers) where key != 0 {
      let place = place(of: key)
      (keys[place], numbers[place]) = (key, number)
    }
  }
}
