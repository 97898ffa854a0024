/// A part of a model: something that has parameters.
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
/// The visitor is the only way to the parameters: training, saving, loading, counting and gradient
/// checks all go through it. After a first use all parameters of a model are parts of one piece of
/// memory, in the order of the visit; models remain values nevertheless.
public protocol Module<Scalar>: Sendable {
  /// The type of number that the parameters are: `Float` unless stated.
  associatedtype Scalar: TensorScalar = Float

  /// Shows each parameter to the visitor: always the same ones, in the same order.
  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>)
}

/// Something that looks at, or changes, each parameter of a model.
public protocol ParameterVisitor<Scalar> {
  /// The type of number that the parameters are.
  associatedtype Scalar: TensorScalar

  /// False where names are not used; those that would have to be built are then empty.
  var needsNames: Bool { get }

  /// Called for each parameter with its name within the innermost module entered.
  mutating func visit(_ name: String, _ parameter: inout Tensor<Scalar>)

  /// Called before the parameters of a nested module.
  mutating func enter(_ name: String)

  /// Called after the parameters of a nested module.
  mutating func leave()
}

extension ParameterVisitor {
  /// True.
  public var needsNames: Bool { true }

  /// Does nothing: for visitors that need no names.
  public mutating func enter(_ name: String) {}

  /// Does nothing: for visitors that need no names.
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

  /// Visits a parameter that a module may lack.
  public mutating func visit(_ name: String, _ parameter: inout Tensor<Scalar>?) {
    if parameter != nil { visit(name, &parameter!) }
  }

  /// Visits the parameters of a module that may be absent.
  public mutating func visit<M: Module>(_ name: String, _ module: inout M?)
  where M.Scalar == Scalar {
    if module != nil { visit(name, &module!) }
  }

  /// Visits modules in order; the names of their parameters begin with `name.0.`, `name.1.`, ….
  public mutating func visit<M: Module>(_ name: String, _ modules: inout [M])
  where M.Scalar == Scalar {
    enter(name)
    // Through a pointer, whose subscripts allocate nothing.
    modules.withUnsafeMutableBufferPointer { modules in
      for k in modules.indices { visit(needsNames ? "\(k)" : "", &modules[k]) }
    }
    leave()
  }

  /// Visits parameters in order; their names are `name.0`, `name.1`, ….
  public mutating func visit(_ name: String, _ parameters: inout [Tensor<Scalar>]) {
    enter(name)
    parameters.withUnsafeMutableBufferPointer { parameters in
      for k in parameters.indices { visit(needsNames ? "\(k)" : "", &parameters[k]) }
    }
    leave()
  }

  /// Visits a parameter whose name is built only for visitors that need it: a long name would
  /// otherwise allocate at each visit.
  public mutating func visit(
    named name: @autoclosure () -> String, _ parameter: inout Tensor<Scalar>
  ) {
    visit(needsNames ? name() : "", &parameter)
  }

  /// Visits a parameter that a module may lack, and whose name is built only where it is needed.
  public mutating func visit(
    named name: @autoclosure () -> String, _ parameter: inout Tensor<Scalar>?
  ) {
    if parameter != nil { visit(named: name(), &parameter!) }
  }
}

extension Module {
  /// Names, shapes and places of the parameters.
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

  /// The number of single numbers in all parameters.
  public var parameterCount: Int { layout.count }

  /// Replaces each parameter by what `value` returns for its full name and present value; the
  /// shape must stay.
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
