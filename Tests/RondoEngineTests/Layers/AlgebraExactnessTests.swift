import TestSupport
import Testing
@testable import RondoEngine

/// One operation over `Float`, for tests that nothing changes its bits.
struct ExactCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Large enough to be shared among threads.
  let shapes: [Shape]
  let run: @Sendable ([Variable<Float>]) -> Variable<Float>

  init(
    _ name: String, _ shapes: [Shape],
    _ run: @escaping @Sendable ([Variable<Float>]) -> Variable<Float>
  ) { (testDescription, self.shapes, self.run) = (name, shapes, run) }

  /// The inputs: multiples of 1/512 without a pattern that operations could see.
  var inputs: [Tensor<Float>] {
    shapes.enumerated().map { k, shape in
      Tensor(
        (0..<shape.elementCount).map { Float(($0 * 7919 + k * 5) % 1021 - 510) / 512 },
        shape: shape)
    }
  }

  /// The value and the gradients of Σ output².
  func numbers(_ inputs: [Tensor<Float>], on tape: Tape<Float>) -> [Float] {
    tape.reset()
    let variables = inputs.map(tape.variable)
    let y = run(variables)
    y.squared().sum().backward()
    return y.value.scalars + variables.flatMap { $0.gradient.scalars }
  }

  static let all = plain + kernels

  /// Of plain loops.
  private static let plain = [
    ExactCase("a product over axes of extent 1", [[90, 1, 41], [90, 40, 1]]) { $0[0] * $0[1] },
    ExactCase("a quotient by what is repeated over rows", [[90, 40, 41], [1, 40, 41]]) {
      $0[0] / ($0[1] + 3)
    },
    ExactCase("a difference repeated over outer axes", [[40, 41], [90, 40, 1]]) { $0[0] - $0[1] },
    ExactCase("products repeated within and across rows", [[30, 3, 10, 121], [1, 3, 1, 121]]) {
      $0[0] * $0[1] * $0[1].slice(0..<1, axis: -1)
    },
    ExactCase("the larger of two", [[90, 40, 41], [40, 1]]) { $0[0].pointwiseMax($0[1]) },
    ExactCase("a choice by a mask", [[90, 40, 41], [41], [90, 1, 41]]) {
      $0[0].replacing(with: $0[1], where: $0[2] .> 0)
    },
    ExactCase("a magnitude", [[400, 151]]) { $0[0].magnitude() },
    ExactCase("a slice of the last axis", [[900, 251]]) { $0[0].slice(3..<250, axis: 1) },
    ExactCase("another order that keeps the last axis", [[80, 43, 71]]) {
      $0[0].permuted([1, 0, 2])
    },
    ExactCase("values concatenated", [[90, 17, 81], [90, 24, 81]]) {
      .concatenated($0 + [$0[0]], axis: 1)
    },
    ExactCase("values stacked", [[90, 17, 81], [90, 17, 81]]) { .stacked($0, axis: -1) },
    ExactCase("means of rows", [[900, 141]]) { $0[0].mean(axes: [1], keepingRank: true) },
    ExactCase("smallest numbers of columns", [[900, 141]]) { $0[0].min(axes: [0]) },
    ExactCase("layer normalisation", [[600, 121], [121], [121]]) {
      $0[0].layerNormalized(weight: $0[1], bias: $0[2])
    },
  ]

  /// Of kernels in several versions.
  static let kernels = [
    ExactCase("another order of axes", [[80, 43, 41]]) { $0[0].permuted([2, 0, 1]) },
    ExactCase("sums", [[90, 40, 41]]) { $0[0].sum(axes: [0, 2]) },
    ExactCase("sums of columns", [[900, 141]]) { $0[0].sum(axes: [0]) },
    ExactCase("largest numbers", [[90, 40, 41]]) { $0[0].max(axes: [0, 2]) },
    ExactCase("products of a batch", [[9, 30, 40], [9, 40, 37]]) { $0[0].matrixProduct($0[1]) },
    ExactCase("transposed products, one matrix repeated", [[9, 40, 30], [1, 37, 40]]) {
      $0[0].matrixProduct($0[1], transposingSelf: true, transposingOther: true)
    },
    ExactCase("products with the first transposed", [[2, 40, 130], [2, 40, 97]]) {
      $0[0].matrixProduct($0[1], transposingSelf: true)
    },
    ExactCase("softmax", [[190, 121]]) { $0[0].softmax() },
    ExactCase("softmax under a mask", [[190, 121], [190, 121]]) {
      $0[0].softmax(where: $0[1] .> 0)
    },
    ExactCase("log softmax", [[190, 121]]) { $0[0].logSoftmax() },
    ExactCase("a convolution", [[40, 9, 7], [37, 7, 5], [37]]) {
      $0[0].convolved(
        with: $0[1], adding: $0[2], SlidingWindow(size: 5, padding: 3, dilation: 2))
    },
    ExactCase("max pooling", [[60, 9, 131]]) { $0[0].maxPooled(SlidingWindow(size: 3)) },
    ExactCase("average pooling", [[60, 9, 131]]) {
      $0[0].averagePooled(SlidingWindow(size: 4, stride: 2))
    },
  ]
}

