import CAllocations
import RondoEngine
import RondoNumerics
import TestSupport
import Testing

/// A step made of the algebra's operations allocates nothing once its workspaces are there.
@Suite(.enabled(if: !isDebugBuild && rondo_allocations_are_counted()))
struct AlgebraAllocationTests {
  @Test(arguments: [1, 2])
  func `a step over axes, matrices and windows allocates nothing after the second`(threads: Int) {
    let tape = Tape<Float>(workers: Workers(threads: threads))
    var random = RandomSource(seed: 1)
    var model = Network(random: &random)
    let x = Tensor<Float>((0..<960).map { Float($0 % 13) / 8 }, shape: [12, 10, 8])
    func step() -> Float { tape.gradient(of: &model) { $0.loss(tape.constant(x)) }.loss }
    let first = step()
    #expect(step() == first)
    rondo_count_allocations(true)
    let before = rondo_allocation_count()
    for _ in 0..<3 { _ = step() }
    let allocations = rondo_allocation_count() - before
    rondo_count_allocations(false)
    #expect(allocations == 0)
  }

  private struct Network: Module {
    typealias Scalar = Float

    var convolution: Convolution1D<Float>
    var normalization = LayerNormalization<Float>(size: 16)

    init(random: inout RandomSource) {
      convolution = Convolution1D(
        inputs: 8, outputs: 16, window: SlidingWindow(size: 3, padding: 1), random: &random)
    }

    mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
      visitor.visit("convolution", &convolution)
      visitor.visit("normalization", &normalization)
    }

    func loss(_ x: Variable<Float>) -> Variable<Float> {
      let y = normalization(convolution(x)).maxPooled(SlidingWindow(size: 2, stride: 2))
      let rows = y.transposed(0, 1)  // [B, T, D]
      let scores = rows.matrixProduct(rows, transposingOther: true)
      let weights = scores.softmax(where: scores .> -2)
      let mixed = weights.matrixProduct(rows) + rows.averagePooled(SlidingWindow(size: 1))
      let sums = mixed.sum(axes: [1], keepingRank: true)
      let larger = (mixed - sums * 0.1).pointwiseMax(mixed.magnitude())
      let part = larger.slice(1..<9, axis: -1)
      return part.logSoftmax().reshaped(to: [60, 8]).slice(0..<30).replacing(
        with: 0, where: part.reshaped(to: [60, 8]).slice(30..<60) .< 0
      ).mean() + part.max()
    }
  }
}
