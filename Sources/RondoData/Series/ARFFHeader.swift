/// The header of an ARFF file of series.
struct ARFFHeader {
  enum Attribute {
    case numeric
    case nominal([ClassLabel])
    /// The numeric attributes of a relational one: the steps of a channel.
    case relational(steps: Int)
  }

  var comments: [String] = []
  var name: String?
  private(set) var attributes: [Attribute] = []

  /// The number of steps of a channel in the file.
  private(set) var steps = 0
  /// Whether a case is one quoted relation.
  private(set) var isRelational = false
  /// The classes; nil if the last attribute is numeric.
  private(set) var labels: [ClassLabel]?

  /// Reads up to and with `@data`.
  init(_ text: SourceText, _ lines: inout LineScanner) throws(DataError) {
    var isInside = false
    while let line = lines.next() {
      var words = ARFFWords(text, line)
      guard let first = words.peek else { continue }
      if text.utf8[first] == UInt8(ascii: "%") {
        comments.append(text.string(first + 1..<line.upperBound))
        continue
      }
      let key = try words.next()
      if key.matches("@data") {
        if isInside { throw text.error(.openRelation, at: first) }
        try interpret(text, first)
        return
      } else if key.matches("@relation") {
        let name = try words.next().string
        self.name = name.isEmpty ? nil : name
      } else if key.matches("@end") {
        if !isInside { throw text.error(.endWithoutRelation, at: first) }
        isInside = false
      } else if key.matches("@attribute") {
        try readAttribute(&words, text, &isInside)
      } else {
        throw text.error(.unknownARFFLine(key.string), at: first)
      }
    }
    throw text.error(.noDataMark, at: text.utf8.count)
  }

  private mutating func readAttribute(
    _ words: inout ARFFWords, _ text: SourceText, _ isInside: inout Bool
  ) throws(DataError) {
    _ = try words.next()
    let start = words.peek ?? text.utf8.count
    if let labels = try words.list() {
      if isInside { throw text.error(.attributeInRelation, at: start) }
      return attributes.append(.nominal(labels))
    }
    let type = try words.next()
    if type.matches("relational") {
      attributes.append(.relational(steps: 0))
      isInside = true
    } else if type.matches("numeric") || type.matches("real") || type.matches("integer") {
      if isInside, case .relational(let steps)? = attributes.last {
        attributes[attributes.count - 1] = .relational(steps: steps + 1)
      } else {
        attributes.append(.numeric)
      }
    } else {
      throw text.error(.attributeType(type.string), at: start)
    }
  }

  /// Checks for one relation and a target, or numbers and a target.
  private mutating func interpret(_ text: SourceText, _ offset: Int) throws(DataError) {
    var values = attributes
    switch values.popLast() {
    case .nominal(let names): labels = names
    case .numeric: labels = nil
    case .relational, nil: throw text.error(.attributeShape, at: offset)
    }
    if values.count == 1, case .relational(let steps) = values[0] {
      (isRelational, self.steps) = (true, steps)
    } else {
      for attribute in values {
        guard case .numeric = attribute else { throw text.error(.attributeShape, at: offset) }
      }
      steps = values.count
    }
    if steps == 0 { throw text.error(.attributeShape, at: offset) }
  }
}