/// The same bits for every number of threads and every batch.
struct AlgebraExactnessTests {
  @Test(arguments: ExactCase.all)
  func `an operation has the same bits with any number of threads`(_ operation: ExactCase) {
    let inputs = operation.inputs
    let alone = operation.numbers(inputs, on: Tape())
    for threads in isDebugBuild ? [2] : [2, 3, 8] {
      let shared = operation.numbers(inputs, on: Tape(workers: Workers(threads: threads)))
      #expect(bitDifference(shared, from: alone) == nil, "\(threads) threads")
    }
  }

  @Test(arguments: ["convolution", "pooling", "normalisation", "products"])
  func `a sequence alone gives the bits that it gives within a batch`(name: String) {
    var draw = Draw(seed: 4)
    let x: Tensor<Float> = draw.tensor([9, 5, 21])
    let weight: Tensor<Float> = draw.tensor([19, 21, 3])
    func numbers(_ x: Tensor<Float>) -> Variable<Float> {
      let tape = Tape<Float>(workers: Workers(threads: 2))
      let (x, weight) = (tape.constant(x), tape.constant(weight))
      switch name {
      case "convolution": return x.convolved(with: weight, SlidingWindow(size: 3, padding: 1))
      case "pooling": return x.maxPooled(SlidingWindow(size: 3)).averagePooled(.init(size: 2))
      case "normalisation": return x.layerNormalized()
      default:
        let y = x.permuted([1, 0, 2])
        return y.matrixProduct(y, transposingOther: true).softmax().matrixProduct(y)
          .permuted([1, 0, 2])
      }
    }
    let together = numbers(x)
    for b in 0..<5 {
      let own = Tape<Float>().constant(x).slice(b..<b + 1, axis: 1).value
      #expect(numbers(own).value == together.slice(b..<b + 1, axis: 1).value)
    }
  }

  /// Each row has as many elements as its mask allows: those of a row without the others.
  @Test(arguments: [1, 15, 16, 17, 40])
  func `a masked row has the bits of the row without what is masked`(count: Int) {
    var draw = Draw(seed: count)
    let x: Tensor<Float> = draw.tensor([3, 57])
    let mask = Tensor((0..<57).map { $0 < count ? Float(1) : 0 })
    let tape = Tape<Float>()
    let masked = tape.constant(x).softmax(where: tape.constant(mask))
    let short = tape.constant(x).slice(0..<count, axis: 1).softmax()
    #expect(masked.slice(0..<count, axis: 1).value == short.value)
    #expect(masked.slice(count..<57, axis: 1).value.scalars.allSatisfy { $0 == 0 })
  }

  @Test func `a tape used again gives the values and gradients of a new one`() {
    let tape = Tape<Float>()
    let operations = ExactCase.all + ExactCase.all.reversed()
    for operation in isDebugBuild ? Array(operations.suffix(6)) : operations {
      let inputs = operation.inputs
      let found = operation.numbers(inputs, on: tape)
      #expect(
        bitDifference(found, from: operation.numbers(inputs, on: Tape())) == nil,
        "\(operation.testDescription)")
    }
  }
}

extension EveryKernelVersion {
  @Test(arguments: ExactCase.kernels)
  func `an operation has the same bits on every version`(_ operation: ExactCase) {
    let inputs = operation.inputs
    let results = Self.results { operation.numbers(inputs, on: Tape()) }
    for (version, numbers) in results {
      #expect(bitDifference(numbers, from: results[0].value) == nil, "\(version)")
    }
  }
}
