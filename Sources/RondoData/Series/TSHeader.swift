import RondoFiles

/// The lines of a `.ts` file above its data.
struct TSHeader {
  var comments: [String] = []
  var name: String?
  var hasTimes = false
  /// Claims of the header about the data; nil for those that it does not make.
  var missing: Bool?
  var isUnivariate: Bool?
  var dimensions: Int?
  var isEqualLength: Bool?
  var seriesLength: Int?
  /// The labels of `@classLabel true`.
  var labels: [ClassLabel]?
  var hasClassKey = false
  /// The value of `@targetLabel`.
  var isRegression: Bool?

  private static let keys: [StaticString] = [
    "@problemName", "@timeStamps", "@missing", "@univariate", "@dimensions", "@dimension",
    "@equalLength", "@seriesLength", "@classLabel", "@targetLabel", "@data",
  ]

  /// Reads up to and with `@data`.
  ///
  /// Keys may be in any order and any case of letters, each once; the name of the problem may be
  /// repeated, as in a file of aeon, and the last one counts. Unknown keys are noted and ignored; a
  /// misspelt key is an error.
  init(
    _ text: SourceText, _ lines: inout LineScanner, notes: inout [Advice]
  ) throws(DataError) {
    var seen: Set<String> = []
    while let line = lines.next() {
      let content = text.trimmed(line)
      guard let first = content.first.map({ text.utf8[$0] }) else { continue }
      if first == UInt8(ascii: "#") || first == UInt8(ascii: "%") {
        comments.append(text.string(content.lowerBound + 1..<line.upperBound))
        continue
      }
      guard first == UInt8(ascii: "@") else {
        throw text.error(.dataBeforeMark, at: content.lowerBound)
      }
      let words = Self.words(of: content, in: text)
      let key = Self.keys.first { text.matches($0, in: words[0]) }.map(String.init(describing:))
      guard let key else {
        try Self.passOver(words[0], lines.line, text, &notes)
        continue
      }
      let once = key == "@dimension" ? "@dimensions" : key
      if !seen.insert(once).inserted, key != "@problemName" {
        throw text.error(.repeatedKey(text.string(words[0])), at: words[0].lowerBound)
      }
      if key == "@data" {
        if words.count > 1 { throw text.error(.dataWithValue, at: words[1].lowerBound) }
        if hasClassKey || isRegression != nil { return }
        throw text.error(.noTargetKey, at: words[0].lowerBound)
      }
      try read(key, words, content, text)
    }
    throw text.error(.noDataMark, at: text.utf8.count)
  }

  private mutating func read(
    _ key: String, _ words: [Range<Int>], _ content: Range<Int>, _ text: SourceText
  ) throws(DataError) {
    guard words.count > 1 else {
      throw text.error(.keyWithoutValue(text.string(words[0])), at: content.upperBound)
    }
    switch key {
    case "@problemName": name = text.string(words[1].lowerBound..<content.upperBound)
    case "@timeStamps": hasTimes = try Self.truth(words, text)
    case "@missing": missing = try Self.truth(words, text)
    case "@univariate": isUnivariate = try Self.truth(words, text)
    case "@equalLength": isEqualLength = try Self.truth(words, text)
    case "@dimensions", "@dimension": dimensions = try Self.count(words, text)
    case "@seriesLength": seriesLength = try Self.count(words, text)
    case "@targetLabel": isRegression = try Self.truth(words, text)
    default: try readClasses(words, text)
    }
    if labels != nil, isRegression == true {
      throw text.error(.classesAndTargets, at: words[0].lowerBound)
    }
  }

  private mutating func readClasses(
    _ words: [Range<Int>], _ text: SourceText
  ) throws(DataError) {
    hasClassKey = true
    guard try Self.truth(Array(words[..<2]), text) else { return }
    if words.count == 2 { throw text.error(.noClasses, at: words[1].upperBound) }
    var found: [ClassLabel] = []
    var seen: Set<ClassLabel> = []
    for word in words[2...] {
      let label = ClassLabel(text.string(word))
      if !seen.insert(label).inserted {
        throw text.error(.repeatedLabel(label.name), at: word.lowerBound)
      }
      found.append(label)
    }
    labels = found
  }

  private static func words(of line: Range<Int>, in text: SourceText) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start: Int?
    for offset in line {
      let isBlank = text.utf8[offset] == 0x20 || text.utf8[offset] == 0x09
      if !isBlank {
        start = start ?? offset
      } else if let first = start {
        words.append(first..<offset)
        start = nil
      }
    }
    if let first = start { words.append(first..<line.upperBound) }
    return words
  }

  private static func truth(_ words: [Range<Int>], _ text: SourceText) throws(DataError) -> Bool {
    if words.count == 2 {
      if text.matches("true", in: words[1]) { return true }
      if text.matches("false", in: words[1]) { return false }
    }
    throw text.error(.keyNeedsTruth(text.string(words[0])), at: words[1].lowerBound)
  }

  private static func count(_ words: [Range<Int>], _ text: SourceText) throws(DataError) -> Int {
    if words.count == 2, let count = Int(text.string(words[1])), count > 0 { return count }
    throw text.error(.keyNeedsCount(text.string(words[0])), at: words[1].lowerBound)
  }

  private static func passOver(
    _ word: Range<Int>, _ line: Int, _ text: SourceText, _ notes: inout [Advice]
  ) throws(DataError) {
    let key = text.string(word)
    for known in keys.map(String.init(describing:)) where bare(known) == bare(key) {
      throw text.error(.unknownKey(key, like: known), at: word.lowerBound)
    }
    notes.append("\(text.path):\(line): the key \(key.quoted) is not known and was ignored")
  }

  /// A key without the variations of its spelling: case, hyphens, and the plural.
  private static func bare(_ key: String) -> String {
    let letters = ASCII.lowercased(key).filter { $0 != "_" && $0 != "-" }
    return letters.hasSuffix("s") ? String(letters.dropLast()) : letters
  }
}
