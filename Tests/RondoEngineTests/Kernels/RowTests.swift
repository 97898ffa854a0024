import Foundation
import RondoNumerics
import TestSupport
import Testing

@_spi(Kernels) @testable import RondoEngine

/// Plain loops in the documented order for the kernels over rows.
enum PlainRows {
  /// 16 lanes, lane i adding the elements i, i + 16, …, and then one pairwise tree.
  static func laneSum(_ x: [Float], _ add: (inout Float, Float) -> Void) -> Float {
    var lanes = [Float](repeating: 0, count: 16)
    for (i, value) in x.enumerated() { add(&lanes[i % 16], value) }
    for width in [8, 4, 2, 1] {
      for i in 0..<width { lanes[i] += lanes[i + width] }
    }
    return lanes[0]
  }

  /// exp(x − the largest) and its sum.
  static func exponentials(_ x: [Float]) -> (powers: [Float], sum: Float, shift: Float) {
    let shift = x.max() ?? 0
    let powers = FloatSweep.apply(.exp, x.map { $0 - shift })
    return (powers, laneSum(powers, +=), shift)
  }
}

extension EveryKernelVersion {
  private static let widths = Array(1...35) + [64, 65, 1001] + (isDebugBuild ? [] : [5387])

  @Test(arguments: widths)
  func `softmax has the bits of plain loops, whatever the other rows`(columns: Int) {
    var draw = Draw(seed: columns)
    let x = draw.floats(3 * columns, in: -9...9)
    let rows = (0..<3).map { Array(x[$0 * columns..<($0 + 1) * columns]) }
    let expected = rows.flatMap { row in
      let (powers, sum, _) = PlainRows.exponentials(row)
      return powers.map { $0 * (1 / sum) }
    }
    for (version, found) in Self.results({ softmax(x, columns: columns) }) {
      #expect(bitDifference(found, from: expected) == nil, "\(version), seed \(columns)")
      #expect(
        bitDifference(softmax(rows[1], columns: columns), from: Array(found[columns..<2 * columns]))
          == nil)
    }
    let exact = Reference.softmax(Tensor(x.map(Double.init), shape: [3, columns]))
    // In the power and in the sum: x − shift, up to 18, rounds by 16·2⁻²⁴, and exp by 2 ulp; then
    // a sum of `columns` terms in 16 lanes and a few roundings more.
    let bound = (2 * (16 + 4) + 4 + Double(columns) / 16) * 0x1p-24
    #expect(difference(expected, from: exact, absolute: 1e-30, relative: bound) == nil)
  }

  @Test(arguments: widths)
  func `cross-entropy has the bits of plain loops, with and without its gradient`(columns: Int) {
    var draw = Draw(seed: columns)
    let x = draw.floats(3 * columns, in: -9...9)
    let targets = [Int32(columns / 2), -1, Int32(columns - 1)]
    var losses: [Double] = []
    var gradient: [Float] = []
    for (row, target) in targets.enumerated() {
      let logits = Array(x[row * columns..<(row + 1) * columns])
      let (powers, sum, shift) = PlainRows.exponentials(logits)
      guard target >= 0 else {
        losses.append(0)
        gradient += [Float](repeating: 0, count: columns)
        continue
      }
      let difference = Double(shift) - Double(logits[Int(target)])
      losses.append(ReproducibleMath.log(Double(sum)) + difference)
      gradient += powers.map { $0 * (0.25 / sum) }
      gradient[row * columns + Int(target)] -= 0.25
    }
    for (version, found) in Self.results({ crossEntropy(x, targets, columns: columns) }) {
      #expect(found.losses == losses && found.lossesAlone == losses, "\(version)")
      #expect(bitDifference(found.gradient, from: gradient) == nil, "\(version), seed \(columns)")
    }
  }

  @Test(arguments: [1, 15, 16, 4095, 4096, 4097, 8192, 8209])
  func `a sum of squares has the bits of plain loops in blocks of 4096`(count: Int) {
    var draw = Draw(seed: count)
    let x = draw.floats(count)
    let blocks = stride(from: 0, to: count, by: 4096).map { Array(x[$0..<min($0 + 4096, count)]) }
    let expected = blocks.reduce(0.0) { total, block in
      total + Double(PlainRows.laneSum(block) { $0.addProduct($1, $1) })
    }
    for (version, found) in Self.results({ FloatKernels.sumOfSquares(count, x) }) {
      #expect(found == expected, "\(version), seed \(count)")
    }
    let exact = x.reduce(0.0) { sum, value in sum + Double(value) * Double(value) }
    // Each lane adds up to 256 squares: 260 roundings of at most 2⁻²⁴, all of one sign.
    #expect(difference([expected], from: [exact], absolute: 0, relative: 260 * 0x1p-24) == nil)
  }

  @Test(arguments: [1, 7, 16, 33])
  func `column sums and scattered rows have the bits of plain loops`(columns: Int) {
    var draw = Draw(seed: columns)
    let (x, start) = (draw.floats(9 * (columns + 2)), draw.floats(4 * (columns + 1)))
    let ids = draw.ids(9, upTo: 3)
    var (sums, table) = (start, start)
    for row in 0..<9 {
      for column in 0..<columns {
        let value = x[row * (columns + 2) + column]
        sums[column] += value
        table[Int(ids[row]) * (columns + 1) + column] += value
      }
    }
    let results = Self.results {
      withPointers(x, start, start) { pointers in
        let matrix = MatrixPointer(pointer: UnsafePointer(pointers[0]), stride: columns + 2)
        FloatKernels.addColumnSums(rows: 9, columns: columns, matrix, into: pointers[1])
        FloatKernels.scatterAddRows(
          rows: 9, columns: columns, ids: ids, matrix, into: pointers[2], stride: columns + 1)
        return (pointers[1].array(start.count), pointers[2].array(start.count))
      }
    }
    for (version, (found, scattered)) in results {
      #expect(bitDifference(found, from: sums) == nil, "\(version), seed \(columns)")
      #expect(bitDifference(scattered, from: table) == nil, "\(version), seed \(columns)")
    }
  }

  @Test(arguments: [1, 7, 16, 33])
  func `sums of logistic values and their gradients have the bits of plain loops`(columns: Int) {
    var draw = Draw(seed: columns)
    let (stride, steepness) = (columns + 2, Float(4))
    let (x, start, dy) = (draw.floats(9 * stride), draw.floats(columns), draw.floats(columns))
    var logistic = x
    FloatKernels.apply(.logistic, x.count, x.map { steepness * $0 }, into: &logistic)
    var (sums, dx) = (start, x)
    for row in 0..<9 {
      for column in 0..<columns {
        let y = logistic[row * stride + column]
        sums[column] += y
        dx[row * stride + column] += dy[column] * (y * (1 - y))
      }
    }
    let results = Self.results {
      withPointers(x, start, x) { pointers in
        let matrix = MatrixPointer(pointer: UnsafePointer(pointers[0]), stride: stride)
        FloatKernels.addLogisticSums(
          rows: 9, columns: columns, matrix, steepness: steepness, into: pointers[1])
        FloatKernels.addLogisticGradient(
          rows: 9, columns: columns, matrix, steepness: steepness, dy: dy, into: pointers[2])
        return (pointers[1].array(columns), pointers[2].array(x.count))
      }
    }
    for (version, (found, gradient)) in results {
      #expect(bitDifference(found, from: sums) == nil, "\(version), seed \(columns)")
      #expect(bitDifference(gradient, from: dx) == nil, "\(version), seed \(columns)")
    }
  }

  @Test(arguments: [1, 15, 16, 47, 64])
  func `what is larger or no number is kept with its place, as in a plain loop`(count: Int) {
    let odd: [Float] = [0, -0.0, 1, -1, .nan, .infinity, -.infinity, 0x1p-149]
    let x = (0..<count).map { odd[$0 % 8] }
    let y = (0..<count).map { odd[($0 + $0 / 8) % 8] }
    let places = (0..<count).map { Int32($0 % 3) }
    var (largest, at) = (y, places)
    for i in 0..<count where x[i] > y[i] || x[i].isNaN && !y[i].isNaN {
      (largest[i], at[i]) = (x[i], 9)
    }
    let results = Self.results {
      var (kept, found) = (y, places)
      FloatKernels.keepLarger(count, x, from: 9, into: &kept, &found)
      return (kept, found)
    }
    for (version, (kept, found)) in results {
      #expect(bitDifference(kept, from: largest) == nil && found == at, "\(version), \(count)")
    }
  }
}

func softmax(_ x: [Float], columns: Int) -> [Float] {
  var y = [Float](repeating: 0, count: x.count)
  FloatKernels.softmax(rows: x.count / columns, columns: columns, x, into: &y)
  return y
}

func crossEntropy(
  _ x: [Float], _ targets: [Int32], columns: Int, scale: Float = 0.25
) -> (losses: [Double], gradient: [Float], lossesAlone: [Double]) {
  var losses = [Double](repeating: .nan, count: targets.count)
  var gradient = [Float](repeating: .nan, count: x.count)
  var alone = losses
  FloatKernels.crossEntropy(
    rows: targets.count, columns: columns, x, targets: targets, scale: scale, losses: &losses,
    gradient: &gradient)
  FloatKernels.crossEntropy(
    rows: targets.count, columns: columns, x, targets: targets, scale: scale, losses: &alone,
    gradient: nil)
  return (losses, gradient, alone)
}
