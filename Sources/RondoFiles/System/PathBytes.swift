/// Conversion between file names as arbitrary bytes, as the system has them, and strings.
///
///     PathBytes.string(of: [0x63, 0xE9])         // "c" and U+10FEE9
///     PathBytes.bytes(of: "c\u{10FEE9}")         // [0x63, 0xE9]
///     PathBytes.shown("c\u{10FEE9}")             // #"c\xE9"#
///
/// In a string, a byte outside well-formed UTF-8 is represented by the private-use scalar U+10FE00
/// plus its value; a name that contains one of these scalars has its four bytes represented so.
/// Names and strings thus correspond one to one, and names in UTF-8 are unchanged.
public enum PathBytes {
  private static let base: UInt32 = 0x10FE00

  /// The byte that a scalar represents; nil for an ordinary scalar.
  public static func byte(of scalar: Unicode.Scalar) -> UInt8? {
    (base + 0x80...base + 0xFF).contains(scalar.value) ? UInt8(scalar.value - base) : nil
  }

  /// The string for a name of the system; linear.
  public static func string(of bytes: some Sequence<UInt8>) -> String {
    let bytes = Array(bytes)
    let whole = String(decoding: bytes, as: UTF8.self)
    if whole.utf8.elementsEqual(bytes), !holdsBytes(whole) { return whole }
    var result = String.UnicodeScalarView()
    var rest = bytes[...]
    while let first = rest.first {
      let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      let part = String(decoding: rest.prefix(length), as: UTF8.self)
      let scalars = part.unicodeScalars
      if scalars.count == 1, let scalar = scalars.first, byte(of: scalar) == nil,
        part.utf8.elementsEqual(rest.prefix(length))
      {
        result.append(scalar)
        rest = rest.dropFirst(length)
      } else {
        result.append(Unicode.Scalar(base + UInt32(first)) ?? "\u{FFFD}")
        rest = rest.dropFirst()
      }
    }
    return String(result)
  }

  /// The bytes of a name, or of any other command-line argument; linear.
  public static func bytes(of string: String) -> [UInt8] {
    guard holdsBytes(string) else { return Array(string.utf8) }
    return string.unicodeScalars.flatMap { scalar in
      byte(of: scalar).map { [$0] } ?? Array(String(scalar).utf8)
    }
  }

  /// The string with bytes as readable escapes such as `\xE9`, for messages.
  public static func shown(_ string: String) -> String {
    guard holdsBytes(string) else { return string }
    return string.unicodeScalars.reduce(into: "") { text, scalar in
      if let byte = byte(of: scalar) {
        text += escape(byte)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }

  /// A byte as a readable escape.
  public static func escape(_ byte: UInt8) -> String {
    #"\x"# + String(byte, radix: 16, uppercase: true)
  }

  /// The text of an argument, with ill-formed UTF-8 replaced by U+FFFD.
  public static func text(of argument: String) -> String {
    holdsBytes(argument) ? String(decoding: bytes(of: argument), as: UTF8.self) : argument
  }

  /// The arguments of this process without the program's name, with all bytes preserved.
  public static var arguments: [String] {
    (1..<max(1, Int(CommandLine.argc))).compactMap { index in
      CommandLine.unsafeArgv[index].map { argument in
        string(
          of: UnsafeBufferPointer(start: argument, count: length(argument)).lazy.map {
            UInt8(bitPattern: $0)
          })
      }
    }
  }

  /// Whether a file, folder or link with a name exists, even a broken link.
  public static func exists(_ path: String) -> Bool { POSIX.exists(path) }

  private static func length(_ argument: UnsafePointer<CChar>) -> Int {
    var length = 0
    while argument[length] != 0 { length += 1 }
    return length
  }

  private static func holdsBytes(_ string: String) -> Bool {
    // All these scalars begin with the byte F4.
    string.utf8.contains(0xF4) && string.unicodeScalars.contains { byte(of: $0) != nil }
  }

  /// The name as a NUL-terminated string for system calls.
  package static func cString(_ string: String) -> [CChar] {
    bytes(of: string).map { CChar(bitPattern: $0) } + [0]
  }
}
