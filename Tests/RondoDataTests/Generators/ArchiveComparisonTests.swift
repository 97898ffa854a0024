import Foundation
import Testing

@testable import RondoData

/// The archived laws beside the archive's own files: the mean curves of each class must agree.
@Suite struct ArchiveComparisonTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../shared/data/ucr").standardizedFileURL
  static let isPresent = FileManager.default.fileExists(atPath: folder.path)

  /// The series of each class, from both files of a set.
  private func archive(_ name: String, classes: Int) throws -> [[[Double]]] {
    var result = [[[Double]]](repeating: [], count: classes)
    for part in ["TRAIN", "TEST"] {
      let url = Self.folder.appending(path: "\(name)/\(name)_\(part)")
      for line in try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline) {
        let numbers = try line.split(separator: " ").map { try #require(Double($0)) }
        result[Int(numbers[0]) - 1].append(Array(numbers.dropFirst()))
      }
    }
    return result
  }

  private func generated(_ generator: any SeriesGenerator, perClass: Int) -> [[[Double]]] {
    let count = generator.classes.count * perClass / 2
    let set = GeneratedSet(generator, training: count, test: count, seed: 11)
    var result = [[[Double]]](repeating: [], count: generator.classes.count)
    for index in 0..<count {
      result[set.training[index] - 1].append(set.trainingSeries(index).values.map(Double.init))
      result[set.test[index] - 1].append(set.testSeries(index).values.map(Double.init))
    }
    return result
  }

  /// How many standard errors two classes' means are apart, at each sample.
  private func distances(_ x: [[Double]], _ y: [[Double]]) -> [Double] {
    x[0].indices.map { t in
      let (a, b) = (Moments(x.map { $0[t] }), Moments(y.map { $0[t] }))
      return abs(a.mean - b.mean) / (a.variance / a.count + b.variance / b.count).squareRoot()
    }
  }

  private func meanSquare(_ x: [Double]) -> Double {
    x.reduce(0) { $0 + $1 * $1 } / Double(x.count)
  }

  /// Neighbouring means hang together, so the mean square of the distances, 1 for equal laws, may
  /// wander; twice that, or one point beyond 4.5, is another law.
  private func expectAlike(_ found: [[[Double]]], _ expected: [[[Double]]]) {
    for (label, (found, expected)) in zip(1..., zip(found, expected)) {
      let distances = distances(found, expected)
      #expect(distances.allSatisfy { $0 < 4.5 }, "class \(label): \(distances.max() ?? 0)")
      #expect(meanSquare(distances) < 2, "class \(label)")
    }
  }

  @Test(.enabled(if: isPresent, "needs ../shared/data/ucr beside the package"))
  func `cylinders, bells and funnels have the archive's mean curves`() throws {
    let archive = try archive("CBF", classes: 3)
    #expect(archive.map(\.count) == [310, 310, 310])
    let archived = generated(CylinderBellFunnel(law: .archived), perClass: 310)
    expectAlike(archived, archive)
    // Saito's law, scaled in the same way, is told apart by the same measure; least in the funnels.
    let published = generated(CylinderBellFunnel(law: .published), perClass: 310).map {
      $0.map { series in
        let moments = Moments(series)
        return series.map { ($0 - moments.mean) / (moments.variance * 128 / 127).squareRoot() }
      }
    }
    for (published, archive) in zip(published, archive).prefix(2) {
      #expect(meanSquare(distances(published, archive)) > 4)
    }
  }

  @Test(.enabled(if: isPresent, "needs ../shared/data/ucr beside the package"))
  func `control charts have the archive's mean curves`() throws {
    let archive = try archive("synthetic_control", classes: 6)
    #expect(archive.map(\.count) == [Int](repeating: 100, count: 6))
    expectAlike(generated(ControlCharts(law: .archived), perClass: 100), archive)
  }
}
