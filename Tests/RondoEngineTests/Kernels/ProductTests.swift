import Testing

@_spi(Kernels) @testable import RondoEngine

private let seeds = 0..<(isDebugBuild ? 36 : 720)

extension EveryKernelVersion {
  @Test(arguments: seeds)
  func `a product has the bits of plain loops`(seed: Int) {
    let call = ProductCase(seed: seed)
    let expected = call.plainLoops()
    for (version, found) in Self.results({ call.product(0..<call.rows) }) {
      #expect(bitDifference(found, from: expected) == nil, "\(version), seed \(seed)")
    }
  }

  @Test(arguments: isDebugBuild ? 0..<3 : 0..<24)
  func `a large product has the bits of plain loops`(seed: Int) {
    let call = ProductCase(seed: seed, large: true)
    let expected = call.plainLoops()
    for (version, found) in Self.results({ call.product(0..<call.rows) }) {
      #expect(bitDifference(found, from: expected) == nil, "\(version), seed \(seed)")
    }
  }

  @Test(arguments: isDebugBuild ? 0..<12 : 0..<120, [false, true])
  func `columns from the last to the first have the same bits`(seed: Int, large: Bool) {
    let call = ProductCase(seed: seed, large: large)
    let results = Self.results {
      (up: call.product(0..<call.rows), down: call.product(0..<call.rows, descending: true))
    }
    for (version, (up, down)) in results {
      #expect(bitDifference(down, from: up) == nil, "\(version), seed \(seed)")
    }
  }

  @Test(arguments: isDebugBuild ? 0..<12 : 0..<120)
  func `any rows alone have the bits that they have in the whole product`(seed: Int) {
    let call = ProductCase(seed: seed)
    var draw = Draw(seed: seed)
    let middle = draw.integer(in: 0...call.rows)
    let ranges = (0..<call.rows).map { $0..<$0 + 1 } + [0..<middle, middle..<call.rows]
    let results = Self.results {
      (whole: call.product(0..<call.rows), parts: ranges.map { call.product($0) })
    }
    for (version, (whole, parts)) in results {
      for (rows, part) in zip(ranges, parts) {
        let range = rows.lowerBound * call.stride..<rows.upperBound * call.stride
        #expect(
          bitDifference(Array(part[range]), from: Array(whole[range])) == nil,
          "\(version), seed \(seed), rows \(rows)")
      }
    }
  }

  @Test(arguments: seeds.filter { $0 / 4 % 3 == 0 })
  func `a product is within its bound of the exact sum`(seed: Int) {
    let call = ProductCase(seed: seed)
    let error = call.error(of: call.product(0..<call.rows))
    // One rounding of at most 2⁻²⁴ for each of `depth` additions, a little more to second order.
    #expect(error <= 1.01 * Double(call.depth), "seed \(seed)")
  }

  @Test func `NaN in one row of a product stays in that row`() {
    let (rows, columns, depth) = (15, 37, 5)
    var a = [Float](repeating: 1, count: rows * depth)
    a[7 * depth + 2] = .nan
    let b = [Float](repeating: 1, count: depth * columns)
    for epilogue in [ProductCall<Float>.Epilogue.none, .tanh] {
      for (version, c) in Self.results({ product(a, b, rows, columns, depth, epilogue) }) {
        for row in 0..<rows {
          let values = c[row * columns..<(row + 1) * columns]
          #expect(values.allSatisfy { $0.isNaN == (row == 7) }, "\(version), row \(row)")
        }
      }
    }
  }

  private func product(
    _ a: [Float], _ b: [Float], _ rows: Int, _ columns: Int, _ depth: Int,
    _ epilogue: ProductCall<Float>.Epilogue
  ) -> [Float] {
    let c = [Float](repeating: 0, count: rows * columns)
    return withPointers(a, packed(b, depth: depth, columns: columns), c) { pointers in
      FloatKernels.product(
        ProductCall(
          rows: rows, columns: columns, depth: depth, a: pointers[0], aStride: depth,
          panels: pointers[1], c: pointers[2], cStride: columns, epilogue: epilogue))
      return pointers[2].array(c.count)
    }
  }
}
