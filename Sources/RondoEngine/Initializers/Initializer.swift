public import RondoNumerics

/// Rule for the initial values of a parameter.
///
///     let stream = RandomStream(seed: 1, purpose: .initialization)
///     let weight: Tensor<Float> = Initializer.orthogonal.tensor([256, 256], from: stream)
///
/// A matrix is [outputs, inputs], as PyTorch stores weights. `Sendable`.
public enum Initializer: Sendable, Hashable {
  /// Zeros.
  case zeros
  /// The same value everywhere.
  case constant(Double)
  /// Uniform in [−bound, bound).
  case uniform(bound: Double)
  /// Normal with mean 0 and this standard deviation.
  case normal(deviation: Double)
  /// Uniform with variance 2 / (inputs + outputs) (Glorot & Bengio 2010).
  case glorotUniform
  /// Normal with variance 2 / inputs, for ReLU (He et al. 2015).
  case heNormal
  /// A matrix with orthonormal rows or columns, whichever are fewer (Saxe, McClelland & Ganguli
  /// 2014): normal random numbers, orthogonalised by the modified Gram–Schmidt process.
  case orthogonal

  /// Creates a tensor from the random numbers of one stream.
  ///
  /// - Complexity: O(count); `orthogonal` O(outputs · inputs · min(outputs, inputs)).
  @_specialize(where Scalar == Float)
  public func tensor<Scalar: TensorScalar>(
    _ shape: Shape, from stream: RandomStream
  ) -> Tensor<Scalar> {
    func numbers(_ value: (UInt64) -> Double) -> Tensor<Scalar> {
      let storage = Storage<Scalar>(uninitializedCount: shape.elementCount)
      for index in 0..<storage.count { storage.pointer[index] = Scalar(value(UInt64(index))) }
      return Tensor(storage: storage, offset: 0, shape: shape)
    }
    func uniform(_ bound: Double) -> Tensor<Scalar> {
      numbers { bound * (2 * stream.uniform(at: $0) - 1) }
    }
    switch self {
    case .zeros: return Tensor(zeros: shape)
    case .constant(let value): return Tensor(repeating: Scalar(value), shape: shape)
    case .uniform(let bound): return uniform(bound)
    case .normal(let deviation): return numbers { deviation * stream.normal(at: $0) }
    case .glorotUniform: return uniform((6 / Double(shape.rows + shape.columns)).squareRoot())
    case .heNormal:
      let deviation = (2 / Double(shape.columns)).squareRoot()
      return numbers { deviation * stream.normal(at: $0) }
    case .orthogonal:
      let values = Initializer.orthogonalMatrix(shape.rows, shape.columns, stream)
      return numbers { values[Int($0)] }
    }
  }
}
