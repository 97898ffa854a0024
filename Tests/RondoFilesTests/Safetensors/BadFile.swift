import Testing

@testable import RondoFiles

/// Bytes that are no safetensors file, with the case of `SafetensorsFault` that says why.
///
/// All but those marked "ours" are refused by safetensors 0.8.0 too; those are where it takes the
/// first or the last of two keys, or leaves the trouble to its caller.
struct BadFile: Sendable, CustomTestStringConvertible {
  let name: String
  let fault: String
  let bytes: [UInt8]

  var testDescription: String { name }

  init(_ name: String, _ fault: String, _ bytes: [UInt8]) {
    self.name = name
    self.fault = fault
    self.bytes = bytes
  }

  init(_ name: String, _ fault: String, header: String, data: Int = 0) {
    self.init(name, fault, file(header: header, data: [UInt8](repeating: 0, count: data)))
  }

  /// A header whose only tensor is `t`, with these fields.
  init(_ name: String, _ fault: String, tensor fields: String, data: Int = 0) {
    self.init(name, fault, header: "{\"t\":{\(fields)}}", data: data)
  }

  /// A tensor `t` of type U8 with this shape and these offsets.
  init(_ name: String, _ fault: String, shape: String, offsets: String = "[0,0]", data: Int = 0) {
    let fields = #""dtype":"U8","shape":\#(shape),"data_offsets":\#(offsets)"#
    self.init(name, fault, tensor: fields, data: data)
  }

  static let all = lengths + json + texts + fields + shapes + layouts
}

extension BadFile {
  private static let lengths = [
    BadFile("an empty file", "fileTooShort", []),
    BadFile("7 bytes", "fileTooShort", [2, 0, 0, 0, 0, 0, 0]),
    BadFile("a header of no bytes", "syntax", prefix(0)),
    BadFile("a header longer than the file", "headerPastEnd", prefix(3) + Array("{}".utf8)),
    BadFile("a header at the limit", "headerPastEnd", prefix(100_000_000) + Array("{}".utf8)),
    BadFile("a header over the limit", "headerTooLong", prefix(100_000_001) + Array("{}".utf8)),
    BadFile("a header of 2^63 bytes", "headerTooLong", [0, 0, 0, 0, 0, 0, 0, 0x80, 0x7B, 0x7D]),
    BadFile(
      "a header of 2^64 - 1 bytes", "headerTooLong", [UInt8](repeating: 0xFF, count: 8) + [0x7B]),
    BadFile("a length one too small", "syntax", prefix(1) + Array("{}".utf8)),
  ]

  private static let json = [
    BadFile("a header that is not UTF-8", "syntax", file(header: [0x7B, 0xFF, 0x7D])),
    BadFile("a name that is not UTF-8", "notUTF8", file(header: [0x7B, 0x22, 0xC3, 0x22, 0x7D])),
    BadFile(
      "an overlong name", "notUTF8", file(header: [0x7B, 0x22, 0xC0, 0x80, 0x22, 0x3A, 0x7D])),
    BadFile(
      "a surrogate as UTF-8", "notUTF8",
      file(header: [0x7B, 0x22, 0xED, 0xA0, 0x80, 0x22, 0x3A, 0x7D])),
    BadFile("a byte order mark", "syntax", header: "\u{FEFF}{}"),
    BadFile("a list", "syntax", header: "[]"),
    BadFile("null", "syntax", header: "null"),
    BadFile("white space alone", "syntax", header: "    "),
    BadFile("NUL padding", "syntax", header: "{}\u{0}\u{0}"),
    BadFile("text after the end", "syntax", header: "{}x"),
    BadFile("two objects", "syntax", header: "{}{}"),
    BadFile("a trailing comma", "syntax", header: #"{"__metadata__":{},}"#),
    BadFile("a leading comma", "syntax", header: #"{,"__metadata__":{}}"#),
    BadFile("no comma", "syntax", header: #"{"__metadata__":{"a":"b" "c":"d"}}"#),
    BadFile("a comment", "syntax", header: "{/**/}"),
    BadFile("a form feed as white space", "syntax", header: "{\u{C}}"),
    BadFile("a key without quotes", "syntax", header: "{__metadata__:{}}"),
    BadFile("a key in single quotes", "syntax", header: "{'__metadata__':{}}"),
    BadFile("no colon", "syntax", header: #"{"__metadata__" {}}"#),
    BadFile("no closing brace", "syntax", header: #"{"__metadata__":{}"#),
    BadFile(
      "200 levels of lists", "tooDeep", tensor: #""x":"# + String(repeating: "[", count: 200)),
    BadFile(
      "100,000 levels of lists", "tooDeep",
      tensor: #""x":"# + String(repeating: "[", count: 100_000)),
    BadFile(
      "100,000 levels of objects", "tooDeep",
      tensor: #""x":"# + String(repeating: #"{"a":"#, count: 100_000)),
  ]

  private static let texts = [
    BadFile("a raw control character", "syntax", header: "{\"a\u{1}\":{}}"),
    BadFile("a raw line feed", "syntax", header: "{\"a\n\":{}}"),
    BadFile("a lone high surrogate", "syntax", header: #"{"\ud800":{}}"#),
    BadFile("a lone low surrogate", "syntax", header: #"{"\udc00":{}}"#),
    BadFile("two high surrogates", "syntax", header: #"{"\ud800\ud800":{}}"#),
    BadFile("a high surrogate and a letter", "syntax", header: #"{"\ud800a":{}}"#),
    BadFile("an unknown escape", "syntax", header: #"{"\x41":{}}"#),
    BadFile("an escape of three digits", "syntax", header: #"{"\u041":{}}"#),
    BadFile("an escape with a sign", "syntax", header: #"{"\u+041":{}}"#),
    BadFile("a string without an end", "syntax", header: #"{"abc"#),
    BadFile("an escape without an end", "syntax", header: #"{"abc\"#),
    BadFile("a text that is a number", "syntax", header: #"{"__metadata__":{"a":1}}"#),
    BadFile("a text that is an object", "syntax", header: #"{"__metadata__":{"a":{}}}"#),
    BadFile("a text that is null", "syntax", header: #"{"__metadata__":{"a":null}}"#),
    BadFile("texts as a list", "syntax", header: #"{"__metadata__":[]}"#),
    BadFile("texts twice", "duplicateKey", header: #"{"__metadata__":{},"__metadata__":{}}"#),
    BadFile("ours: a text twice", "duplicateKey", header: #"{"__metadata__":{"a":"","a":""}}"#),
    BadFile(
      "ours: a text twice, once escaped", "duplicateKey",
      header: #"{"__metadata__":{"a":"","\u0061":""}}"#),
  ]
}
