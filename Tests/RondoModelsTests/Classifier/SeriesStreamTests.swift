import RondoData
import RondoEngine
import RondoNumerics
import Testing

@testable import RondoClassifier
@testable import RondoModels

struct SeriesStreamTests {
  /// Two channels with missing values, drawn.
  private static func samples(_ count: Int, missing: Bool) -> [[Double]] {
    let stream = RandomStream(seed: 5, purpose: .general, index: 1)
    return (0..<count).map { step in
      (0..<2).map { channel in
        let place = UInt64(2 * step + channel)
        return missing && stream.integer(below: 4, at: 100 + place) == 0
          ? .nan : Double(stream.normal(at: place)) * 3 + 1
      }
    }
  }

  private static let training = [
    SeriesCase([0, 1, 2, 5, 4, -3], channels: 2), SeriesCase([1, 1, 3, 2], channels: 2),
  ]

  /// Every answer of a stream beside that of its samples as a whole series.
  private func check(_ file: SeriesClassifierFile, missing: Bool = true, threads: Int = 1) {
    let stream = SeriesStream(file, workers: Workers(threads: threads))
    let samples = Self.samples(11, missing: missing)
    for round in 0..<2 {
      for count in 1...samples.count {
        stream.append(samples[count - 1])
        let whole = SeriesCase(samples.prefix(count).flatMap { $0 }, channels: 2)
        let expected = file.model.ensemble.outputs(
          of: [file.preparation.sequence(of: whole)], on: Tape())
        // Not asking at every sample must change nothing either.
        if round == 0 || count.isMultiple(of: 4) {
          #expect(stream.outputs() == expected, "sample \(count), round \(round)")
        }
      }
      #expect(stream.count == samples.count)
      stream.restart()
    }
  }

  @Test(arguments: ReadoutKind.allCases, [1, 3])
  func `a stream has the bits of its samples as a whole`(readout: ReadoutKind, samples: Int) {
    for cell in BuiltInCell.allCases {
      let file = PredictionFiles.series(Self.training) {
        ($0.classifier.architecture.readout, $0.classifier.architecture.cell) = (readout, cell)
        ($0.classifier.architecture.layers, $0.samplesPerStep) = (2, samples)
      }
      #expect(SeriesStream(file).isIncremental)
      check(file)
    }
  }

  @Test(arguments: SeriesScaling.Kind.allCases, [false, true])
  func `so it has whatever the scaling and the directions`(
    scaling: SeriesScaling.Kind, isBidirectional: Bool
  ) {
    let file = PredictionFiles.series(Self.training) {
      ($0.scaling, $0.classifier.architecture.isBidirectional) = (scaling, isBidirectional)
    }
    #expect(SeriesStream(file).isIncremental == (scaling != .case && !isBidirectional))
    check(file)
  }

  @Test func `marks of what is missing look at all samples`() {
    var training = Self.training
    training[0].values[2] = .nan
    let file = PredictionFiles.series(training)
    #expect(file.preparation.marksMissing)
    check(file)
    check(file, missing: false, threads: 3)
  }

  @Test(arguments: ReadoutKind.allCases)
  func `an ensemble streams its mean`(readout: ReadoutKind) {
    let file = PredictionFiles.series(Self.training) {
      (
        $0.classifier.architecture.readout, $0.classifier.architecture.cell,
        $0.classifier.architecture.members
      ) = (readout, .lstm, 3)
    }
    #expect(SeriesStream(file).isIncremental && file.model.ensemble.members.count == 3)
    check(file)
  }

  @Test func `a regression streams its number`() {
    let file = PredictionFiles.series(
      Self.training, targets: .values(mean: 10, deviation: 2)
    ) { $0.classifier.architecture.readout = .max }
    check(file)
    let stream = SeriesStream(file)
    stream.append([1, 2])
    let value = file.values(of: [SeriesCase([1, 2], channels: 2)], on: Tape())[0]
    #expect(10 + 2 * Double(stream.outputs()[0]) == value)
  }
}
