import RondoNumerics
import Testing

@testable import RondoEngine

@Suite("Computations side by side") struct SideBySideTests {
  /// Networks that share nothing.
  private struct Networks: Module {
    var networks: [Linear<Float>]

    init(count: Int) {
      var random = RandomSource(seed: 7)
      networks = (0..<count).map { _ in Linear(inputs: 6, outputs: 3, random: &random) }
    }

    mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
      visitor.visit("networks", &networks)
    }
  }

  private static func loss(
    _ model: borrowing Networks, _ part: Int, _ tape: Tape<Float>
  ) -> Variable<Float> {
    let (piece, network) = part.quotientAndRemainder(dividingBy: model.networks.count)
    let input = Tensor<Float>((0..<12).map { Float(($0 * 7 + piece * 5) % 11) / 4 }, shape: [2, 6])
    return model.networks[network](tape.constant(input)).crossEntropy([Int32(piece), 2])
  }

  @Test(arguments: 1...5, [1, 2, 3, 4])
  func `loss and gradients have the bits of one part after another`(networks: Int, threads: Int) {
    var model = Networks(count: networks)
    let single = Tape<Float>()
    let expected = single.gradient(of: &model, parts: 2 * networks) {
      Self.loss($0, $1, single)
    }
    let tape = Tape<Float>(workers: Workers(threads: threads))
    for _ in 0..<3 {
      let found = tape.gradient(of: &model, parts: 2 * networks, groups: networks) {
        Self.loss($0, $1, $2)
      }
      #expect(found.loss.bitPattern == expected.loss.bitPattern)
      for (name, parameter) in model.parameters {
        #expect(found.gradients[parameter] == expected.gradients[parameter], "\(name)")
      }
    }
  }

  @Test(arguments: [1, 2, 3, 4], 0...9)
  func `each computation runs once and the results are in order`(threads: Int, count: Int) {
    let tape = Tape<Float>(workers: Workers(threads: threads))
    let found = tape.sideBySide(count) { index, tape in
      tape.withoutGradients { tape.constant(Tensor([1, Float(index)])).sum().scalar }
    }
    #expect(found == (0..<count).map { Float($0 + 1) })
  }

  /// Of five computations on two threads the last would leave a thread without work; of five on
  /// three, the last two would not.
  @Test(arguments: [(2, 5, 1), (2, 4, 0), (3, 5, 0), (4, 5, 1), (4, 6, 2), (4, 7, 0), (1, 3, 3)])
  func `a rest of few computations has all threads`(threads: Int, count: Int, alone: Int) {
    let tape = Tape<Float>(workers: Workers(threads: threads))
    let found = tape.sideBySide(count) { $1 === tape }
    #expect(found.count { $0 } == alone && found.suffix(alone).allSatisfy { $0 })
  }

  @Test func `memory of a tape is used again in the next step`() {
    let tape = Tape<Float>(workers: Workers(threads: 2))
    func tapes() -> [ObjectIdentifier] { tape.sideBySide(4) { ObjectIdentifier($1) } }
    let first = tapes()
    #expect(Set(first).count == 2 && tapes() == first)
  }
}
