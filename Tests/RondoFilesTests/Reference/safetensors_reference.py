"""Writes Checkpoints/SafetensorsReference.swift: what the reference library makes of some files.

Run with Python 3, numpy 2.4.6 and safetensors 0.8.0:

    python safetensors_reference.py > ../Checkpoints/SafetensorsReference.swift
    swift format -i ../Checkpoints/SafetensorsReference.swift

A case is a dictionary of tensors and at most one text, because the library writes several texts in
the order of a hash map. Tensors go through `safetensors.serialize` as in `safetensors.numpy.save`,
not through numpy arrays, because numpy has no bfloat16.
"""

import struct

import numpy
import safetensors

SIZES = {"bool": 1, "uint8": 1, "int8": 1, "int16": 2, "uint16": 2, "float16": 2, "bfloat16": 2,
         "int32": 4, "uint32": 4, "float32": 4, "float64": 8, "int64": 8, "uint64": 8}


def tensor(dtype, shape):
    """A tensor whose bytes count up from 1."""
    count = SIZES[dtype]
    for dimension in shape:
        count *= dimension
    return dtype, shape, numpy.arange(1, count + 1).astype(numpy.uint8)


def encode(tensors, metadata):
    """The library's bytes."""
    specs = {name: safetensors.TensorSpec(
                 dtype=dtype, shape=shape, data_ptr=data.ctypes.data, data_len=data.nbytes)
             for name, (dtype, shape, data) in tensors.items()}
    return bytes(safetensors.serialize(specs, metadata=metadata))


CONTROLS = "".join(chr(i) for i in range(0x20)) + "\"\\/\x7f\u2028é漢😀"

CASES = {
    "nothing": ({}, None),
    "one matrix": ({"test": tensor("int32", [2, 2])}, None),
    "every type": ({f"of {d}": tensor(d, [3]) for d in SIZES}, None),
    "a scalar and empty tensors": (
        {"scalar": tensor("float32", []), "none": tensor("float32", [0]),
         "a": tensor("float32", [3, 0, 2]), "z": tensor("float64", [0, 5])}, None),
    "names in the order of their bytes": (
        {n: tensor("uint8", [1]) for n in
         ["b", "a", "B", "a0", "a.", "", "e\u0301", "\u00e9", "\ufffd", "\U00010000"]}, None),
    "a name of control characters": ({CONTROLS: tensor("int8", [1])}, None),
    "a text of control characters": ({"x": tensor("bool", [1])}, {CONTROLS: CONTROLS}),
    "a text alone, without padding": ({}, {"format": "pt"}),
    "a recurrent layer": (
        {"rnn.weight_ih_l0": tensor("float32", [2, 3]), "rnn.weight_hh_l0": tensor("float32", [2, 2]),
         "rnn.bias_ih_l0": tensor("float32", [2]), "rnn.bias_hh_l0": tensor("float32", [2]),
         "step": tensor("int64", [1])}, {"format": "pt"}),
}


def literal(text):
    """A Swift string literal in plain ASCII; raw, so that JSON stays readable."""
    return '#"' + "".join(c if " " <= c <= "~" else f"\\#u{{{ord(c):x}}}" for c in text) + '"#'


def lines(text):
    """A Swift expression for a long string, a tensor or 50 characters a line."""
    if text == CONTROLS:
        return "controls"
    pieces = [part[i:i + 50] for part in text.replace("},", "},\n").split("\n")
              for i in range(0, len(part), 50)]
    if len(pieces) <= 1:
        return literal(text)
    return "[" + ", ".join(literal(piece) for piece in pieces) + "].joined()"


print("// Made by Reference/safetensors_reference.py with safetensors "
      f"{safetensors.__version__} and numpy {numpy.__version__}.")
print("""
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
    + "\\"\\\\/\\u{7f}\\u{2028}\\u{e9}\\u{6f22}\\u{1f600}"
""")
print("  static let all: [SafetensorsReference] = [")
for name, (tensors, metadata) in CASES.items():
    encoded = encode(tensors, metadata)
    length = struct.unpack("<Q", encoded[:8])[0]
    header = encoded[8:8 + length].decode()
    data = encoded[8 + length:].hex()
    print("    SafetensorsReference(")
    print(f'      name: "{name}",')
    if metadata:
        (key, value), = metadata.items()
        print(f"      text: ({lines(key)}, {lines(value)}),")
    else:
        print("      text: nil,")
    print("      tensors: [")
    for tensor_name, (dtype, shape, _) in tensors.items():
        print(f"        ({lines(tensor_name)}, \"{dtype}\", {shape}),")
    print("      ],")
    print(f"      header: {lines(header)},")
    print(f"      data: {lines(data)}),")
print("  ]")
print("}")
