/// A model or a part of one: a value that has parameters.
///
///     struct Perceptron: Module {
///       var hidden: [Linear<Float>]  // "hidden.0.weight", "hidden.0.bias", "hidden.1.weight", …
///       var output: Linear<Float>
///       mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
///         visitor.visit("hidden", &hidden)
///         visitor.visit("output", &output)
///       }
///     }
///
/// All access to parameters goes through the visitor: training, saving, loading, counting and
/// gradient checks. After the first use all parameters of a model share one buffer, in the order of
/// the visit; models still behave as values.
public protocol Module<Scalar>: Sendable {
  /// Type of the parameters' elements; `Float` unless stated.
  associatedtype Scalar: TensorScalar = Float

  /// Visits each parameter: always the same ones, in the same order.
  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>)
}

/// Reads or changes each parameter of a model.
public protocol ParameterVisitor<Scalar> {
  /// Type of the parameters' elements.
  associatedtype Scalar: TensorScalar

  /// False if names are not used; they can be empty then, which saves building them.
  var needsNames: Bool { get }

  /// Visits a parameter, with its name within the innermost entered module.
  mutating func visit(_ name: String, _ parameter: inout Tensor<Scalar>)

  /// Called before the parameters of a nested module are visited.
  mutating func enter(_ name: String)

  /// Called after the parameters of a nested module were visited.
  mutating func leave()
}

extension ParameterVisitor {
  /// True.
  public var needsNames: Bool { true }

  /// Does nothing, for visitors that need no names.
  public mutating func enter(_ name: String) {}

  /// Does nothing, for visitors that need no names.
  public mutating func leave() {}
}

extension ParameterVisitor {
  /// Visits the parameters of a nested module; their names begin with `name` and a dot.
  public mutating func visit<M: Module>(_ name: String, _ module: inout M)
  where M.Scalar == Scalar {
    enter(name)
    module.visitParameters(&self)
    leave()
  }

  /// Visits an optional parameter, if present.
  public mutating func visit(_ name: String, _ parameter: inout Tensor<Scalar>?) {
    if parameter != nil { visit(name, &parameter!) }
  }

  /// Visits the parameters of an optional module, if present.
  public mutating func visit<M: Module>(_ name: String, _ module: inout M?)
  where M.Scalar == Scalar {
    if module != nil { visit(name, &module!) }
  }

  /// Visits an array of modules in order; the names of their parameters start with `name.0.`,
  /// `name.1.`, ….
  public mutating func visit<M: Module>(_ name: String, _ modules: inout [M])
  where M.Scalar == Scalar {
    enter(name)
    // Through a pointer, whose subscripts allocate nothing.
    modules.withUnsafeMutableBufferPointer { modules in
      for k in modules.indices { visit(needsNames ? "\(k)" : "", &modules[k]) }
    }
    leave()
  }

  /// Visits an array of parameters in order; their names are `name.0`, `name.1`, ….
  public mutating func visit(_ name: String, _ parameters: inout [Tensor<Scalar>]) {
    enter(name)
    parameters.withUnsafeMutableBufferPointer { parameters in
      for k in parameters.indices { visit(needsNames ? "\(k)" : "", &parameters[k]) }
    }
    leave()
  }

  /// Visits a parameter whose name is built only for visitors that need it: a long name would
  /// otherwise allocate memory at each visit.
  public mutating func visit(
    named name: @autoclosure () -> String, _ parameter: inout Tensor<Scalar>
  ) {
    visit(needsNames ? name() : "", &parameter)
  }

  /// Visits an optional parameter, if present, whose name is built only for visitors that need it.
  public mutating func visit(
    named name: @autoclosure () -> String, _ parameter: inout Tensor<Scalar>?
  ) {
    if parameter != nil { visit(named: name(), &parameter!) }
  }
}

extension Module {
  /// Names, shapes and offsets of the parameters.
  public var layout: ParameterLayout {
    var copy = self
    var visitor = LayoutVisitor<Scalar>()
    copy.visitParameters(&visitor)
    return visitor.layout
  }

  /// The parameters with their full names, in order.
  public var parameters: [(name: String, value: Tensor<Scalar>)] {
    var copy = self
    var visitor = CollectingVisitor<Scalar>()
    copy.visitParameters(&visitor)
    return visitor.parameters
  }

  /// Number of scalars in all parameters.
  public var parameterCount: Int { layout.count }

  /// Replaces each parameter by the result of `value` for its full name and present value, which
  /// must have the same shape.
  public mutating func mapParameters(
    _ value: (_ name: String, _ present: Tensor<Scalar>) throws -> Tensor<Scalar>
  ) rethrows {
    var replacements: [Tensor<Scalar>] = []
    for (name, present) in parameters {
      let replacement = try value(name, present)
      precondition(
        replacement.shape == present.shape,
        "\(name) has shape \(present.shape), not \(replacement.shape)")
      replacements.append(replacement)
    }
    var visitor = ReplacingVisitor(replacements: replacements)
    visitParameters(&visitor)
  }
}
