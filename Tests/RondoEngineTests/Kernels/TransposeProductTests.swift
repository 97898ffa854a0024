import Testing

@_spi(Kernels) @testable import RondoEngine

/// Cases of C = Aᵀ·B: the depth, over which the kernel works in chunks, is drawn up to 70 or
/// taken beyond one and two chunks.
private struct TransposeCase {
  let seed: Int
  let rows: Int
  let columns: Int
  let depth: Int
  let accumulate: Bool
  let gap: Int
  let a: [Float]
  let b: [Float]
  let start: [Float]

  init(seed: Int) {
    var draw = Draw(seed: seed)
    let limit = isDebugBuild ? 30 : 70
    self.seed = seed
    (rows, columns) = (
      seed % 7 == 6 ? 117 : draw.integer(in: 1...limit), draw.integer(in: 1...limit)
    )
    depth = [draw.integer(in: 0...limit), 1, 256, 257, 519][seed % 9 < 5 ? seed % 9 : 0]
    (accumulate, gap) = (seed % 2 == 1, draw.integer(in: 0...3))
    a = draw.floats(max(depth * (rows + gap), 1))
    b = draw.floats(max(depth * (columns + gap), 1))
    start = draw.floats(rows * (columns + gap))
  }

  /// C with its gaps, by the kernel, in blocks of rows and of depth.
  func product(rowBlock: Int, depthBlock: Int) -> [Float] {
    let (aStride, bStride, whole) = (rows + gap, columns + gap, max(depth, 1))
    return withPointers(a, b, start) { pointers in
      for row in stride(from: 0, to: rows, by: rowBlock) {
        for k in stride(from: 0, to: whole, by: depthBlock) {
          FloatKernels.productOfTranspose(
            rows: min(rowBlock, rows - row), columns: columns, depth: min(depthBlock, depth - k),
            .init(pointer: pointers[0] + k * aStride + row, stride: aStride),
            .init(pointer: pointers[1] + k * bStride, stride: bStride),
            into: pointers[2] + row * bStride, stride: bStride, accumulate: accumulate || k > 0)
        }
      }
      return pointers[2].array(start.count)
    }
  }

  func plainLoops() -> [Float] {
    var c = start
    for row in 0..<rows {
      for column in 0..<columns {
        var sum = accumulate ? start[row * (columns + gap) + column] : 0
        for k in 0..<depth {
          sum.addProduct(a[k * (rows + gap) + row], b[k * (columns + gap) + column])
        }
        c[row * (columns + gap) + column] = sum
      }
    }
    return c
  }
}

extension EveryKernelVersion {
  @Test(arguments: 0..<(isDebugBuild ? 27 : 540))
  func `a product of a transpose has the bits of plain loops`(seed: Int) {
    let call = TransposeCase(seed: seed)
    let expected = call.plainLoops()
    for (version, found) in Self.results({ call.product(rowBlock: 1000, depthBlock: 1000) }) {
      #expect(bitDifference(found, from: expected) == nil, "\(version), seed \(seed)")
    }
  }

  @Test(arguments: 0..<(isDebugBuild ? 9 : 90))
  func `a product of a transpose split by rows or depth has the same bits`(seed: Int) {
    let call = TransposeCase(seed: seed)
    var draw = Draw(seed: seed)
    let (rows, depth) = (draw.integer(in: 1...9), draw.integer(in: 20...90))
    let results = Self.results {
      (
        whole: call.product(rowBlock: 1000, depthBlock: 1000),
        parts: call.product(rowBlock: rows, depthBlock: depth)
      )
    }
    for (version, (whole, parts)) in results {
      #expect(bitDifference(parts, from: whole) == nil, "\(version), seed \(seed)")
    }
  }

  @Test(arguments: 0..<20)
  func `packing a transpose gives the panels of the transposed matrix`(seed: Int) {
    var draw = Draw(seed: seed)
    let (depth, columns) = (draw.integer(in: 1...70), draw.integer(in: 1...70))
    let matrix = draw.floats(depth * columns)
    let transposed = (0..<columns * depth).map { matrix[$0 % depth * columns + $0 / depth] }
    let panels = packed(matrix, depth: depth, columns: columns)
    let others = withPointers(transposed, panels.map { _ in .nan }) { pointers in
      FloatKernels.packTransposed(
        depth: depth, columns: columns, .init(pointer: pointers[0], stride: depth),
        into: pointers[1])
      return pointers[1].array(panels.count)
    }
    #expect(panels.count % (32 * depth) == 0 && panels.allSatisfy { !$0.isNaN })
    #expect(panels == others, "seed \(seed)")
  }
}
