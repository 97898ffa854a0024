import RondoData
import Testing

@testable import RondoClassifier
@testable import RondoModels

struct SeriesPreparationTests {
  private func preparation(
    _ cases: [SeriesCase], _ change: (inout SeriesClassifierSettings) -> Void = { _ in }
  ) -> SeriesPreparation {
    var settings = SeriesClassifierSettings()
    change(&settings)
    return SeriesPreparation(cases, targets: .labels(["a", "b"]), settings)
  }

  // Channel 0 has mean 3 and deviation 2, channel 1 is constant.
  private let cases = [
    SeriesCase([1, 7, 5, 7], channels: 2), SeriesCase([1, 7, 5, 7, 1, 7, 5, 7], channels: 2),
  ]

  @Test func `values are scaled by the mean and deviation of each channel of the set`() {
    let found = preparation(cases)
    #expect(found.scaling.means == [3, 7] && found.scaling.deviations == [2, 1])
    #expect(found.sequence(of: SeriesCase([5, 8], channels: 2)).vectors == [1, 1])
    #expect(found.input == .vectors(size: 2))
  }

  @Test func `a case can be scaled by itself, or not at all`() {
    let item = SeriesCase([2, 0, 6, 0], channels: 2)
    #expect(preparation(cases) { $0.scaling = .case }.sequence(of: item).vectors == [-1, 0, 1, 0])
    #expect(preparation(cases) { $0.scaling = .none }.sequence(of: item).vectors == [2, 0, 6, 0])
  }

  @Test func `several samples are one step, and what the last step lacks is zeros`() {
    let found = preparation([SeriesCase([-1, 1])]) { $0.samplesPerStep = 2 }
    let item = found.sequence(of: SeriesCase([1, 1, 1]))
    #expect(item.length == 2 && item.vectors == [1, 1, 1, 0])
  }

  @Test func `missing values are the last ones, marked, with the time since then`() {
    let found = preparation([SeriesCase([-1, .nan, 1])])
    #expect(found.input == .vectors(size: 3))
    let vectors = found.sequence(of: SeriesCase([.nan, 1, .nan, .nan])).vectors
    #expect(vectors[0..<2] == [0, 0] && vectors[3..<6] == [1, 1, 0])
    #expect(vectors[6..<8] == [1, 0] && abs(vectors[8] - 0.693_147_2) < 1e-6)
    #expect(abs(vectors[11] - 1.098_612_3) < 1e-6)
  }

  @Test func `a model trained without missing values reads the last one`() {
    let vectors = preparation([SeriesCase([-1, 1])]).sequence(of: SeriesCase([1, .nan])).vectors
    #expect(vectors == [1, 1])
  }

  @Test func `time stamps are read as the time since the sample before, in its mean`() {
    let found = preparation([SeriesCase([-1, 1, 0], times: [0, 2, 8])])
    #expect(found.timeUnit == 4 && found.input == .vectors(size: 2))
    let vectors = found.sequence(of: SeriesCase([0, 0], times: [10, 14])).vectors
    #expect(vectors[1] == 0 && abs(vectors[3] - 0.693_147_2) < 1e-6)
  }

  /// With deviation 2, the changes are +2, then −2: their root mean square is 2.
  @Test func `differences are channels after the marks of missing values, in their own scale`() {
    let found = preparation([SeriesCase([1, 5, 1, 5])]) { $0.readsDifferences = true }
    #expect(found.differenceScales == [2] && found.input == .vectors(size: 2))
    #expect(found.sequence(of: SeriesCase([3, 7, 7, 5])).vectors == [0, 0, 2, 1, 2, 0, 1, -0.5])
    let marked = preparation([SeriesCase([1, 5, .nan, 5])]) { $0.readsDifferences = true }
    #expect(marked.input == .vectors(size: 4))
    let constant = preparation([SeriesCase([1, 1])]) { $0.readsDifferences = true }
    #expect(constant.differenceScales == [1])
  }
}
