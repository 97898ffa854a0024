public import RondoEngine

/// The state of a task that carries nothing from step to step.
///
/// `Sendable`.
public struct NoState<Architecture: ModelArchitecture>: CarriedState {
  /// Nothing.
  public init() {}

  public var tensors: [(name: String, value: Tensor<Float>)] { [] }

  public init(
    of architecture: Architecture,
    tensor: (_ name: String, _ fits: (Shape) -> Bool) throws -> Tensor<Float>
  ) throws {}
}
