import TestSupport

@testable import RondoData

extension CheckpointRandom {
  /// A set of series that a form can hold, with as much as possible of what makes forms fail: the
  /// largest and smallest numbers, labels of odd characters, unequal lengths, missing values, time
  /// stamps.
  mutating func series(for form: SeriesForm) -> SeriesSet {
    let hasHeader = form == .ts || form == .arff
    let channels = form == .tsv || form == .txt ? 1 : Int.random(in: 1...3, using: &self)
    let times: SeriesSet.Times? =
      form == .ts || form == .csv ? [nil, .dates, .numbers].randomElement(using: &self)! : nil
    let labels = Array(Self.labels(for: form).shuffled(using: &self).prefix(4))
    let kinds = form == .ts || form == .csv ? 0...2 : 1...2
    let kind = Int.random(in: kinds, using: &self)
    let cases = (0..<Int.random(in: 1...6, using: &self)).map { _ in
      let target: SeriesTarget =
        switch kind {
        case 0: .none
        case 1: .label(labels.randomElement(using: &self)!)
        default: .value(number())
        }
      return item(channels, times, target, mayEndEmpty: form == .ts || form == .csv)
    }
    var set = SeriesSet(
      cases, channels: channels, targets: SeriesSet.targets(of: cases), times: times)
    if form == .csv { name(&set) }
    guard hasHeader else { return set }
    if kind == 1 { set.targets = .labels(labels) }
    set.name = [nil, "Gun_Point", "It's-√2"].randomElement(using: &self)!
    set.comments = Array(
      ["", " About 'this'", "#%@data", "\ttabs \t"].prefix(Int.random(in: 0...4, using: &self)))
    return set
  }

  /// Gives some cases and, at times, the channels names of odd characters.
  private mutating func name(_ set: inout SeriesSet) {
    let odd = ["a", "value", "x,y", "\"", "é", "e\u{301}", "日\n本", "-1"]
    for index in set.cases.indices where Bool.random(using: &self) {
      set.cases[index].name = "case \(index) " + odd.randomElement(using: &self)!
    }
    guard Bool.random(using: &self) else { return }
    set.channelNames = (0..<set.channels).map { _ in odd.randomElement(using: &self)! }
  }

  private mutating func item(
    _ channels: Int, _ times: SeriesSet.Times?, _ target: SeriesTarget, mayEndEmpty: Bool
  ) -> SeriesCase {
    let length = Int.random(in: 1...7, using: &self)
    var values = (0..<length * channels).map { _ in
      Int.random(in: 0..<5, using: &self) == 0 ? Double.nan : number()
    }
    if !mayEndEmpty || values.allSatisfy(\.isNaN) { values[values.count - 1] = number() }
    var stamps: [Double]?
    switch times {
    case nil: break
    case .dates:
      let first = Int.random(in: -62_000_000_000...250_000_000_000, using: &self)
      stamps = (0..<length).map { Double(first + $0 * 86_399) }
    case .numbers:
      let first = Double.random(in: -1e6...1e6, using: &self)
      stamps = (0..<length).map { first + Double($0) / 3 }
    }
    return SeriesCase(values, channels: channels, times: stamps, target: target)
  }

  private mutating func number() -> Double {
    let troublesome = [
      0, -0.0, 1, 0.1, 1.0 / 3, .pi, .leastNonzeroMagnitude, .leastNormalMagnitude,
      .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1e22, 1e23, 0x1p53, 0x1.0000000000001p0,
    ]
    if Bool.random(using: &self) { return troublesome.randomElement(using: &self)! }
    let any = Double(bitPattern: UInt64.random(in: .min ... .max, using: &self))
    return any.isFinite ? any : 2.5
  }

  private static func labels(for form: SeriesForm) -> [ClassLabel] {
    let always: [ClassLabel] = [
      "a", "A", "Banana", "1", "-1", "2.5", "é", "e\u{301}", "日本", "👍🏽", "it's", "\"q\"", "{b}", "%",
      "#", "@data", "x\\n", "__", "true",
    ]
    return switch form {
    case .ts: always + ["NaN", "?", "1.0", "a,b", "'", "1e3"]
    case .tsv: always + ["a b", "a,b", ":"]
    case .txt: always + [":", "()"]
    case .arff: always + ["?", "NaN", " a ", "a,b", "'", "\\", "1.0", ":"]
    case .csv: always + ["?", "NaN", " a ", "a,b", "\"", "a\nb", "a\r\nb", "1.0"]
    }
  }
}
