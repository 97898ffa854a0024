extension Operation {
  /// Adds the slopes of a loss to the gradient of its input, times the loss's own gradient.
  ///
  /// Where that is 1, the input has no gradient yet and no other backward pass may follow, it takes
  /// the slopes instead of a copy.
  func addSlopes(_ slopes: inout Workspace<Scalar>) {
    if !keepsValues, gradient[0] == 1, inputs[0].takeGradient(from: &slopes) { return }
    Scalar.Kernels.addScaled(
      inputs[0].shape.elementCount, factor: gradient[0], slopes.pointer,
      into: inputs[0].gradientToAddTo())
  }
}
