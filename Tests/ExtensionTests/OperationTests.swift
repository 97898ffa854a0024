import Rondo
import Testing

// Extension begins
extension Variable {
  /// yᵢ = x₀ + … + xᵢ along the last axis.
  func cumulativeSum() -> Variable {
    let sums = tape.record(CumulativeSum<Scalar>.self, shape: shape, self)
    sums.forward()
    return Variable(tape: tape, operation: sums)
  }
}

/// yᵢ = x₀ + … + xᵢ: dxᵢ += dyᵢ + … + dyₙ₋₁.
final class CumulativeSum<Scalar: TensorScalar>: Operation<Scalar> {
  func forward() {
    let (x, y, columns) = (inputs[0].value, value, shape.columns)
    for i in 0..<shape.elementCount { y[i] = i % columns == 0 ? x[i] : y[i - 1] + x[i] }
  }

  override func backward(_ workers: Workers) {
    let (dx, dy, columns) = (inputs[0].gradientToAddTo(), gradient, shape.columns)
    var sum: Scalar = 0
    for i in (0..<shape.elementCount).reversed() {
      sum = (i + 1) % columns == 0 ? dy[i] : sum + dy[i]
      dx[i] += sum
    }
  }
}
// Extension ends

// Extension begins
extension Variable {
  /// y = x, but dx += −factor·dy: what follows is to be predicted from x, and x learns to prevent
  /// that (Ganin & Lempitsky 2015, "Unsupervised Domain Adaptation by Backpropagation").
  func reversingGradient(by factor: Scalar) -> Variable {
    tape.operation(self) { inputs in
      inputs[0]
    } gradient: { dy, _, _ in
      [Tensor(dy.scalars.map { -factor * $0 }, shape: dy.shape)]
    }
  }
}
// Extension ends

/// Operations with their gradients: a subclass, and closures.
struct OperationTests {
  @Test func `a subclass has its values and its gradient at each use of its memory`() {
    let tape = Tape<Float>()
    for columns in [3, 5, 3] {
      tape.reset()
      let x = tape.variable(Tensor((1...2 * columns).map(Float.init), shape: [2, columns]))
      let y = x.cumulativeSum()
      y.sum().backward()
      #expect(Array(y.value.scalars.prefix(3)) == [1, 3, 6])
      #expect(y.value[1, 1] == Float(columns + 1) + Float(columns + 2))
      let expected = (0..<2).flatMap { _ in (0..<columns).map { Float(columns - $0) } }
      #expect(x.gradient.scalars == expected)
    }
  }

  @Test func `the gradient of a subclass is that of central differences`() {
    let x = Tensor<Double>([0.3, -0.7, 1.1, 0.2, 0.5, -0.4], shape: [2, 3])
    #expect(gradientError(of: Point(x: x)) { $0($1).cumulativeSum().tanh() } < 1e-8)
  }

  @Test func `closures make an operation whose gradient is reversed`() {
    let tape = Tape<Float>()
    let x = tape.variable(Tensor([1, -2, 3]))
    let y = x.reversingGradient(by: 0.5)
    y.squared().sum().backward()
    #expect(y.value.scalars == [1, -2, 3])
    #expect(x.gradient.scalars == [-1, 2, -3])
  }
}

/// A tensor as a model: its gradient can be compared with central differences.
struct Point: Module {
  typealias Scalar = Double
  var x: Tensor<Double>
  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Double>) {
    visitor.visit("x", &x)
  }
  func callAsFunction(_ tape: Tape<Double>) -> Variable<Double> { tape.parameter(x) }
}

/// The greatest difference between a model's gradient and central differences, for a loss that is
/// the weighted sum of the elements of `value`.
func gradientError<Model: Module<Double>>(
  of model: Model, _ value: (borrowing Model, Tape<Double>) -> Variable<Double>
) -> Double {
  let tape = Tape<Double>()
  func loss(_ model: borrowing Model) -> Variable<Double> {
    let y = value(model, tape)
    let weights = (0..<y.shape.elementCount).map { Double($0 % 5) - 1.5 }
    return (y * tape.constant(Tensor(weights, shape: y.shape))).sum()
  }
  var model = model
  let gradients = tape.gradient(of: &model, loss).gradients
  let found = model.parameters.map { ($0.name, gradients[$0.value]) }
  var (error, step) = (0.0, 1e-5)
  for (name, gradient) in found {
    for k in 0..<gradient.count {
      let values = [step, -step].map { change in
        var moved = model
        moved.mapParameters { own, present in
          var present = present
          if own == name { present[flat: k] += change }
          return present
        }
        return tape.withoutGradients { loss(moved).scalar }
      }
      error = max(error, abs((values[0] - values[1]) / (2 * step) - gradient[flat: k]))
    }
  }
  return error
}
