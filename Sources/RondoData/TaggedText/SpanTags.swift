/// A span of tokens with its label, such as a name in a sentence.
///
/// `Sendable`.
public struct LabelledSpan: Sendable, Hashable {
  /// The label, such as `PER`; empty in corpora with one kind of span, whose tags are `B` and `I`.
  public var label: String
  /// The tokens, by their indexes in the sentence; at least one.
  public var range: Range<Int>

  /// A span.
  public init(label: String, range: Range<Int>) { (self.label, self.range) = (label, range) }
}

/// A scheme by which a tag a token describes spans of tokens.
///
///     let tags = ["B-PER", "I-PER", "O", "B-PLACE"]
///     SpanScheme.detected(in: [tags])                      // .iob2
///     SpanScheme.spans(of: tags)                           // PER 0..<2, PLACE 3..<4
///     SpanScheme.bioes.tags(of: SpanScheme.spans(of: tags), count: 4)
///                                                          // B-PER E-PER O S-PLACE
///
/// A tag is `O`, outside of any span, or a letter, a hyphen and the label; a letter alone has an
/// empty label. Other tags, such as `NOUN`, belong to no span. `Sendable`.
public enum SpanScheme: String, Sendable, Hashable, Codable, CaseIterable {
  /// Tokens of spans are `I-`; `B-` only begins a span that follows another one with the same label
  /// immediately (Ramshaw and Marcus 1995).
  case iob1 = "IOB1"
  /// Spans begin with `B-` and continue with `I-`; also known as BIO.
  case iob2 = "IOB2"
  /// `B-`, `I-` and `E-` for the beginning, the inner tokens and the end of a span, `S-` for a span
  /// of one token. BILOU, with `L-` for `E-` and `U-` for `S-`, is read as the same scheme.
  case bioes = "BIOES"

  /// The scheme of a corpus; nil if its tags do not describe spans.
  ///
  /// Every tag must be one of spans, and at least one other than `O`. With `S-` or `E-` the scheme
  /// is BIOES; without them it is IOB1 if some `I-` begins a span and every `B-` follows a span
  /// with the same label, else IOB2.
  public static func detected(in sentences: some Sequence<[String]>) -> SpanScheme? {
    var (hasSpans, hasEnds, hasOrphans, hasFreeBeginnings) = (false, false, false, false)
    for tags in sentences {
      var previous = SpanTag.outside
      for tag in tags {
        guard let tag = SpanTag(tag) else { return nil }
        let continues = previous.isOf(.begin, .inside) && previous.label == tag.label
        switch tag.part {
        case .outside: break
        case .begin: hasFreeBeginnings = hasFreeBeginnings || !continues
        case .inside: hasOrphans = hasOrphans || !continues
        case .end, .single: hasEnds = true
        }
        hasSpans = hasSpans || tag.part != .outside
        previous = tag
      }
    }
    if !hasSpans { return nil }
    return hasEnds ? .bioes : hasOrphans && !hasFreeBeginnings ? .iob1 : .iob2
  }

  /// The spans that the tags of one sentence describe, in order.
  ///
  /// The tags of all schemes are understood. Illegal sequences are read like those of IOB1: a tag
  /// that continues no span of its label begins one.
  public static func spans(of tags: [String]) -> [LabelledSpan] {
    var spans: [LabelledSpan] = []
    var isOpen = false
    for (index, tag) in tags.enumerated() {
      guard let tag = SpanTag(tag), tag.part != .outside else {
        isOpen = false
        continue
      }
      let continues = isOpen && tag.isOf(.inside, .end) && spans[spans.count - 1].label == tag.label
      if continues {
        spans[spans.count - 1].range = spans[spans.count - 1].range.lowerBound..<index + 1
      } else {
        spans.append(LabelledSpan(label: tag.label, range: index..<index + 1))
      }
      isOpen = !tag.isOf(.end, .single)
    }
    return spans
  }

