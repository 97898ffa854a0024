// Made by Reference/safetensors_reference.py with safetensors 0.8.0 and numpy 2.4.6.

import Testing

/// A file and the bytes that the reference library writes for it.
struct SafetensorsReference: Sendable, CustomTestStringConvertible {
  let name: String
  let text: (key: String, value: String)?
  /// The bytes of each tensor count up from 1.
  let tensors: [(name: String, type: String, shape: [Int])]
  let header: String
  let data: String

  var testDescription: String { name }

  /// All that JSON must escape, and some that it need not.
  private static let controls =
    String(String.UnicodeScalarView((0..<32).compactMap { Unicode.Scalar($0) }))
    + "\"\\/\u{7f}\u{2028}\u{e9}\u{6f22}\u{1f600}"

  static let all: [SafetensorsReference] = [
    SafetensorsReference(
      name: "nothing",
      text: nil,
      tensors: [],
      header: #"{}      "#,
      data: #""#),
    SafetensorsReference(
      name: "one matrix",
      text: nil,
      tensors: [
        (#"test"#, "int32", [2, 2])
      ],
      header: [#"{"test":{"dtype":"I32","shape":[2,2],"data_offsets"#, #"":[0,16]}}    "#].joined(),
      data: #"0102030405060708090a0b0c0d0e0f10"#),
    SafetensorsReference(
      name: "every type",
      text: nil,
      tensors: [
        (#"of bool"#, "bool", [3]),
        (#"of uint8"#, "uint8", [3]),
        (#"of int8"#, "int8", [3]),
        (#"of int16"#, "int16", [3]),
        (#"of uint16"#, "uint16", [3]),
        (#"of float16"#, "float16", [3]),
        (#"of bfloat16"#, "bfloat16", [3]),
        (#"of int32"#, "int32", [3]),
        (#"of uint32"#, "uint32", [3]),
        (#"of float32"#, "float32", [3]),
        (#"of float64"#, "float64", [3]),
        (#"of int64"#, "int64", [3]),
        (#"of uint64"#, "uint64", [3]),
      ],
      header: [
        #"{"of uint64":{"dtype":"U64","shape":[3],"data_offs"#, #"ets":[0,24]},"#,
        #""of int64":{"dtype":"I64","shape":[3],"data_offset"#, #"s":[24,48]},"#,
        #""of float64":{"dtype":"F64","shape":[3],"data_offs"#, #"ets":[48,72]},"#,
        #""of float32":{"dtype":"F32","shape":[3],"data_offs"#, #"ets":[72,84]},"#,
        #""of uint32":{"dtype":"U32","shape":[3],"data_offse"#, #"ts":[84,96]},"#,
        #""of int32":{"dtype":"I32","shape":[3],"data_offset"#, #"s":[96,108]},"#,
        #""of bfloat16":{"dtype":"BF16","shape":[3],"data_of"#, #"fsets":[108,114]},"#,
        #""of float16":{"dtype":"F16","shape":[3],"data_offs"#, #"ets":[114,120]},"#,
        #""of uint16":{"dtype":"U16","shape":[3],"data_offse"#, #"ts":[120,126]},"#,
        #""of int16":{"dtype":"I16","shape":[3],"data_offset"#, #"s":[126,132]},"#,
        #""of int8":{"dtype":"I8","shape":[3],"data_offsets""#, #":[132,135]},"#,
        #""of uint8":{"dtype":"U8","shape":[3],"data_offsets"#, #"":[135,138]},"#,
        #""of bool":{"dtype":"BOOL","shape":[3],"data_offset"#, #"s":[138,141]}} "#,
      ].joined(),
      data: [
        #"0102030405060708090a0b0c0d0e0f10111213141516171801"#,
        #"02030405060708090a0b0c0d0e0f1011121314151617180102"#,
        #"030405060708090a0b0c0d0e0f101112131415161718010203"#,
        #"0405060708090a0b0c0102030405060708090a0b0c01020304"#,
        #"05060708090a0b0c0102030405060102030405060102030405"#,
        #"06010203040506010203010203010203"#,
      ].joined()),
    SafetensorsReference(
      name: "a scalar and empty tensors",
      text: nil,
      tensors: [
        (#"scalar"#, "float32", []),
        (#"none"#, "float32", [0]),
        (#"a"#, "float32", [3, 0, 2]),
        (#"z"#, "float64", [0, 5]),
      ],
      header: [
        #"{"z":{"dtype":"F64","shape":[0,5],"data_offsets":["#, #"0,0]},"#,
        #""a":{"dtype":"F32","shape":[3,0,2],"data_offsets":"#, #"[0,0]},"#,
        #""none":{"dtype":"F32","shape":[0],"data_offsets":["#, #"0,0]},"#,
        #""scalar":{"dtype":"F32","shape":[],"data_offsets":"#, #"[0,4]}}      "#,
      ].joined(),
      data: #"01020304"#),
    SafetensorsReference(
      name: "names in the order of their bytes",
      text: nil,
      tensors: [
        (#"b"#, "uint8", [1]),
        (#"a"#, "uint8", [1]),
        (#"B"#, "uint8", [1]),
        (#"a0"#, "uint8", [1]),
        (#"a."#, "uint8", [1]),
        (#""#, "uint8", [1]),
        (#"e\#u{301}"#, "uint8", [1]),
        (#"\#u{e9}"#, "uint8", [1]),
        (#"\#u{fffd}"#, "uint8", [1]),
        (#"\#u{10000}"#, "uint8", [1]),
      ],
      header: [
        #"{"":{"dtype":"U8","shape":[1],"data_offsets":[0,1]"#, #"},"#,
        #""B":{"dtype":"U8","shape":[1],"data_offsets":[1,2]"#, #"},"#,
        #""a":{"dtype":"U8","shape":[1],"data_offsets":[2,3]"#, #"},"#,
        #""a.":{"dtype":"U8","shape":[1],"data_offsets":[3,4"#, #"]},"#,
        #""a0":{"dtype":"U8","shape":[1],"data_offsets":[4,5"#, #"]},"#,
        #""b":{"dtype":"U8","shape":[1],"data_offsets":[5,6]"#, #"},"#,
        #""e\#u{301}":{"dtype":"U8","shape":[1],"data_offsets":[6,7"#, #"]},"#,
        #""\#u{e9}":{"dtype":"U8","shape":[1],"data_offsets":[7,8]"#, #"},"#,
        #""\#u{fffd}":{"dtype":"U8","shape":[1],"data_offsets":[8,9]"#, #"},"#,
        #""\#u{10000}":{"dtype":"U8","shape":[1],"data_offsets":[9,10"#, #"]}}     "#,
      ].joined(),
      data: #"01010101010101010101"#),
    SafetensorsReference(
      name: "a name of control characters",
      text: nil,
      tensors: [
        (controls, "int8", [1])
      ],
      header: [
        #"{"\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007"#,
        #"\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u00"#,
        #"13\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b"#,
        #"\u001c\u001d\u001e\u001f\"\\/\#u{7f}\#u{2028}\#u{e9}\#u{6f22}\#u{1f600}":{"dtype":"I8","#,
        #""shape":[1],"data_offsets":[0,1]}}      "#,
      ].joined(),
      data: #"01"#),
    SafetensorsReference(
      name: "a text of control characters",
      text: (controls, controls),
      tensors: [
        (#"x"#, "bool", [1])
      ],
      header: [
        #"{"__metadata__":{"\u0000\u0001\u0002\u0003\u0004\u"#,
        #"0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010"#,
        #"\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u"#,
        #"0019\u001a\u001b\u001c\u001d\u001e\u001f\"\\/\#u{7f}\#u{2028}\#u{e9}\#u{6f22}\#u{1f600}"#,
        #"":"\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u000"#,
        #"7\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0"#,
        #"013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001"#,
        #"b\u001c\u001d\u001e\u001f\"\\/\#u{7f}\#u{2028}\#u{e9}\#u{6f22}\#u{1f600}"},"#,
        #""x":{"dtype":"BOOL","shape":[1],"data_offsets":[0,"#, #"1]}}      "#,
      ].joined(),
      data: #"01"#),
    SafetensorsReference(
      name: "a text alone, without padding",
      text: (#"format"#, #"pt"#),
      tensors: [],
      header: #"{"__metadata__":{"format":"pt"}}"#,
      data: #""#),
    SafetensorsReference(
      name: "a recurrent layer",
      text: (#"format"#, #"pt"#),
      tensors: [
        (#"rnn.weight_ih_l0"#, "float32", [2, 3]),
        (#"rnn.weight_hh_l0"#, "float32", [2, 2]),
        (#"rnn.bias_ih_l0"#, "float32", [2]),
        (#"rnn.bias_hh_l0"#, "float32", [2]),
        (#"step"#, "int64", [1]),
      ],
      header: [
        #"{"__metadata__":{"format":"pt"},"#,
        #""step":{"dtype":"I64","shape":[1],"data_offsets":["#, #"0,8]},"#,
        #""rnn.bias_hh_l0":{"dtype":"F32","shape":[2],"data_"#, #"offsets":[8,16]},"#,
        #""rnn.bias_ih_l0":{"dtype":"F32","shape":[2],"data_"#, #"offsets":[16,24]},"#,
        #""rnn.weight_hh_l0":{"dtype":"F32","shape":[2,2],"d"#, #"ata_offsets":[24,40]},"#,
        #""rnn.weight_ih_l0":{"dtype":"F32","shape":[2,3],"d"#, #"ata_offsets":[40,64]}} "#,
      ].joined(),
      data: [
        #"01020304050607080102030405060708010203040506070801"#,
        #"02030405060708090a0b0c0d0e0f100102030405060708090a"#, #"0b0c0d0e0f101112131415161718"#,
      ].joined()),
  ]
}
