/// Recognition of encodings whose bytes may all be ASCII, which makes them valid UTF-8.
enum DisguisedEncoding {
  /// Whether escape sequences of ISO-2022 that select another character set occur.
  static func hasDesignations(_ bytes: [UInt8]) -> Bool {
    var start = 0
    while let escape = ByteSearch.first(0x1B, in: bytes, from: start), escape + 2 < bytes.count {
      switch (bytes[escape + 1], bytes[escape + 2]) {
      case (UInt8(ascii: "$"), _), (UInt8(ascii: "("), UInt8(ascii: "I")),
        (UInt8(ascii: "("), UInt8(ascii: "J")):
        return true
      default: start = escape + 1
      }
    }
    return false
  }

  /// Whether there are sections between ~{ and ~} and each is valid in HZ: pairs of bytes, the
  /// first 21...77, the second 21...7E, closed before the line ends (or truncated by the end of the
  /// text).
  static func isHZ(_ bytes: [UInt8]) -> Bool {
    var found = false
    var offset = 0
    while let tilde = ByteSearch.first(0x7E, in: bytes, from: offset), tilde + 1 < bytes.count {
      offset = tilde + 1
      guard bytes[tilde + 1] == UInt8(ascii: "{") else { continue }
      offset += 1
      while offset + 1 < bytes.count, (0x21...0x77).contains(bytes[offset]),
        (0x21...0x7E).contains(bytes[offset + 1])
      {
        offset += 2
        found = true
      }
      let closed =
        offset + 1 >= bytes.count || bytes[offset] == 0x0A
        || (bytes[offset], bytes[offset + 1]) == (0x7E, UInt8(ascii: "}"))
      guard closed else { return false }
    }
    return found
  }

  /// The form of UTF-16 or UTF-32 indicated by the positions of NUL bytes, or nil: at least one
  /// byte in 500 is NUL, and nine in ten of them are at the same position within a unit.
  static func wideUnits(in bytes: [UInt8]) -> String? {
    var places = [0, 0, 0, 0]
    var start = 0
    while let offset = ByteSearch.first(0, in: bytes, from: start) {
      places[offset & 3] += 1
      start = offset + 1
    }
    let count = places.reduce(0, +)
    guard count > 0, count >= bytes.count / 500, bytes.count >= 2 else { return nil }
    if count * 2 > bytes.count {
      if places[0] < min(places[2], places[3]) { return "UTF-32LE" }
      if places[3] < min(places[0], places[1]) { return "UTF-32BE" }
    }
    if (places[1] + places[3]) * 10 >= count * 9 { return "UTF-16LE" }
    if (places[0] + places[2]) * 10 >= count * 9 { return "UTF-16BE" }
    return nil
  }
}