  /// The tags of a sentence with these spans, which ascend and do not overlap.
  public func tags(of spans: [LabelledSpan], count: Int) -> [String] {
    var tags = Array(repeating: "O", count: count)
    for (index, span) in spans.enumerated() {
      let before = index > 0 ? spans[index - 1] : nil
      let touches = before?.range.upperBound == span.range.lowerBound && before?.label == span.label
      for token in span.range {
        let isFirst = token == span.range.lowerBound
        let isLast = token == span.range.upperBound - 1
        let part: SpanTag.Part =
          switch self {
          case .iob1: isFirst && touches ? .begin : .inside
          case .iob2: isFirst ? .begin : .inside
          case .bioes:
            isFirst && isLast ? .single : isFirst ? .begin : isLast ? .end : .inside
          }
        tags[token] = SpanTag(part: part, label: span.label).text
      }
    }
    return tags
  }

  /// The tags of one sentence in this scheme instead of their own.
  public func converted(_ tags: [String]) -> [String] {
    self.tags(of: Self.spans(of: tags), count: tags.count)
  }

  /// Whether one tag may follow another; nil stands for the border of the sentence on that side.
  ///
  /// A sequence of tags is legal if each pair of neighbours is, including the borders. Tags that
  /// belong to no span count as `O`.
  public func allows(previous: String?, next: String?) -> Bool {
    let before = previous.flatMap { SpanTag($0) } ?? .outside
    let after = next.flatMap { SpanTag($0) } ?? .outside
    let continues = before.isOf(.begin, .inside) && before.label == after.label
    switch (self, after.part) {
    case (.iob1, .begin), (.iob2, .inside): return continues
    case (.iob1, .outside), (.iob1, .inside), (.iob2, .outside), (.iob2, .begin): return true
    case (.iob1, .end), (.iob1, .single), (.iob2, .end), (.iob2, .single): return false
    case (.bioes, .inside), (.bioes, .end): return continues
    case (.bioes, .outside), (.bioes, .begin), (.bioes, .single):
      return !before.isOf(.begin, .inside)
    }
  }

  /// The index of the first tag that may not follow the one before it; the number of tags if the
  /// last one may not be the last; nil if the sequence is legal.
  public func firstIllegal(in tags: [String]) -> Int? {
    (0...tags.count).first { index in
      !allows(
        previous: index > 0 ? tags[index - 1] : nil, next: index < tags.count ? tags[index] : nil)
    }
  }

  /// The tags of one sentence as a legal sequence of the same spans; legal tags stay as they are.
  public func repaired(_ tags: [String]) -> [String] {
    if firstIllegal(in: tags) == nil { return tags }
    let isBILOU = self == .bioes && tags.contains { SpanTag.isBILOU($0) }
    let repaired = converted(tags)
    return isBILOU ? repaired.map(SpanTag.asBILOU) : repaired
  }
}

/// A tag of a span: its letter and its label.
struct SpanTag {
  /// The part of a span to which a token belongs.
  enum Part: Character {
    case outside = "O"
    case begin = "B"
    case inside = "I"
    case end = "E"
    case single = "S"
  }

  static let outside = SpanTag(part: .outside, label: "")

  let part: Part
  let label: String

  init(part: Part, label: String) { (self.part, self.label) = (part, label) }

  /// Reads a tag; nil if it is not one of spans.
  init?(_ tag: String) {
    guard let letter = tag.unicodeScalars.first, let part = Self.part(letter) else { return nil }
    let rest = tag.unicodeScalars.dropFirst()
    if rest.isEmpty {
      self.init(part: part, label: "")
    } else {
      guard rest.first == "-", rest.count > 1, part != .outside else { return nil }
      self.init(part: part, label: String(rest.dropFirst()))
    }
  }

  private static func part(_ letter: Unicode.Scalar) -> Part? {
    switch letter {
    case "L": .end
    case "U": .single
    default: Part(rawValue: Character(letter))
    }
  }

  /// The spelling.
  var text: String {
    part == .outside || label.isEmpty ? "\(part.rawValue)" : "\(part.rawValue)-\(label)"
  }

  /// Whether it is one of two parts.
  func isOf(_ one: Part, _ other: Part) -> Bool { part == one || part == other }

  /// Whether a tag is spelled as in BILOU alone.
  static func isBILOU(_ tag: String) -> Bool {
    SpanTag(tag) != nil && (tag.hasPrefix("L") || tag.hasPrefix("U"))
  }

  /// A tag of BIOES in the spelling of BILOU.
  static func asBILOU(_ tag: String) -> String {
    switch SpanTag(tag)?.part {
    case .end: "L" + tag.dropFirst()
    case .single: "U" + tag.dropFirst()
    default: tag
    }
  }
}
