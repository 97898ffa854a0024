import RondoNumerics

@testable import RondoEngine

extension OperationCase {
  static let masks = [
    masked(
      "dropout", .elements, [[[3]], [[2, 5]], [[3, 2, 4]], [[2, 2, 2, 3]], [[2, 3, 130]]]),
    masked(
      "dropout alike at all times", .sequences, [[[3]], [[2, 5]], [[3, 2, 4]], [[2, 3, 17]]]),
    masked("dropout of rows", .rows, [[[5, 1]], [[18, 3]]]),
    gathered,
  ]

  private static let gathered: OperationCase = {
    let mask = DropoutMask(
      0.4, .rows, random: RandomStream(seed: 3, purpose: .dropout, index: 1 << 33 | 5))
    let ids: [Int32] = [2, 0, 17, 2, 3, 18, 0, 5, 6, 7]  // 18 is unknown
    return OperationCase(
      "gather of a table that loses rows", [[[18, 1]], [[18, 3]]],
      run: { $0[0].gather(ids, batch: 2, dropping: mask) },
      reference: { x in
        let factors = PlainMask.factors(mask, x[0].shape)
        let columns = x[0].shape.columns
        let fates = Set(ids.filter { $0 < 18 }.map { factors[Int($0) * columns] })
        precondition(fates.count == 2, "the ids name no row that is dropped, or none that is kept")
        return ids.flatMap { id in
          (0..<columns).map { column in
            id < 18 ? x[0][Int(id), column] * factors[Int(id) * columns + column] : 0
          }
        }
      })
  }()

  private static func masked(
    _ name: String, _ pattern: DropoutMask.Pattern, _ shapes: [[Shape]]
  ) -> OperationCase {
    let mask = DropoutMask(
      0.4, pattern, random: RandomStream(seed: 3, purpose: .dropout, index: 1 << 33 | 5))
    return OperationCase(
      name, shapes, run: { $0[0].dropout(mask) },
      reference: { x in zip(x[0].scalars, PlainMask.factors(mask, x[0].shape)).map { $0 * $1 } })
  }
}

/// Masks one number at a time, from the block function of Philox and the layout that
/// `rondo_draw_mask` documents.
enum PlainMask {
  /// What each element of a value is multiplied by.
  static func factors(_ mask: DropoutMask, _ shape: Shape) -> [Double] {
    let (columns, batch) = (shape.columns, shape.rank > 1 ? shape[shape.rank - 2] : 1)
    return (0..<shape.elementCount).map { at in
      let row = at / columns
      let isKept =
        switch mask.pattern {
        case .elements: keeps(mask, at % columns, time: row / batch, sequence: row % batch)
        case .sequences: keeps(mask, at % columns, time: 0, sequence: row % batch)
        case .rows: keeps(mask, row, time: 0, sequence: 0)
        }
      return isKept ? 65536 / Double(mask.threshold) : 0
    }
  }

  static func keeps(_ mask: DropoutMask, _ element: Int, time: Int, sequence: Int) -> Bool {
    let block = UInt64(sequence) << 42 | UInt64(time) << 21
    return number(mask.random, element, block: block) < mask.threshold
  }

  /// The 16 random bits of an element.
  static func number(_ random: RandomStream, _ element: Int, block: UInt64) -> UInt32 {
    let own = block + UInt64(element / 128 * 16 + element % 16)
    let part = element % 128 / 16
    let words = Philox.block(
      counter: SIMD4(halves(own), halves(random.index)), key: random.key)
    return words[part / 2] >> (part % 2 * 16) & 0xFFFF
  }

  private static func halves(_ x: UInt64) -> SIMD2<UInt32> {
    SIMD2(UInt32(truncatingIfNeeded: x), UInt32(x >> 32))
  }
}

extension SIMD4<UInt32> {
  fileprivate init(_ low: SIMD2<UInt32>, _ high: SIMD2<UInt32>) {
    self.init(lowHalf: low, highHalf: high)
  }
}
