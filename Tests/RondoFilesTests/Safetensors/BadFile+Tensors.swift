extension BadFile {
  private static let good = #""dtype":"U8","shape":[1],"data_offsets":[0,1]"#

  static let fields = [
    BadFile("ours: a tensor that is a list", "syntax", header: #"{"t":["U8",[0],[0,0]]}"#),
    BadFile("a tensor that is null", "syntax", header: #"{"t":null}"#),
    BadFile("a tensor without fields", "missingField", tensor: ""),
    BadFile("no type", "missingField", tensor: #""shape":[0],"data_offsets":[0,0]"#),
    BadFile("no shape", "missingField", tensor: #""dtype":"U8","data_offsets":[0,0]"#),
    BadFile("no offsets", "missingField", tensor: #""dtype":"U8","shape":[0]"#),
    BadFile("a type twice", "duplicateKey", tensor: #""dtype":"U8",\#(good)"#, data: 1),
    BadFile(
      "ours: an unknown field twice", "duplicateKey", tensor: #""x":1,"x":1,\#(good)"#, data: 1),
    BadFile("the type float32", "unknownType", tensor: #""dtype":"float32""#),
    BadFile("the type f32", "unknownType", tensor: #""dtype":"f32""#),
    BadFile(
      "ours: the type F4", "unknownType",
      tensor: #""dtype":"F4","shape":[2],"data_offsets":[0,1]"#, data: 1),
    BadFile(
      "ours: the type C64", "unknownType",
      tensor: #""dtype":"C64","shape":[1],"data_offsets":[0,8]"#, data: 8),
    BadFile("a type that is a number", "syntax", tensor: #""dtype":7"#),
    BadFile("an unknown word in an unknown field", "syntax", tensor: #""x":nul"#),
    BadFile("a number without digits in an unknown field", "syntax", tensor: #""x":-"#),
    BadFile("a number of 1e400 in an unknown field", "syntax", tensor: #""x":1e400"#),
    BadFile("a number 01 in an unknown field", "syntax", tensor: #""x":01"#),
    BadFile(
      "ours: the tensor t twice", "duplicateKey", header: "{\"t\":{\(good)},\"t\":{\(good)}}",
      data: 1),
  ]

  static let shapes = [
    BadFile("a shape that is a number", "syntax", shape: "1"),
    BadFile("a dimension of -2", "number", shape: "[-2]"),
    BadFile("a dimension of 2.0", "number", shape: "[2.0]"),
    BadFile("a dimension of 2e0", "number", shape: "[2e0]"),
    BadFile("a dimension of -0", "number", shape: "[-0]"),
    BadFile("a dimension of 02", "number", shape: "[02]"),
    BadFile("a dimension of 00", "number", shape: "[00]"),
    BadFile("a dimension of +2", "number", shape: "[+2]"),
    BadFile("a dimension of \"2\"", "number", shape: #"["2"]"#),
    BadFile("a dimension of true", "number", shape: "[true]"),
    BadFile("a dimension of null", "number", shape: "[null]"),
    BadFile("a dimension of 2^64", "number", shape: "[18446744073709551616]"),
    BadFile("ours: a dimension of 2^63", "number", shape: "[0,9223372036854775808]"),
    BadFile("a comma at the end of a shape", "number", shape: "[1,]"),
    BadFile("a product of dimensions over 2^64", "sizeOverflow", shape: "[4294967296,4294967296]"),
    BadFile(
      "a product with the type's size over 2^64", "sizeOverflow",
      tensor: #""dtype":"F64","shape":[4611686018427387904],"data_offsets":[0,0]"#),
    BadFile("ours: an overflow behind a zero", "sizeOverflow", shape: "[0,4611686018427387904,4]"),
    BadFile("ours: 9 dimensions", "tooManyDimensions", shape: "[1,1,1,1,1,1,1,1,0]"),
  ]

  /// Two tensors a and b of one byte each with these offsets.
  private static func two(_ name: String, _ fault: String, _ a: String, _ b: String) -> BadFile {
    let fields = #""dtype":"U8","shape":[1],"data_offsets":"#
    return BadFile(name, fault, header: "{\"a\":{\(fields)\(a)},\"b\":{\(fields)\(b)}}", data: 2)
  }

  static let layouts = [
    BadFile("one offset", "syntax", shape: "[1]", offsets: "[0]", data: 1),
    BadFile("three offsets", "syntax", shape: "[1]", offsets: "[0,1,1]", data: 1),
    BadFile("no offsets in the list", "number", shape: "[0]", offsets: "[]"),
    BadFile("a negative offset", "number", shape: "[1]", offsets: "[-1,0]", data: 1),
    BadFile(
      "an end before the beginning", "reversedOffsets", shape: "[1]", offsets: "[1,0]", data: 1),
    BadFile("a hole at the start", "misplaced", shape: "[1]", offsets: "[1,2]", data: 2),
    two("a hole in between", "misplaced", "[0,1]", "[2,3]"),
    two("two tensors on the same bytes", "misplaced", "[0,1]", "[0,1]"),
    two("a partial overlap", "wrongByteCount", "[0,2]", "[1,2]"),
    BadFile(
      "fewer bytes than the shape", "wrongByteCount", shape: "[2]", offsets: "[0,1]", data: 1),
    BadFile("more bytes than the shape", "wrongByteCount", shape: "[1]", offsets: "[0,2]", data: 2),
    BadFile("no byte for a scalar", "wrongByteCount", shape: "[]"),
    BadFile("a file one byte short", "truncated", shape: "[2]", offsets: "[0,2]", data: 1),
    BadFile("a file one byte long", "trailingBytes", shape: "[2]", offsets: "[0,2]", data: 3),
    BadFile("data without tensors", "trailingBytes", header: "{}", data: 1),
    BadFile(
      "a tensor of 2^63 - 1 bytes in an empty file", "truncated",
      shape: "[9223372036854775807]", offsets: "[0,9223372036854775807]"),
  ]
}
