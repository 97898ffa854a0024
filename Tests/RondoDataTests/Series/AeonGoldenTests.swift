import Foundation
import Testing

@testable import RondoData

/// What Rondo writes, aeon 1.6.0 reads back to the same values; and the other way round.
///
/// `Reference/aeon_reference.py` says how the files in `Golden/aeon` were made. Labels are in lower
/// case in `.ts` files here because aeon makes them so; time stamps come with positive values with
/// a point because aeon finds no others.
struct AeonGoldenTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Golden/aeon").standardizedFileURL
  static let isWriting = ProcessInfo.processInfo.environment["RONDO_WRITE_GOLDEN"] != nil

  static let extremes: [Double] = [
    0, -0.0, 1, -1, 0.1, -1.0 / 3, .pi, 1e22, 1e23, 1e-7, .leastNonzeroMagnitude,
    .leastNormalMagnitude,
    .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0x1p53, 0x1.0000000000001p0,
  ]

  /// File names with the sets in them.
  static var files: [(name: String, set: SeriesSet)] {
    let numbers = SeriesSet(
      [
        SeriesCase(extremes, target: .label("1")),
        SeriesCase(extremes.reversed(), target: .label("-1")),
      ], targets: .labels(["-1", "1"]), name: "numbers", comments: [" About: 1,2"])
    let missing = SeriesSet(
      [
        SeriesCase([.nan, 0.5, .nan, 2], target: .label("banana")),
        SeriesCase([3], target: .label("c")),
        SeriesCase([4, .nan, -0.25], target: .label("c")),
      ], targets: .labels(["c", "banana"]), name: "missing")
    let channels = SeriesSet(
      [
        SeriesCase([1, 2.5, -3, 4, 5e-7, .nan], channels: 3, target: .label("up")),
        SeriesCase([.nan, 7, 8, 9, 0.1, 1e100], channels: 3, target: .label("down")),
      ], channels: 3, targets: .labels(["up", "down"]), name: "channels")
    let targets = SeriesSet(
      [SeriesCase([1, 2], target: .value(0.1)), SeriesCase([3, 4], target: .value(-2e-5))],
      targets: .values, name: "targets")
    let unlabelled = SeriesSet(
      [
        SeriesCase([1, 2, 3, 4], channels: 2), SeriesCase([5, 6], channels: 2),
      ], channels: 2, name: "unlabelled")
    let times = SeriesSet(
      [
        SeriesCase([1, 2.5], times: [0, 86_400], target: .label("a")),
        SeriesCase([3, 4], times: [-1, 951_827_696], target: .label("b")),
      ], targets: .labels(["a", "b"]), times: .dates, name: "times")
    return [
      ("numbers.ts", numbers), ("numbers.arff", numbers), ("numbers.tsv", numbers),
      ("missing.ts", missing), ("channels.ts", channels), ("channels.arff", channels),
      ("targets.ts", targets), ("unlabelled.ts", unlabelled), ("times.ts", times),
    ]
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: Self.folder.appending(path: name)))
  }

  @Test(.enabled(if: isWriting, "writes the golden files anew if RONDO_WRITE_GOLDEN is set"))
  func `the golden files can be made anew`() throws {
    for (name, set) in Self.files {
      let form = try #require(SeriesForm(path: name))
      try Data(SeriesWriter(form: form).bytes(of: set))
        .write(to: Self.folder.appending(path: name))
    }
  }

  @Test(.disabled(if: isWriting), arguments: files.indices)
  func `a file is still written as it was`(index: Int) throws {
    let (name, set) = Self.files[index]
    let form = try #require(SeriesForm(path: name))
    #expect(try SeriesWriter(form: form).bytes(of: set) == bytes(name))
    var expected = set
    if form == .tsv { (expected.name, expected.comments) = (nil, []) }
    #expect(try SeriesReader().read(Self.folder.appending(path: name).path).set == expected)
  }

  private struct Reading: Decodable {
    let targets: [String]
    /// `[case][channel][step]`: bits in hexadecimal, or "nan".
    let values: [[[String]]]
  }

  @Test(.disabled(if: isWriting), arguments: files.indices)
  func `aeon reads the same values and labels from it`(index: Int) throws {
    let (name, set) = Self.files[index]
    let all = try JSONDecoder().decode(
      [String: Reading].self, from: Data(bytes("aeon_reads.json")))
    let reading = try #require(all[name])
    #expect(reading.values.count == set.cases.count)
    for (item, channels) in zip(set.cases, reading.values) {
      #expect(channels.count == item.channels)
      for (channel, steps) in channels.enumerated() {
        let expected = (0..<item.length).map { step in
          let value = item[step, channel]
          return value.isNaN ? "nan" : hexadecimal(value.bitPattern)
        }
        #expect(steps == expected, "\(name)")
      }
    }
    let targets = set.cases.map { item in
      switch item.target {
      case .none: ""
      // In .ts files aeon writes "NaN" over every "nan", in labels too.
      case .label(let label): label.name.replacing("nan", with: "NaN")
      case .value(let value): "\(value)"
      }
    }
    #expect(reading.targets == targets.filter { !$0.isEmpty })
  }

  private func hexadecimal(_ bits: UInt64) -> String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  @Test(.disabled(if: isWriting))
  func `what aeon writes is read with its labels and its missing values`() throws {
    func read(_ name: String) throws -> SeriesSet {
      try SeriesReader().read(Self.folder.appending(path: name).path).set
    }
    let values: [[Double]] = [
      [0.1, 1e22, -2.5e-7, -0.0, .nan, .leastNonzeroMagnitude], [1.0 / 3, .pi],
    ]
    let classes = try read("by_aeon_classes.ts")
    #expect(classes.targets == .labels(["Down", "Up"]) && classes.name == "by_aeon_classes")
    #expect(classes.comments == [" Made by aeon's own writer."])
    #expect(
      classes.cases == [
        SeriesCase(values[0], channels: 2, target: .label("Up")),
        SeriesCase(values[1], channels: 2, target: .label("Down")),
      ])
    let unlabelled = try read("by_aeon_unlabelled.ts")
    #expect(unlabelled.targets == .none)
    #expect(unlabelled.cases == values.map { SeriesCase($0, channels: 2) })
    let targets = try read("by_aeon_targets.ts")
    #expect(
      targets.cases == [
        SeriesCase([1, 2, 3], target: .value(0.25)),
        SeriesCase([-1.5, 0, .greatestFiniteMagnitude], target: .value(-3)),
      ])
  }
}
