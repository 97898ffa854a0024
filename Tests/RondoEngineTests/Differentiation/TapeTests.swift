import TestSupport
import Testing

@testable import RondoEngine

struct TapeTests {
  @Test func `a variable that the result does not depend on has a gradient of zeros`() {
    let tape = Tape<Double>()
    let (x, other) = (tape.variable(Tensor([3])), tape.variable(Tensor([1, 2])))
    let y = (x * x).sum()
    _ = other.sum()
    y.backward()
    #expect(x.gradient.scalars == [6] && other.gradient.scalars == [0, 0])
  }

  @Test func `a result without variables has nothing to differentiate`() {
    let tape = Tape<Double>()
    let x = tape.constant(Tensor([3]))
    let y = x.sum()
    y.backward()
    #expect(x.gradient.scalars == [0] && y.gradient.scalar == 0)
  }

  @Test func `every use of a value adds to its gradient`() {
    let tape = Tape<Double>()
    let x = tape.variable(Tensor([2]))
    let cube = x * x * x
    (cube + cube.reshaped(to: [1]) - x).sum().backward()
    #expect(x.gradient.scalars == [23])
  }

  @Test func `a tape that is reset forgets gradients and takes other shapes`() {
    let tape = Tape<Double>()
    for count in [3, 1, 5, 5, 2] {
      tape.reset()
      let x = tape.variable(Tensor(repeating: 3, shape: [count]))
      let y = count == 1 ? x.exp().log().sum() : x.squared().sum()
      y.backward()
      let slope = count == 1 ? 1.0 : 6
      let expected = [Double](repeating: slope, count: count)
      // exp and log of the system, a rounding each.
      #expect(difference(x.gradient.scalars, from: expected, absolute: 0, relative: 1e-15) == nil)
    }
  }

  @Test func `without gradients nothing is prepared for them`() {
    let tape = Tape<Double>()
    let y = tape.withoutGradients {
      let y = tape.variable(Tensor([3])).squared().sum()
      y.backward()
      return y
    }
    #expect(y.scalar == 9 && !y.operation.needsGradient && !y.operation.hasGradient)
    tape.reset()
    #expect(tape.variable(Tensor([3])).squared().operation.needsGradient)
  }

  @Test func `parameters of another model are constants`() {
    var model = Weights<Double>(w: Tensor([2]))
    let other = Weights<Double>(w: Tensor([5]))
    let tape = Tape<Double>()
    let (loss, gradients) = tape.gradient(of: &model) { model in
      (tape.parameter(model.w) * tape.parameter(other.w)).sum()
    }
    #expect(loss == 10 && gradients[model.w].scalars == [5])
  }

  @Test func `gradients that are kept are not overwritten by the next step`() {
    var model = Weights<Double>(w: Tensor([2]))
    let tape = Tape<Double>()
    func gradients(_ steepness: Double) -> Gradients<Double> {
      tape.gradient(of: &model) {
        $0.loss(on: tape, steepness: [steepness], target: [0])
      }.gradients
    }
    let first = gradients(1)
    let second = gradients(10)
    #expect(first[model.w].scalars == [2] && second[model.w].scalars == [20])
  }

  @Test func `memory for gradients that nobody kept is used again`() {
    var model = Weights<Double>(w: Tensor([2]))
    let tape = Tape<Double>()
    func place() -> UnsafeMutablePointer<Double> {
      tape.gradient(of: &model) { $0.loss(on: tape, steepness: [1], target: [0]) }
        .gradients.storage.pointer
    }
    #expect(place() == place())
  }

  @Test(arguments: [1, 2, 5])
  func `the gradient of parts is that of their sum`(parts: Int) {
    var model = Weights<Double>(w: Tensor([2, -1]))
    let tape = Tape<Double>()
    let targets = (0..<parts).map { [Double($0), 3] }
    let (loss, gradients) = tape.gradient(of: &model, parts: parts) { model, part in
      model.loss(on: tape, steepness: [1, 2], target: targets[part])
    }
    // Small integers: every sum is exact. The slope is steepness·(w − target).
    let expected = targets.reduce([0, 0]) { [$0[0] + 2 - $1[0], $0[1] + 2 * (-1 - $1[1])] }
    #expect(gradients[model.w].scalars == expected)
    #expect(
      loss
        == targets.reduce(0) { sum, target in
          let (first, second) = (2 - target[0], -1 - target[1])
          return sum + 0.5 * (first * first + 2 * second * second)
        })
  }

  @Test func `an error in the loss leaves the tape usable`() {
    struct Refusal: Error {}
    var model = Weights<Double>(w: Tensor([2]))
    let tape = Tape<Double>()
    #expect(throws: Refusal.self) { try tape.gradient(of: &model) { _ in throw Refusal() } }
    let (loss, _) = tape.gradient(of: &model) {
      $0.loss(on: tape, steepness: [1], target: [0])
    }
    #expect(loss == 2)
  }
}
