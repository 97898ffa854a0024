/// Recursions of a linear-chain conditional random field over one sequence of T steps and K labels,
/// in logarithms, so that scores of any size neither overflow nor underflow.
///
/// Emissions e and all results are rows of K scalars at a distance of `stride`; A is [K, K] with the
/// score of label j after label i in row i.
struct ChainScores<Scalar: TensorScalar> {
  typealias Input = UnsafePointer<Scalar>
  typealias Output = UnsafeMutablePointer<Scalar>

  let labels: Int
  /// A, [K, K], and its transpose.
  let transitions: Input
  let transposed: Input
  /// Scores of the first and the last label, [K].
  let starts: Input
  let ends: Input

  /// Number of scalars of scratch memory that a row needs.
  var scratchCount: Int { labels * labels + 3 * labels }

  /// α[t][j] = e[t][j] + ln Σ over all labels before t of exp(score) of the paths that end in j at t.
  @_specialize(where Scalar == Float)
  func forward(_ e: Input, stride: Int, steps: Int, into alpha: Output, _ scratch: Output) {
    let k = labels
    for j in 0..<k { alpha[j] = starts[j] + e[j] }
    for t in 1..<max(steps, 1) {
      let after = alpha + t * k
      step(alpha + (t - 1) * k, transitions, into: after, scratch)
      for j in 0..<k { after[j] += e[t * stride + j] }
    }
  }

  /// β[t][i] = ln Σ over all labels after t of exp(score) of the paths that begin after i at t.
  @_specialize(where Scalar == Float)
  func backward(_ e: Input, stride: Int, steps: Int, into beta: Output, _ scratch: Output) {
    let k = labels
    (beta + (steps - 1) * k).update(from: ends, count: k)
    let sum = scratch + k * k + 2 * k
    for t in Swift.stride(from: steps - 2, through: 0, by: -1) {
      let after = beta + (t + 1) * k
      for j in 0..<k { sum[j] = e[(t + 1) * stride + j] + after[j] }
      step(sum, transposed, into: beta + t * k, scratch)
    }
  }

  /// ln Z: the logarithm of the sum of exp(score) of all paths.
  @_specialize(where Scalar == Float)
  func logPartition(_ alpha: Input, steps: Int, _ scratch: Output) -> Scalar {
    let (k, last) = (labels, alpha + (steps - 1) * labels)
    for j in 0..<k { scratch[j] = last[j] + ends[j] }
    var largest = scratch[0]
    for j in 1..<k where scratch[j] > largest { largest = scratch[j] }
    for j in 0..<k { scratch[j] -= largest }
    Scalar.Kernels.apply(.exp, k, scratch, into: scratch)
    var sum: Scalar = 0
    for j in 0..<k { sum += scratch[j] }
    return largest + logarithm(sum)
  }

  /// Score of a path: its start, emissions, transitions and end.
  func score(_ e: Input, stride: Int, _ path: some RandomAccessCollection<Int>) -> Scalar {
    var (sum, before): (Scalar, Int?) = (0, nil)
    for (t, label) in path.enumerated() {
      sum += (before.map { transitions[$0 * labels + label] } ?? starts[label])
      sum += e[t * stride + label]
      before = label
    }
    return sum + (before.map { ends[$0] } ?? 0)
  }

  /// y[j] = ln Σᵢ exp(x[i] + A[i][j]), i ascending.
  @_specialize(where Scalar == Float)
  private func step(_ x: Input, _ a: Input, into y: Output, _ scratch: Output) {
    let k = labels
    let (sums, largest) = (scratch + k * k, scratch + k * k + k)
    for i in 0..<k {
      let (row, from, own) = (scratch + i * k, a + i * k, x[i])
      for j in 0..<k { row[j] = own + from[j] }
      if i == 0 {
        largest.update(from: row, count: k)
      } else {
        for j in 0..<k where row[j] > largest[j] { largest[j] = row[j] }
      }
    }
    for i in 0..<k {
      let row = scratch + i * k
      for j in 0..<k { row[j] -= largest[j] }
    }
    Scalar.Kernels.apply(.exp, k * k, scratch, into: scratch)
    Scalar.Kernels.fill(k, with: 0, into: sums)
    for i in 0..<k {
      let row = scratch + i * k
      for j in 0..<k { sums[j] += row[j] }
    }
    Scalar.Kernels.apply(.log, k, sums, into: sums)
    for j in 0..<k { y[j] = largest[j] + sums[j] }
  }

  private func logarithm(_ x: Scalar) -> Scalar {
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 1) { place in
      place.initialize(repeating: x)
      guard let one = place.baseAddress else { return 0 }
      Scalar.Kernels.apply(.log, 1, one, into: one)
      return one[0]
    }
  }
}
