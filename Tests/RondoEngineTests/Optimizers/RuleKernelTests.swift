import Testing

@testable import RondoEngine

/// The buffers of one optimizer step: gradient, parameters and two slots.
private struct Buffers {
  let gradient: [Float]
  let parameters: [Float]
  let first: [Float]
  let second: [Float]

  init(seed: Int) {
    var draw = Draw(seed: seed)
    (gradient, parameters) = (draw.floats(seed), draw.floats(seed))
    (first, second) = (draw.floats(seed), draw.floats(seed, in: 0...1))
  }

  /// The updated parameters and the slots after a step over the first `count` numbers.
  func step(_ count: Int, _ rule: any OptimizationRule) -> [[Float]] {
    let (updated, size) = ([Float](repeating: 77, count: parameters.count), parameters.count)
    return withPointers(gradient, parameters, first + second, updated) { pointers in
      let slotCount = rule.slotNames.count
      // A rule with a single slot is given the squares, which are not negative.
      let slots = ParameterUpdate<Float>.Slots(
        count: slotCount, start: pointers[2] + (2 - slotCount) * size, stride: size)
      rule.apply(
        ParameterUpdate(
          count: count, gradient: pointers[0], gradientScale: 0.75, parameters: pointers[1],
          updated: pointers[3], slots: slots), step: 3, learningRate: 0.01)
      return [pointers[3], pointers[2], pointers[2] + size].map { $0.array(size) }
    }
  }

  /// The same in plain loops, each operation rounded by itself.
  func plainStep(
    _ rule: (_ g: Float, _ w: Float, _ first: inout Float, _ second: inout Float) -> Float
  ) -> [[Float]] {
    var (updated, first, second) = (parameters, first, second)
    for i in parameters.indices {
      updated[i] = rule(gradient[i] * 0.75, parameters[i], &first[i], &second[i])
    }
    return [updated, first, second]
  }
}

extension EveryKernelVersion {
  private static let sizes = Array(1...40) + [1000]

  @Test(arguments: sizes)
  func `Adam has the bits of plain loops`(size: Int) {
    let buffers = Buffers(seed: size)
    let (correction1, correction2) = (1 - 0.9 * 0.9 * 0.9, 1 - 0.999 * 0.999 * 0.999)
    let rate = Float(0.01) / Float(correction1)
    let expected = buffers.plainStep { g, w, m, v in
      m = Float(0.9) * m + Float(1 - 0.9) * g
      v = Float(0.999) * v + Float(1 - 0.999) * (g * g)
      let root = v.squareRoot() / Float(correction2.squareRoot())
      return w - rate * (m / (root + Float(1e-8)))
    }
    expect(buffers, Adam(), expected)
  }

  @Test(arguments: sizes)
  func `RMSprop has the bits of plain loops`(size: Int) {
    let buffers = Buffers(seed: size)
    let expected = buffers.plainStep { g, w, _, v in
      v = Float(0.99) * v + Float(1 - 0.99) * (g * g)
      return w - Float(0.01) * (g / (v.squareRoot() + Float(1e-8)))
    }
    expect(buffers, RMSprop(), expected)
  }

  @Test(arguments: sizes)
  func `Adagrad has the bits of plain loops`(size: Int) {
    let buffers = Buffers(seed: size)
    let expected = buffers.plainStep { g, w, _, v in
      v += g * g
      return w - Float(0.01) * (g / (v.squareRoot() + Float(1e-10)))
    }
    expect(buffers, Adagrad(), expected)
  }

  @Test(arguments: sizes)
  func `momentum has the bits of plain loops`(size: Int) {
    let buffers = Buffers(seed: size)
    let expected = buffers.plainStep { g, w, _, v in
      v = Float(0.9) * v + g
      return w - Float(0.01) * v
    }
    expect(buffers, Momentum(), expected)
  }

  /// The whole step, and a step over all but the last number, which then stays.
  private func expect(_ buffers: Buffers, _ rule: any OptimizationRule, _ expected: [[Float]]) {
    let count = buffers.parameters.count
    for (version, found) in Self.results({
      (buffers.step(count, rule), buffers.step(count - 1, rule))
    }) {
      for k in 0..<3 {
        #expect(bitDifference(found.0[k], from: expected[k]) == nil, "\(version), buffer \(k)")
        let part = Array(found.1[k].dropLast())
        #expect(bitDifference(part, from: Array(expected[k].dropLast())) == nil, "\(version)")
      }
      let untouched = [77, buffers.first[count - 1], buffers.second[count - 1]]
      #expect(found.1.map { $0[count - 1] } == untouched, "\(version)")
    }
  }
}
