import RondoData

/// A definition of the spans that the tags of a sentence mark.
///
///     let tags = [["O", "I-LOC", "I-LOC", "B-PER"]]
///     SpanScore(truth: tags, predicted: tags, definition: .conlleval).micro.gold   // 2
///     SpanScore(truth: tags, predicted: tags, definition: .strictIOB2).micro.gold  // 1
///
/// The first character of a tag is its prefix: B (begins a span), I (inside), O (outside), and E
/// (ends a span) and S (a span of one token) in some schemes. What follows the first hyphen is the
/// span's type; a tag without type has the type `_`. `Sendable`.
public enum SpanDefinition: String, Sendable, Hashable, Codable, CaseIterable {
  /// Spans as the script conlleval counts them (E. Tjong Kim Sang & S. Buchholz 2000, "Introduction
  /// to the CoNLL-2000 shared task: chunking"), and seqeval by default.
  ///
  /// Every tag but O belongs to a span: an I or E without an open span of its type opens one, and a
  /// change of type closes and opens. B and S always open, E and S always close.
  case conlleval

  /// Spans that follow IOB1: B stands only between two adjacent spans of one type.
  ///
  /// A B that follows no span of its type is in no span; an I after it begins one.
  case strictIOB1

  /// Spans that follow IOB2 (BIO): each begins with B.
  ///
  /// An I that continues no span of its type marks nothing.
  case strictIOB2

  /// Spans that follow BIOES: each is one S, or begins with B and ends with E.
  ///
  /// Anything else marks nothing. BILOU is the same scheme: its L is read as E, its U as S.
  case strictBIOES
}

extension SpanDefinition {
  /// The number of tags, and ends of the sentence, that must not follow the tag before in this
  /// scheme; 0 for conlleval, which permits all.
  ///
  /// - IOB1: a B that follows no tag of its type.
  /// - IOB2: an I that follows no tag of its type.
  /// - BIOES: an I or E that follows no B or I of its type, and anything else that follows B or I.
  /// - All three: a tag with a prefix that the scheme lacks; it counts as O for the next one.
  public func illegalTransitions(in tags: [String]) -> Int {
    guard self != .conlleval else { return 0 }
    var (count, previous) = (0, TagParts.outside)
    for tag in tags {
      let parts = TagParts(tag)
      let next = known(parts)
      if next.prefix != parts.prefix && next == .outside || !permits(previous, next) { count += 1 }
      previous = next
    }
    return count + (permits(previous, .outside) ? 0 : 1)
  }

  /// The spans of a sentence, in order.
  func spans(of tags: [String]) -> [TypedSpan] {
    let parts = tags.map { known(TagParts($0)) }
    return self == .conlleval ? conllevalSpans(of: parts) : strictSpans(of: parts)
  }

  private func conllevalSpans(of tags: [TagParts]) -> [TypedSpan] {
    var spans: [TypedSpan] = []
    var (previous, start) = (TagParts.outside, 0)
    for place in 0...tags.count {
      let next = place < tags.count ? tags[place] : .outside
      if !previous.isOutside && endsSpan(previous, next) {
        spans.append(TypedSpan(type: previous.type, range: start..<place))
      }
      if !next.isOutside && startsSpan(previous, next) { start = place }
      previous = next
    }
    return spans
  }

  /// Starts a span where the scheme permits, follows it as far as it goes, and omits it if it does
  /// not end as the scheme demands.
  private func strictSpans(of tags: [TagParts]) -> [TypedSpan] {
    var spans: [TypedSpan] = []
    var (previous, place) = (TagParts.outside, 0)
    while place < tags.count {
      let start = place
      place += 1
      if startsSpan(previous, tags[start]) {
        while place < tags.count && continuesSpan(tags[place - 1], tags[place]) { place += 1 }
        if endsSpan(tags[place - 1], place < tags.count ? tags[place] : .outside) {
          spans.append(TypedSpan(type: tags[start].type, range: start..<place))
        }
      }
      previous = tags[place - 1]
    }
    return spans
  }
}

// The rules, each of a tag and the one before.
extension SpanDefinition {
  private func startsSpan(_ previous: TagParts, _ next: TagParts) -> Bool {
    switch self {
    case .conlleval:
      next.prefix == "B" || next.prefix == "S" || previous.type != next.type
        || (previous.isOutside || previous.prefix == "E" || previous.prefix == "S")
          && (next.prefix == "E" || next.prefix == "I")
    case .strictIOB1:
      next.prefix == "B"
        ? !previous.isOutside && previous.type == next.type
        : next.prefix == "I" && !(previous.prefix == "I" && previous.type == next.type)
    case .strictIOB2: next.prefix == "B"
    case .strictBIOES: next.prefix == "B" || next.prefix == "S"
    }
  }

  private func continuesSpan(_ previous: TagParts, _ next: TagParts) -> Bool {
    (next.prefix == "I" || next.prefix == "E") && previous.type == next.type
      && (previous.prefix == "B" || previous.prefix == "I")
  }

  private func endsSpan(_ previous: TagParts, _ next: TagParts) -> Bool {
    switch self {
    case .conlleval:
      previous.prefix == "E" || previous.prefix == "S" || previous.type != next.type
        || (previous.prefix == "B" || previous.prefix == "I")
          && (next.prefix == "B" || next.prefix == "S" || next.prefix == "O")
    case .strictIOB1:
      !(previous.prefix == "B" && next.prefix == "B" && previous.type != next.type)
    case .strictIOB2: true
    case .strictBIOES: previous.prefix == "E" || previous.prefix == "S"
    }
  }

  private func permits(_ previous: TagParts, _ next: TagParts) -> Bool {
    let continues = !previous.isOutside && previous.type == next.type
    switch self {
    case .conlleval: return true
    case .strictIOB1: return next.prefix != "B" || continues
    case .strictIOB2: return next.prefix != "I" || continues
    case .strictBIOES:
      let isOpen = previous.prefix == "B" || previous.prefix == "I"
      let isInside = next.prefix == "I" || next.prefix == "E"
      return isOpen ? isInside && continues : !isInside
    }
  }

  /// A tag of the scheme; outside, if the scheme lacks the prefix.
  private func known(_ tag: TagParts) -> TagParts {
    switch (self, tag.prefix) {
    case (.conlleval, _), (_, "B"), (_, "I"), (.strictBIOES, "E"), (.strictBIOES, "S"): tag
    case (.strictBIOES, "L"): TagParts(prefix: "E", type: tag.type)
    case (.strictBIOES, "U"): TagParts(prefix: "S", type: tag.type)
    default: .outside
    }
  }
}

/// A span of tokens with a type.
struct TypedSpan: Hashable {
  var type: ClassLabel
  var range: Range<Int>
}

/// The prefix and the type of a tag.
private struct TagParts: Equatable {
  static let outside = TagParts(prefix: "O", type: "_")

  var prefix: Unicode.Scalar
  var type: ClassLabel

  init(prefix: Unicode.Scalar, type: ClassLabel) { (self.prefix, self.type) = (prefix, type) }

  init(_ tag: String) {
    let rest = tag.unicodeScalars.dropFirst()
    let name = rest.firstIndex(of: "-").map { rest[rest.index(after: $0)...] } ?? rest
    self.init(
      prefix: tag.unicodeScalars.first ?? "O", type: name.isEmpty ? "_" : ClassLabel(String(name)))
  }

  var isOutside: Bool { prefix == "O" || prefix == "." }
}
