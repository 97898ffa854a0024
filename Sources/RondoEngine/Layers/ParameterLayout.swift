/// Names, shapes and offsets of a model's parameters within the buffer that holds all of them.
///
/// `Sendable`.
public struct ParameterLayout: Sendable, Hashable {
  /// One parameter.
  public struct Entry: Sendable, Hashable {
    /// Full name, such as `rnn.weight_hh_l0`.
    public let name: String
    /// Extents.
    public let shape: Shape
    /// Offset in the buffer, in scalars.
    public let offset: Int
  }

  /// The parameters in the order of the visit.
  public internal(set) var entries: [Entry] = []

  /// Number of scalars in all parameters.
  public internal(set) var count = 0

  /// The parameter with this name.
  public func entry(named name: String) -> Entry? { entries.first { $0.name == name } }
}

struct LayoutVisitor<Scalar: TensorScalar>: ParameterVisitor {
  var layout = ParameterLayout()
  private var path: [String] = []

  mutating func visit(_ name: String, _ parameter: inout Tensor<Scalar>) {
    layout.entries.append(
      .init(
        name: (path + [name]).joined(separator: "."), shape: parameter.shape,
        offset: layout.count))
    layout.count += parameter.count
  }

  mutating func enter(_ name: String) { path.append(name) }
  mutating func leave() { path.removeLast() }
}

struct CollectingVisitor<Scalar: TensorScalar>: ParameterVisitor {
  var parameters: [(name: String, value: Tensor<Scalar>)] = []
  private var path: [String] = []

  mutating func visit(_ name: String, _ parameter: inout Tensor<Scalar>) {
    parameters.append(((path + [name]).joined(separator: "."), parameter))
  }

  mutating func enter(_ name: String) { path.append(name) }
  mutating func leave() { path.removeLast() }
}

struct ReplacingVisitor<Scalar: TensorScalar>: ParameterVisitor {
  var replacements: [Tensor<Scalar>]
  private var next = 0
  var needsNames: Bool { false }

  init(replacements: [Tensor<Scalar>]) { self.replacements = replacements }

  mutating func visit(_ name: String, _ parameter: inout Tensor<Scalar>) {
    parameter = replacements[next]
    next += 1
  }
}
