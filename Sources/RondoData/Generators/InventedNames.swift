import RondoNumerics

/// Names of three invented peoples, each by its own rule of forms.
///
///     InventedNames(count: 600).rows(seed: 1).first   // ["velin", "Novayo"]
///
/// A row is the label and the name. Each part of a name is drawn uniformly from its choices:
///
/// - `velin`: two to four open syllables of a consonant (l m n r s v y) and a vowel (a e i o); the
///   last vowel is a or o.
/// - `korrag`: one or two closed syllables of an onset (b d g k t br dr gr kr st), a vowel (a o u)
///   and a coda (g k d rn ld rk mm sk).
/// - `ishel`: two or three vowels, all of e i or all of a o u, the first after r, p, k, m or
///   nothing, with a consonant or a doubled one between two vowels (t sh l n r tt ll nn rr) and
///   n, r, l or sh at the end.
///
/// Rows of the three take turns. No name occurs twice. `Sendable`.
public struct InventedNames: TableGenerator {
  public let name = "names"
  public let columns = ["label", "text"]
  public let delimiter = TableDelimiter.tab
  /// The labels.
  public static let labels = ["velin", "korrag", "ishel"]
  /// Number of names with each label.
  public let count: Int

  /// Names with three labels.
  ///
  /// - Parameter count: the number of names with each label, from 1 to 5,000.
  public init(count: Int = 600) {
    precondition((1...5000).contains(count), "\(count) names are not from 1 to 5000")
    self.count = count
  }

  public func rows(seed: UInt64) -> [[String]] {
    var rows: [[String]] = []
    var seen: Set<String> = []
    var streams = RandomSource(seed: seed, purpose: .general)
    while rows.count < Self.labels.count * count {
      let label = rows.count % Self.labels.count
      let name = Self.name(label, from: streams.next())
      if seen.insert(name).inserted {
        rows.append([Self.labels[label], name.prefix(1).uppercased() + name.dropFirst()])
      }
    }
    return rows
  }

  private static func name(_ label: Int, from stream: RandomStream) -> String {
    var position: UInt64 = 1
    func draw(_ choices: String) -> String {
      let list = choices.split(separator: " ", omittingEmptySubsequences: false)
      position += 1
      return String(list[stream.integer(below: list.count, at: position)])
    }
    switch label {
    case 0:
      let syllables = stream.integer(in: 2...4, at: 0)
      return (1...syllables).reduce(into: "") { name, index in
        name += draw("l m n r s v y") + draw(index < syllables ? "a e i o" : "a o")
      }
    case 1:
      return (1...stream.integer(in: 1...2, at: 0)).reduce(into: "") { name, _ in
        name += draw("b d g k t br dr gr kr st") + draw("a o u") + draw("g k d rn ld rk mm sk")
      }
    default:
      let syllables = stream.integer(in: 2...3, at: 0)
      let vowels = stream.integer(below: 2, at: 1) == 0 ? "e i" : "a o u"
      var name = draw("r p k m ")  // the last choice is empty
      for index in 1...syllables {
        name += draw(vowels)
        name += draw(index < syllables ? "t sh l n r tt ll nn rr" : "n r l sh")
      }
      return name
    }
  }
}
