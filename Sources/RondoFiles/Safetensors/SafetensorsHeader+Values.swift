extension SafetensorsHeader {
  /// The texts, and the place of the checksums' text.
  static func metadata(
    _ scanner: inout HeaderScanner
  ) throws(SafetensorsFault) -> (metadata: SafetensorsMetadata, checksumRange: Range<Int>?) {
    if scanner.take(word: "null") { return ([:], nil) }
    var entries: [SafetensorsMetadata.Entry] = []
    var checksumRange: Range<Int>?
    try scanner.object { (scanner, key) throws(SafetensorsFault) in
      scanner.skipSpace()
      let start = scanner.position
      let value = try scanner.string()
      entries.append(SafetensorsMetadata.Entry(key: key, value: value))
      if key == SafetensorsChecksums.key { checksumRange = start + 1..<scanner.position - 1 }
    }
    return (SafetensorsMetadata(distinct: entries), checksumRange)
  }

  /// The object of one tensor; fields that the format does not know are stepped over.
  static func entry(
    _ name: String, _ scanner: inout HeaderScanner
  ) throws(SafetensorsFault) -> Entry {
    var type: SafetensorsType?
    var shape: [Int]?
    var offsets: (begin: Int, end: Int)?
    try scanner.object { (scanner, field) throws(SafetensorsFault) in
      switch field {
      case "dtype": type = try self.type(of: name, &scanner)
      case "shape": shape = try self.shape(of: name, &scanner)
      case "data_offsets": offsets = try self.offsets(&scanner)
      default: try scanner.skipValue()
      }
    }
    guard let type else { throw .missingField("dtype", tensor: name) }
    guard let shape else { throw .missingField("shape", tensor: name) }
    guard let offsets else { throw .missingField("data_offsets", tensor: name) }
    return Entry(name: name, type: type, shape: shape, begin: offsets.begin, end: offsets.end)
  }

  private static func type(
    of tensor: String, _ scanner: inout HeaderScanner
  ) throws(SafetensorsFault) -> SafetensorsType {
    let name = try scanner.string()
    guard let type = SafetensorsType(name: name) else {
      throw .unknownType(name, tensor: tensor)
    }
    return type
  }

  private static func shape(
    of tensor: String, _ scanner: inout HeaderScanner
  ) throws(SafetensorsFault) -> [Int] {
    var shape: [Int] = []
    try scanner.array { (scanner) throws(SafetensorsFault) in
      try shape.append(scanner.wholeNumber())
      if shape.count > SafetensorsTensor.rankLimit { throw .tooManyDimensions(tensor: tensor) }
    }
    return shape
  }

  private static func offsets(
    _ scanner: inout HeaderScanner
  ) throws(SafetensorsFault) -> (begin: Int, end: Int) {
    try scanner.expect("[")
    let begin = try scanner.wholeNumber()
    try scanner.expect(",")
    let end = try scanner.wholeNumber()
    try scanner.expect("]")
    return (begin, end)
  }
}
