import Testing

@_spi(Kernels) @testable import RondoEngine

/// Work that a pool shares has the bits that one thread gives it.
struct SharedWorkTests {
  /// Large enough to be shared: over the columns, the rows, and the batch of a sequence.
  @Test(arguments: [([3, 700], 401), ([41, 300], 200), ([7, 40, 100], 70)] as [(Shape, Int)])
  func `a shared product has the same bits`(shape: Shape, depth: Int) {
    var draw = Draw(seed: shape.elementCount)
    let (rows, columns) = (shape.rows, shape.columns)
    let (a, table) = (draw.floats(rows * depth), draw.floats(5 * columns))
    let weight = Tensor<Float>(draw.floats(columns * depth), shape: [columns, depth])
    let ids = (0..<rows).map { Int32($0 % 5) }
    let activations = draw.floats(rows * columns)
    let packed = Storage<Float>(
      uninitializedCount: FloatKernels.packedCount(depth: depth, columns: columns))
    func product(_ workers: Workers) -> [Float] {
      weight.withUnsafeBuffer {
        workers.packTransposed(
          depth: depth, columns: columns, .init(pointer: $0.baseAddress!, stride: depth),
          into: packed.pointer)
      }
      let result = [Float](repeating: 0, count: rows * columns)
      return withPointers(a, table, activations, result) { pointers in
        ids.withUnsafeBufferPointer { ids in
          workers.product(
            ProductCall(
              rows: rows, columns: columns, depth: depth, a: pointers[0], aStride: depth,
              panels: packed.pointer, c: pointers[3], cStride: columns,
              initial: .gathered(pointers[1], stride: columns, ids: ids.baseAddress!),
              epilogue: .tanhGradient(y: pointers[2], stride: columns)), shape: shape)
        }
        return pointers[3].array(rows * columns)
      }
    }
    let alone = product(.single)
    for threads in [2, 3, 8] { #expect(product(Workers(threads: threads)) == alone) }
    withExtendedLifetime(packed) {}
  }

  @Test(arguments: [(70, 33), (33, 70), (128, 128)])
  func `a shared product of a transpose has the same bits`(rows: Int, columns: Int) {
    let depth = 300
    var draw = Draw(seed: rows)
    let (a, b, c) = (
      draw.floats(depth * rows), draw.floats(depth * columns), draw.floats(rows * columns)
    )
    func product(_ workers: Workers, accumulate: Bool) -> [Float] {
      withPointers(a, b, c) { pointers in
        workers.productOfTranspose(
          rows: rows, columns: columns, depth: depth, .init(pointer: pointers[0], stride: rows),
          .init(pointer: pointers[1], stride: columns), into: pointers[2], stride: columns,
          accumulate: accumulate)
        return pointers[2].array(rows * columns)
      }
    }
    for accumulate in [false, true] {
      let alone = product(.single, accumulate: accumulate)
      for threads in [2, 3, 8] {
        #expect(product(Workers(threads: threads), accumulate: accumulate) == alone)
      }
    }
  }

  @Test(arguments: [1, 4096, 4097, 1_000_003])
  func `a shared sum of squares has the same bits`(count: Int) {
    var draw = Draw(seed: 3)
    let x = draw.floats(count)
    func sum(_ workers: Workers) -> Double {
      var blocks = [Double](repeating: .nan, count: Workers.blocks(count))
      return workers.sumOfSquares(count, x, blocks: &blocks)
    }
    let alone = sum(.single)
    #expect(alone == FloatKernels.sumOfSquares(count, x))
    for threads in [2, 3, 8] { #expect(sum(Workers(threads: threads)) == alone) }
  }

  @Test(arguments: [20, 21], [0, 0.3])
  func `shared gathering has the same bits, with and without unknown and dropped rows`(
    last: Int, dropping: Double
  ) {
    let mask = DropoutMask(dropping, .rows, random: RandomStream(seed: 1, purpose: .dropout))
    var draw = Draw(seed: last)
    let (table, ids): (Tensor<Float>, _) = (draw.tensor([21, 70]), draw.ids(3000, upTo: last))
    let weights: Tensor<Float> = draw.tensor([3000, 70])
    func numbers(_ workers: Workers) -> [Float] {
      let tape = Tape<Float>(workers: workers)
      let variable = tape.variable(table)
      let rows = variable.gather(ids, dropping: mask)
      (rows * tape.constant(weights)).sum().backward()
      return rows.value.scalars + variable.gradient.scalars
    }
    let alone = numbers(.single)
    for threads in [2, 3, 8] { #expect(numbers(Workers(threads: threads)) == alone) }
  }

  @Test(arguments: [[900, 150], [30, 20, 150]] as [Shape])
  func `functions and joined values have the same bits when they are shared`(shape: Shape) {
    var draw = Draw(seed: shape.rank)
    let (x, other): (Tensor<Float>, Tensor<Float>) = (
      draw.tensor(shape), draw.tensor(shape.withColumns(41))
    )
    func numbers(_ workers: Workers) -> [Float] {
      let tape = Tape<Float>(workers: workers)
      let (a, b) = (tape.variable(x), tape.variable(other))
      let joined = a.tanh().joined(with: b.logistic())
      joined.squared().sum().backward()
      return joined.value.scalars + a.gradient.scalars + b.gradient.scalars
    }
    let alone = numbers(.single)
    for threads in [2, 3, 8] { #expect(numbers(Workers(threads: threads)) == alone) }
  }

  @Test func `little work stays with the caller`() {
    let workers = Workers(threads: 4)
    var ranges: [Range<Int>] = []
    workers.split(100, cost: 1000) { ranges.append($0) }
    #expect(ranges == [0..<100])
  }
}
