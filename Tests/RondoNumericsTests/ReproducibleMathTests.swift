import Foundation
import TestSupport
import Testing

@testable import RondoNumerics

/// Worst errors measured against long double over 20 million numbers: exp 1.15 ulp, log 0.96,
/// cosine 2.25, sine 2.23.
struct ReproducibleMathTests {
  private let count = isDebugBuild ? 20_000 : 1_000_000

  @Test func `exp is within 2 units in the last place`() {
    var draw = Draw(seed: 1)
    for i in 0..<count {
      let x = draw.number(in: i % 2 == 0 ? -708...709.7 : -1...1)
      let ulps = ReproducibleMath.exp(x).ulps(from: exp(x))
      if ulps > 2 { Issue.record("exp(\(x)) is off by \(ulps) units") }
    }
  }

  @Test func `log is within 2 units in the last place`() {
    var draw = Draw(seed: 2)
    for i in 0..<count {
      let x = i % 2 == 0 ? exp(draw.number(in: -740...709)) : draw.number(in: 0.5...2)
      let ulps = ReproducibleMath.log(x).ulps(from: log(x))
      if ulps > 2 { Issue.record("log(\(x)) is off by \(ulps) units") }
    }
  }

  @Test func `cosine and sine are within 4 units in the last place in every octant`() {
    var draw = Draw(seed: 3)
    for i in 0..<count {
      // The nearest quarter turn comes off without rounding; then the system's functions, whose
      // argument 2π·rest is itself rounded.
      let quarters = i % 17 - 8
      let rest = draw.number(in: -0.125...0.125) * (i % 3 == 0 ? 1e-9 : 1)
      let turns = Double(quarters) / 4 + rest
      let left = turns - Double(quarters) / 4
      let (c, s) = (cos(2 * .pi * left), sin(2 * .pi * left))
      let pairs = [(c, s), (-s, c), (-c, -s), (s, -c)]
      let (cosine, sine) = pairs[(quarters + 8) % 4]
      let found = (ReproducibleMath.cosine(turns: turns), ReproducibleMath.sine(turns: turns))
      if left != 0, found.0.ulps(from: cosine) > 4 || found.1.ulps(from: sine) > 4 {
        Issue.record("cosine and sine of \(turns) turns are \(found), not \((cosine, sine))")
      }
    }
  }

  @Test(arguments: -9...9)
  func `quarter turns are exact`(quarters: Int) {
    let turns = Double(quarters) / 4
    let place = (quarters + 12) % 4
    #expect(ReproducibleMath.cosine(turns: turns) == [1, 0, -1, 0][place])
    #expect(ReproducibleMath.sine(turns: turns) == [0, 1, 0, -1][place])
  }

  @Test func `a sine near zero keeps its digits, and whole turns of any size are nothing`() {
    #expect(ReproducibleMath.sine(turns: 1e-300) == 2 * .pi * 1e-300)
    #expect(ReproducibleMath.sine(turns: -1e-10).ulps(from: -2 * .pi * 1e-10) <= 1)
    #expect(ReproducibleMath.cosine(turns: 1e300) == 1)
    #expect(ReproducibleMath.sine(turns: .greatestFiniteMagnitude) == 0)
    #expect(ReproducibleMath.sine(turns: 0x1p53 + 2) == 0)
  }

  @Test func `special values are exact`() {
    #expect(ReproducibleMath.exp(0) == 1 && ReproducibleMath.log(1) == 0)
    #expect([-746, -.infinity].map(ReproducibleMath.exp) == [0, 0])
    #expect([710, .infinity].map(ReproducibleMath.exp) == [.infinity, .infinity])
    #expect(ReproducibleMath.exp(-745.13) == .leastNonzeroMagnitude)
    #expect(ReproducibleMath.exp(709.782_712_893_384).isFinite)
    #expect([0, -0.0].map(ReproducibleMath.log) == [-.infinity, -.infinity])
    #expect(ReproducibleMath.log(.infinity) == .infinity)
    #expect(ReproducibleMath.log(.leastNonzeroMagnitude).ulps(from: -744.440_071_921_381_3) <= 1)
    let undefined = [
      ReproducibleMath.exp(.nan), ReproducibleMath.log(.nan), ReproducibleMath.log(-1),
      ReproducibleMath.cosine(turns: .nan), ReproducibleMath.cosine(turns: .infinity),
      ReproducibleMath.sine(turns: -.infinity),
    ]
    #expect(undefined.allSatisfy { $0.isNaN })
  }

  @Test func `a power is the repeated product`() {
    #expect((0...5).map { ReproducibleMath.power(-2, $0) } == [1, -2, 4, -8, 16, -32])
    // Ten roundings.
    let power = ReproducibleMath.power(0.999, 1000)
    #expect(difference([power], from: [pow(0.999, 1000)], absolute: 0, relative: 1e-13) == nil)
  }

  /// Pinned: stored losses, rates and samples depend on these.
  @Test func `the functions have the bits that they always had`() {
    var draw = Draw(seed: 9)
    let numbers = (0..<1000).map { _ in draw.number(in: -3...3) }
    let values = numbers.flatMap {
      [
        ReproducibleMath.exp($0), ReproducibleMath.log(abs($0)),
        ReproducibleMath.cosine(turns: $0), ReproducibleMath.sine(turns: $0),
      ]
    }
    let digest = values.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ $1.bitPattern) &* 0x100_0000_01b3
    }
    #expect(digest == 1_969_599_138_711_704_821)
  }
}
