import TestSupport
import Testing
@testable import RondoEngine

/// Several backward passes over one computation, and passes from several results.
struct BackwardTests {
  /// A recurrent network and every loss that hands its slopes over.
  private static func loss(_ rnn: RNN<Double>, _ x: Variable<Double>, _ state: RNNState<Double>)
    -> Variable<Double>
  {
    let outputs = rnn.sequence(x, from: state).outputs
    let targets: [Int32] = [0, 1, 2, 1, 0, 2]
    let sets = (0..<outputs.shape.elementCount).map { Double($0 % 2) }
    return outputs.crossEntropy(targets) * 2
      + outputs.crossEntropy(
        targets, classWeights: sets.prefix(outputs.shape.columns).map { $0 + 1 })
      + outputs.sigmoidCrossEntropy(sets)
      + outputs.softmax().squared().sum().addingActivationPenalty(0.3, on: outputs)
  }

  @Test(arguments: RecurrentKind.all, [1, 2])
  func `a pass that keeps the values may be followed by others with the same gradients`(
    kind: RecurrentKind, parts: Int
  ) {
    var draw = Draw(seed: 4)
    var (rnn, state): (RNN<Double>, _) = draw.recurrent(
      kind, inputSize: 2, hiddenSize: 3, layers: 2, batch: 2)
    let input: Tensor<Double> = draw.tensor([3, 2, 2])
    let tape = Tape<Double>()
    func gradients(passes: Int) -> [[Double]] {
      var found: [[Double]] = []
      let all = tape.gradient(of: &rnn, parts: parts) { rnn, _ in
        let x = tape.variable(input)
        let loss = Self.loss(rnn, x, state)
        for _ in 0..<passes {
          loss.backward(keepingValues: true)
          found.append(x.gradient.scalars)
        }
        return loss
      }.gradients
      return found + [rnn.parameters.flatMap { all[$0.value].scalars }]
    }
    let plain = gradients(passes: 0)
    let repeated = gradients(passes: 2)
    #expect(repeated.last == plain.last)
    #expect(repeated.dropLast().allSatisfy { $0 == repeated[0] && $0.contains { $0 != 0 } })
    #expect(gradients(passes: 0) == plain, "the tape does not go on keeping")
  }

  /// Alone, each of them hands its slopes over where it need not keep them.
  @Test(arguments: 0..<4)
  func `a loss that keeps its values may be differentiated again`(number: Int) {
    let tape = Tape<Double>()
    let x = tape.variable(Tensor([0.5, -1, 2, 0.25, 1, 3], shape: [2, 3]))
    let loss =
      switch number {
      case 0: x.crossEntropy([0, 2])
      case 1: x.crossEntropy([0, 2], labelSmoothing: 0.2).loss
      case 2: x.crossEntropy([0, 2], classWeights: [1, 2, 3])
      default: x.sigmoidCrossEntropy([0, 1, 0, 1, 1, 0])
      }
    let gradients = (0..<3).map { pass in
      loss.backward(keepingValues: pass < 2)
      return x.gradient.scalars
    }
    #expect(gradients[1] == gradients[0] && gradients[2] == gradients[0])
    #expect(gradients[0].contains { $0 != 0 })
  }

  @Test func `a later pass finds the gradient of another result alone`() {
    let tape = Tape<Double>()
    let x = tape.variable(Tensor([3]))
    let (square, cube) = ((x * x).sum(), (x * x * x).sum())
    square.backward(keepingValues: true)
    #expect(x.gradient.scalars == [6] && cube.gradient.scalar == 0)
    cube.backward(keepingValues: true)
    #expect(x.gradient.scalars == [27] && square.gradient.scalar == 0)
    tape.constant(Tensor([1])).backward()
    #expect(x.gradient.scalars == [0])
    square.backward()
    #expect(x.gradient.scalars == [6])
  }

  @Test func `a pass that does not keep the values is the last one`() async {
    await #expect(processExitsWith: .failure) {
      let loss = Tape<Float>().variable(Tensor([1, 2])).sum()
      loss.backward(keepingValues: true)
      loss.backward()
      loss.backward(keepingValues: true)
    }
  }

  @Test func `gradients of several results go back at once`() {
    let tape = Tape<Double>()
    let (x, w) = (tape.variable(Tensor([3, 4])), tape.variable(Tensor([2, 5])))
    let (product, square) = (x * w, x * x)
    tape.backward(
      from: [product, square, x], gradients: [Tensor([1, 10]), Tensor([2, 0]), Tensor([7, 0])],
      keepingValues: true)
    #expect(x.gradient.scalars == [2 + 12 + 7, 50] && w.gradient.scalars == [3, 40])
    let (a, b) = (product.sum(), square.sum())
    tape.backward(from: [a, b, a])
    #expect(x.gradient.scalars == [4 + 6, 10 + 8] && w.gradient.scalars == [6, 8])
  }

  @Test func `a loss of an earlier step is not read`() async {
    await #expect(processExitsWith: .failure) {
      let tape = Tape<Float>()
      let stale = tape.variable(Tensor([1, 2], shape: [1, 2]))
      tape.reset()
      _ = stale.negativeLogLikelihoods([0])
    }
  }
}
