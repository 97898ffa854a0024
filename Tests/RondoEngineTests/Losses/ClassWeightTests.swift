import TestSupport
import Testing

@testable import RondoEngine

/// Cross-entropy in which some classes count more than others.
struct ClassWeightTests {
  /// By PyTorch 2.13 in float64, for the closed form x of make_reference.py:
  ///
  ///     F.cross_entropy(
  ///         pattern(5, 4, 5), torch.tensor([0, 4, -100, 1]),
  ///         weight=torch.tensor([0.5, 2, 1, 0.25, 3]))
  @Test func `value and gradient are PyTorch's`() {
    let x: [Double] = (0..<20).map { i in
      let place = (37 * i + 55) % 29
      return Double(place - 14) / 32
    }
    let gradient: [Double] = [
      -0.0648160015251671, 0.013536916443175728, 0.017381744776615853, 0.022318602079554144,
      0.01157873822582137, 0.09266387985196245, 0.1189827769388189, 0.15277690973753152,
      0.07925961664155248, -0.4436831831698653, 0, 0, 0, 0, 0, 0.05087223610033433,
      -0.29831511947979467, 0.08387413774670015, 0.1076965246695317, 0.05587222096322854,
    ]
    let (double, float) = (
      numbers(x, [0, 4, -100, 1], [0.5, 2, 1, 0.25, 3]),
      numbers(x.map { Float($0) }, [0, 4, -100, 1], [0.5, 2, 1, 0.25, 3])
    )
    let expected = [1.6535347324451495] + gradient
    // A few roundings of numbers of size 1 in each precision.
    #expect(difference(double, from: expected, absolute: 1e-15, relative: 1e-14) == nil)
    #expect(difference(float, from: expected, absolute: 1e-7, relative: 1e-6) == nil)
  }

  @Test func `weights of one, and of any one number, are no weights`() {
    var draw = Draw(seed: 1)
    let (x, targets) = (draw.floats(77 * 5), draw.ids(77, upTo: 5))
    let tape = Tape<Float>()
    let logits = tape.variable(Tensor(x, shape: [77, 5]))
    let loss = logits.crossEntropy(targets)
    loss.backward()
    let plain = [loss.scalar] + logits.gradient.scalars
    #expect(numbers(x, targets, [1, 1, 1, 1, 1]) == plain)
    #expect(numbers(x, targets, [4, 4, 4, 4, 4]) == plain)
  }

  @Test func `many rows have the same bits with any number of threads`() {
    var draw = Draw(seed: 2)
    let (x, targets) = (draw.floats(3000 * 7), draw.ids(3000, upTo: 6))
    let weights = draw.floats(7, in: 0...3)
    let alone = numbers(x, targets, weights)
    for threads in [2, 3, 8] {
      #expect(numbers(x, targets, weights, Workers(threads: threads)) == alone)
    }
  }

  /// The loss and its gradient.
  private func numbers<Scalar: TensorScalar>(
    _ x: [Scalar], _ targets: [Int32], _ weights: [Scalar], _ workers: Workers = .single
  ) -> [Scalar] {
    let tape = Tape<Scalar>(workers: workers)
    let logits = tape.variable(Tensor(x, shape: [targets.count, weights.count]))
    let loss = logits.crossEntropy(targets, classWeights: weights)
    loss.backward()
    return [loss.scalar] + logits.gradient.scalars
  }
}
