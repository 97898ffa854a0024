import RondoEngine
import Testing

/// Operations written with the public interface alone.
struct OutsideOperationTests {
  @Test(arguments: [1, 3])
  func `a subclass has memory of its own, several results and shared work`(threads: Int) {
    let tape = Tape<Float>(workers: Workers(threads: threads))
    for count in [3, 200_000, 5] {
      tape.reset()
      let x = tape.variable(Tensor((0..<count).map { Float($0 % 7) }, shape: [count]))
      let (square, cube) = x.squareAndCube()
      (square.sum() + cube.slice(0..<2).sum()).backward()
      let first: [Float] = [0, 2 + 3]
      #expect(Array(x.gradient.scalars.prefix(2)) == first)
      #expect(x.gradient.scalars.last == 2 * Float((count - 1) % 7))
      #expect(
        cube.value.scalars.last == Float((count - 1) % 7 * ((count - 1) % 7) * ((count - 1) % 7)))
    }
  }

  @Test func `an operation may have any number of inputs`() {
    let tape = Tape<Double>()
    let inputs = (1...9).map { tape.variable(Tensor([Double($0)])) }
    let total = tape.record(Total.self, shape: [1], inputs: inputs)
    total.value[0] = 0
    for input in total.inputs { total.value[0] += input.value[0] }
    let y = Variable(tape: tape, operation: total)
    (y * y).sum().backward()
    #expect(y.scalar == 45 && inputs.allSatisfy { $0.gradient.scalars == [90] })
  }

  @Test func `closures over tensors make an operation`() {
    let tape = Tape<Double>()
    for _ in 0..<2 {
      tape.reset()
      let (x, w) = (tape.variable(Tensor([3, -2])), tape.variable(Tensor([5, 7])))
      let y = tape.operation(x, w, tape.constant(Tensor([1]))) { inputs in
        Tensor(zip(inputs[0].scalars, inputs[1].scalars).map { $0 * $0 * $1 })
      } gradient: { gradient, inputs, output in
        let slopes = zip(inputs[0].scalars, inputs[1].scalars).map { 2 * $0 * $1 }
        let own = zip(gradient.scalars, slopes).map(*)
        return [Tensor(own), nil, gradient]
      }
      (y * tape.constant(Tensor([1, 10]))).sum().backward()
      #expect(y.value.scalars == [45, 28])
      #expect(x.gradient.scalars == [30, -280] && w.gradient.scalars == [0, 0])
    }
  }

  @Test func `closures over a number make an operation on each element`() {
    let tape = Tape<Float>()
    let x = tape.variable(Tensor([1, 2, -3]))
    let y = x.map {
      $0 * abs($0)
    } derivative: { x, y in
      x == 0 ? 0 : 2 * y / x
    }
    y.sum().backward()
    #expect(y.value.scalars == [1, 4, -9] && x.gradient.scalars == [2, 4, 6])
  }

  @Test func `a gradient of another shape is refused`() async {
    await #expect(processExitsWith: .failure) {
      let y = Tape<Double>().variable(Tensor([3])).reshaped(to: [])
      y.tape.operation(y) {
        $0[0]
      } gradient: { _, _, _ in
        [Tensor([1, 2])]
      }.backward()
    }
  }
}

extension Variable where Scalar == Float {
  fileprivate func squareAndCube() -> (square: Variable, cube: Variable) {
    let operation = tape.record(Powers.self, shape: shape, self)
    let cubes = operation.makeRoom()
    let cube = tape.recordResult(of: operation, shape: shape, value: cubes)
    tape.workers.share(shape.elementCount, grain: 16, cost: 4, operation.work(cubes))
    return (Variable(tape: tape, operation: operation), cube)
  }
}

private final class Powers: Operation<Float> {
  private var cubes = Workspace<Float>()

  deinit { cubes.free() }

  func makeRoom() -> UnsafeMutablePointer<Float> { cubes.reserve(shape.elementCount) }

  func work(_ cubes: UnsafeMutablePointer<Float>) -> Work {
    Work(x: inputs[0].value, square: value, cube: cubes)
  }

  struct Work: RangeWork {
    let x: UnsafePointer<Float>
    let square: UnsafeMutablePointer<Float>
    let cube: UnsafeMutablePointer<Float>

    func run(_ range: Range<Int>) {
      for i in range { (square[i], cube[i]) = (x[i] * x[i], x[i] * x[i] * x[i]) }
    }
  }

  override func backward(_ workers: Workers) {
    guard inputs[0].needsGradient else { return }
    let (x, dx, cube) = (inputs[0].value, inputs[0].gradientToAddTo(), results[0])
    for i in 0..<shape.elementCount {
      if hasGradient { dx[i] += 2 * x[i] * gradient[i] }
      if cube.hasGradient { dx[i] += 3 * x[i] * x[i] * cube.gradient[i] }
    }
  }
}

private final class Total: Operation<Double> {
  override func backward(_ workers: Workers) {
    for input in inputs { input.gradientToAddTo()[0] += gradient[0] }
  }
}
