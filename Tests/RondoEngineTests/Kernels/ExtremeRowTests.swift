import TestSupport
import Testing

@testable import RondoEngine

/// Softmax and cross-entropy where a careless formula overflows.
struct ExtremeRowTests {
  @Test func `logits of 1000 give a finite loss and the right gradient`() {
    let x: [Float] = [1000, -1000, 0, -1000, 1000, 1000]
    let found = crossEntropy(x, [1, 2], columns: 3, scale: 1)
    // ln 2 from our own logarithm, within 3 units in the last place.
    let expected = [2000, 0.693_147_180_559_945_3]
    #expect(difference(found.losses, from: expected, absolute: 0, relative: 1e-15) == nil)
    #expect(found.gradient == [1, -1, 0, 0, 0.5, -0.5])
    #expect(softmax(x, columns: 3) == [1, 0, 0, 0, 0.5, 0.5])
  }

  @Test func `the largest floats give no overflow`() {
    let big = Float.greatestFiniteMagnitude
    #expect(softmax([big, -big, big], columns: 3) == [0.5, 0, 0.5])
    let found = crossEntropy([big, -big], [1], columns: 2, scale: 1)
    #expect(found.losses == [2 * Double(big)])
    #expect(found.gradient == [1, -1])
  }

  @Test(arguments: [1, 16, 65])
  func `a row of minus infinity alone has no probabilities`(columns: Int) {
    let x = [Float](repeating: -.infinity, count: columns)
    #expect(softmax(x, columns: columns).allSatisfy { $0.isNaN })
    #expect(crossEntropy(x, [0], columns: columns).losses.allSatisfy { $0.isNaN })
  }

  @Test(arguments: [17, 65])
  func `a logit of minus infinity has no probability and an infinite loss`(columns: Int) {
    var x = [Float](repeating: 2, count: columns)
    x[columns - 1] = -.infinity
    let probabilities = softmax(x, columns: columns)
    #expect(probabilities[columns - 1] == 0)
    #expect(probabilities.dropLast().allSatisfy { $0 == 1 / Float(columns - 1) })
    #expect(crossEntropy(x, [Int32(columns - 1)], columns: columns).losses == [.infinity])
    #expect(crossEntropy(x, [0], columns: columns).losses[0].isFinite)
  }

  @Test(arguments: [1, 2, 16, 17, 65], [0, 1])
  func `NaN anywhere makes the whole row NaN and no other`(columns: Int, end: Int) {
    var x = [Float](repeating: 0.5, count: 3 * columns)
    x[columns + end * (columns - 1)] = .nan
    let expected = (0..<3 * columns).map { $0 / columns == 1 }
    let found = crossEntropy(x, [0, Int32(columns - 1), 0], columns: columns)
    #expect(softmax(x, columns: columns).map(\.isNaN) == expected)
    #expect(found.losses.map(\.isNaN) == [false, true, false])
    #expect(found.gradient.map(\.isNaN) == expected)
  }

  @Test func `a single column is certain`() {
    #expect(softmax([-3, 5], columns: 1) == [1, 1])
    let found = crossEntropy([-3, 5], [0, 1], columns: 1)
    #expect(found.losses == [0, 0] && found.gradient == [0, 0])
  }

  @Test func `a large vocabulary sums to one`() {
    var draw = Draw(seed: 1)
    let x = draw.floats(5387, in: -4...4)
    let sum = softmax(x, columns: 5387).reduce(0.0) { $0 + Double($1) }
    // The sum in 16 lanes of 337 terms rounds to 337·2⁻²⁴ at worst.
    #expect(abs(sum - 1) <= 337 * 0x1p-24)
    let gradient = crossEntropy(x, [5386], columns: 5387, scale: 1).gradient
    #expect(abs(gradient.reduce(0.0) { $0 + Double($1) }) <= 337 * 0x1p-24)
  }
}
