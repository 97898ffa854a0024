import Foundation
import Testing

@testable import RondoEvaluation

#if DEBUG
  private let isOptimized = false
#else
  private let isOptimized = true
#endif

@Suite("Baselines on tiny-shakespeare, split 90/10")
struct TinyShakespeareBaselineTests {
  static let file = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../../shared/data/tinyshakespeare/input.txt").standardizedFileURL
  static let isPresent = FileManager.default.fileExists(atPath: file.path)

  /// From a separate Python script with a dictionary of byte strings an order, rounded to 1e-4,
  /// which is also the tolerance.
  static let losses = [3.3473, 2.4844, 2.0449, 1.7290, 1.5789, 1.5581, 1.5648, 1.5740]

  @Test(
    "have the published losses",
    .enabled(if: isPresent, "needs ../shared/data/tinyshakespeare beside the package"),
    .enabled(if: isOptimized, "slow in a debug build: swift test -c release"))
  func publishedLosses() throws {
    let bytes = try [UInt8](Data(contentsOf: Self.file))
    let cut = bytes.count * 9 / 10
    let alphabet = Set(bytes[..<cut]).sorted()
    var ids = Array(repeating: UInt32(alphabet.count), count: 256)
    for (id, byte) in alphabet.enumerated() { ids[Int(byte)] = UInt32(id) }
    let training = bytes[..<cut].map { ids[Int($0)] }
    let evaluation = bytes[cut...].map { ids[Int($0)] }

    let result = NGramBaseline.best(
      training: training, evaluation: evaluation, vocabularySize: alphabet.count)
    #expect(result.trainedOn == 1_003_854)
    #expect(result.evaluatedSymbols == 111_540)
    #expect(result.order == 6)
    #expect(result.note == nil)
    for (loss, expected) in zip(result.lossesByOrder, Self.losses) {
      #expect(abs(loss - expected) <= 0.0001)
    }
    let unigram = UnigramBaseline(training: training, vocabularySize: alphabet.count)
    #expect(abs(unigram.entropy / 0.693_147_180_559_945_3 - 4.774) <= 0.0005)
  }
}
