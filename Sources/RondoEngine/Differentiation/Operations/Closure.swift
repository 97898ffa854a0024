extension Tape {
  /// Records an operation defined by two closures over tensors: its value, and the gradients of its
  /// inputs.
  ///
  ///     // y = x·|x|
  ///     let tape = Tape<Float>()
  ///     let x = tape.variable(Tensor([-1, 2]))
  ///     let y = tape.operation(x) { inputs in
  ///       Tensor(inputs[0].scalars.map { $0 * abs($0) }, shape: inputs[0].shape)
  ///     } gradient: { gradient, inputs, output in
  ///       let slopes = zip(gradient.scalars, inputs[0].scalars).map { 2 * $0 * abs($1) }
  ///       return [Tensor(slopes, shape: inputs[0].shape)]
  ///     }
  ///     y.value.scalars  // [-1.0, 4.0]
  ///
  /// The short form of a subclass of `Operation`: it copies its inputs and gradients, allocates
  /// memory in each step, and keeps `gradient` until the tape has recorded another operation in its
  /// place.
  ///
  /// - Parameters:
  ///   - inputs: the variables that the value depends on.
  ///   - value: computes the output from the values of the inputs; called immediately.
  ///   - gradient: computes the gradient of each input, in its shape and order, or nil for zero,
  ///     from the gradient of the output, the inputs and the output. Called by a backward pass.
  public func operation(
    _ inputs: Variable<Scalar>..., value: (_ inputs: [Tensor<Scalar>]) -> Tensor<Scalar>,
    gradient:
      @escaping (
        _ gradient: Tensor<Scalar>, _ inputs: [Tensor<Scalar>], _ output: Tensor<Scalar>
      ) -> [Tensor<Scalar>?]
  ) -> Variable<Scalar> {
    let operation = record(ClosureOperation<Scalar>.self, shape: [], inputs: inputs)
    operation.set(inputs.map(\.value), value, gradient)
    return Variable(tape: self, operation: operation)
  }
}

/// y = f(x₁, x₂, …) for a closure f: dxₖ += the result of the gradient's closure for xₖ.
final class ClosureOperation<Scalar: TensorScalar>: Operation<Scalar> {
  typealias Gradient = (Tensor<Scalar>, [Tensor<Scalar>], Tensor<Scalar>) -> [Tensor<Scalar>?]

  private var tensors: [Tensor<Scalar>] = []
  private var output: Tensor<Scalar>?
  private var rule: Gradient?

  func set(
    _ tensors: [Tensor<Scalar>], _ value: ([Tensor<Scalar>]) -> Tensor<Scalar>,
    _ rule: @escaping Gradient
  ) {
    let result = value(tensors)
    borrow(
      result.shape, value: result.storage.pointer + result.offset, gradient: nil,
      needsGradient: needsGradient)
    (self.tensors, output, self.rule) = (tensors, result, rule)
  }

  override func backward(_ workers: Workers) {
    guard let output, let rule else { return }
    let gradients = rule(Tensor(copying: gradient, shape: shape), tensors, output)
    precondition(
      gradients.count == inputs.count, "\(gradients.count) gradients for \(inputs.count) inputs")
    for (input, gradient) in zip(inputs, gradients) where input.needsGradient {
      guard let gradient else { continue }
      precondition(
        gradient.shape == input.shape, "a gradient \(gradient.shape) of an input \(input.shape)")
      Scalar.Kernels.addScaled(
        gradient.count, factor: 1, gradient.storage.pointer + gradient.offset,
        into: input.gradientToAddTo())
    }
  }
}

extension Variable {
  /// A function of each element, with its derivative in terms of x and y = f(x).
  ///
  ///     let tape = Tape<Double>()
  ///     let x = tape.variable(Tensor([4, 9]))
  ///     let y = x.map { $0.squareRoot() } derivative: { _, y in 0.5 / y }
  ///     y.value.scalars  // [2.0, 3.0]
  ///
  /// The derivative is evaluated together with the function.
  @_specialize(where Scalar == Float)
  public func map(
    _ function: (_ x: Scalar) -> Scalar, derivative: (_ x: Scalar, _ y: Scalar) -> Scalar
  ) -> Variable {
    let operation = tape.record(ElementOperation<Scalar>.self, shape: shape, self)
    operation.forward(function, derivative)
    return Variable(tape: tape, operation: operation)
  }
}

/// y = f(x), element by element, for a closure f: dx += dy·f′(x).
final class ElementOperation<Scalar: TensorScalar>: Operation<Scalar> {
  private var slopes = Workspace<Scalar>()

  deinit { slopes.free() }

  @_specialize(where Scalar == Float)
  func forward(_ function: (Scalar) -> Scalar, _ derivative: (Scalar, Scalar) -> Scalar) {
    let (x, y, count) = (inputs[0].value, value, shape.elementCount)
    for i in 0..<count { y[i] = function(x[i]) }
    guard needsGradient else { return }
    let slopes = slopes.reserve(count)
    for i in 0..<count { slopes[i] = derivative(x[i], y[i]) }
  }

  @_specialize(where Scalar == Float)
  override func backward(_ workers: Workers) {
    let (dx, slopes, dy) = (inputs[0].gradientToAddTo(), slopes.pointer, gradient)
    for i in 0..<shape.elementCount { dx[i] += dy[i] * slopes[i] }
  }
}
