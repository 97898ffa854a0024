import RondoNumerics
import Testing

@testable import RondoEngine

struct ModuleTests {
  @Test func `a linear layer shows its visitor every tensor that it stores`() {
    var random = RandomSource(seed: 1)
    expectVisitsEverything(Linear<Double>(inputs: 3, outputs: 2, random: &random))
  }

  @Test(arguments: BuiltInCell.allCases, [1, 2, 3])
  func `a recurrent network shows its visitor every tensor that it stores`(
    cell: BuiltInCell, layers: Int
  ) {
    var random = RandomSource(seed: 1)
    expectVisitsEverything(
      RNN<Float>(cell, inputSize: 3, hiddenSize: 4, layers: layers, random: &random))
  }

  @Test func `an embedding shows its visitor every tensor that it stores`() {
    var random = RandomSource(seed: 1)
    let embedding = Embedding<Float>(count: 5, size: 3, random: &random)
    expectVisitsEverything(embedding)
    #expect(embedding.layout.entries.map(\.name) == ["weight"])
    #expect(embedding.weight.shape == [5, 3])
    #expect(Set(embedding.weight.scalars).count == 15)
  }

  @Test func `skip connections widen the input weights of the layers above the first`() {
    var random = RandomSource(seed: 1)
    let rnn = RNN<Float>(
      .gru, inputSize: 3, hiddenSize: 4, layers: 3, skipConnections: true, random: &random)
    #expect(rnn.layers.map(\.inputWeight.shape) == [[12, 3], [12, 7], [12, 7]])
    #expect(rnn.inputSize == 3 && rnn.hiddenSize == 4 && rnn.outputSize == 12)
    let zeros = RNN<Float>(
      zeros: .gru, inputSize: 3, hiddenSize: 4, layers: 3, skipConnections: true)
    #expect(zeros.layout == rnn.layout)
    #expect(zeros.parameters.allSatisfy { $0.value.scalars.allSatisfy { $0 == 0 } })
  }

  @Test func `arrays and optionals are visited, with PyTorch's names for the members of arrays`() {
    var random = RandomSource(seed: 1)
    var module = Nested(
      scale: nil, head: Linear(inputs: 1, outputs: 1, random: &random),
      blocks: (1...2).map { Linear(inputs: $0, outputs: 3, random: &random) },
      tables: [Tensor([1]), Tensor([2, 3])])
    expectVisitsEverything(module)
    let names = [
      "head.weight", "head.bias", "blocks.0.weight", "blocks.0.bias", "blocks.1.weight",
      "blocks.1.bias", "tables.0", "tables.1",
    ]
    #expect(module.layout.entries.map(\.name) == names)
    (module.scale, module.head) = (Tensor([4]), nil)
    expectVisitsEverything(module)
    #expect(module.layout.entries.map(\.name) == ["scale"] + names.dropFirst(2))
    let storage = module.packParameters()
    #expect(storage.count == 1 + 15 + 3 && module.packParameters() === storage)
    #expect(module.tables[1].scalars == [2, 3] && module.scale?.scalars == [4])
  }

  @Test func `a name that must be built is built for visitors that need it alone`() {
    var (built, module) = (0, Tensor<Float>([1]))
    func name() -> String {
      built += 1
      return "n"
    }
    var counting = Silent()
    counting.visit(named: name(), &module)
    #expect(built == 0 && counting.seen == 1)
    var optional = Optional(module)
    counting.visit(named: name(), &optional)
    #expect(built == 0 && counting.seen == 2)
    var collecting = CollectingVisitor<Float>()
    collecting.visit(named: name(), &optional)
    #expect(built == 1 && collecting.parameters.map(\.name) == ["n"])
  }

  @Test func `the check sees a tensor that a visitor is not shown`() {
    let module = Forgetful(shown: Tensor([1]), hidden: [Tensor([2, 3])])
    #expect(storedTensors(in: module, of: Float.self).count == 2)
    #expect(module.parameters.count == 1)
  }

  @Test func `parameters have PyTorch's names, shapes and order`() {
    var random = RandomSource(seed: 1)
    let rnn = RNN<Float>(inputSize: 3, hiddenSize: 4, layers: 2, random: &random)
    let entries = rnn.layout.entries
    #expect(
      entries.map { "\($0.name) \($0.shape) at \($0.offset)" } == [
        "weight_ih_l0 [4, 3] at 0", "weight_hh_l0 [4, 4] at 12", "bias_ih_l0 [4] at 28",
        "bias_hh_l0 [4] at 32", "weight_ih_l1 [4, 4] at 36", "weight_hh_l1 [4, 4] at 52",
        "bias_ih_l1 [4] at 68", "bias_hh_l1 [4] at 72",
      ])
    #expect(rnn.parameterCount == 76)
    #expect(rnn.layout.entry(named: "bias_hh_l1")?.offset == 72)
    #expect(rnn.layout.entry(named: "bias_hh_l2") == nil)
  }

  @Test(arguments: [(BuiltInCell.gru, 3), (.originalGRU, 3), (.lstm, 4)])
  func `gates multiply the rows of the parameters, as in PyTorch`(
    cell: BuiltInCell, gates: Int
  ) {
    var random = RandomSource(seed: 1)
    let rnn = RNN<Float>(cell, inputSize: 3, hiddenSize: 4, random: &random)
    #expect(
      rnn.layout.entries.map { "\($0.name) \($0.shape)" } == [
        "weight_ih_l0 [\(4 * gates), 3]", "weight_hh_l0 [\(4 * gates), 4]",
        "bias_ih_l0 [\(4 * gates)]", "bias_hh_l0 [\(4 * gates)]",
      ])
    #expect(rnn.inputSize == 3 && rnn.hiddenSize == 4)
  }

  @Test func `packing puts the parameters one after another and keeps their values`() {
    var random = RandomSource(seed: 1)
    var rnn = RNN<Float>(inputSize: 3, hiddenSize: 4, random: &random)
    let before = rnn.parameters.flatMap(\.value.scalars)
    let storage = rnn.packParameters()
    #expect(rnn.parameters.allSatisfy { $0.value.storage === storage })
    #expect(Array(UnsafeBufferPointer(start: storage.pointer, count: storage.count)) == before)
    #expect(rnn.packParameters() === storage, "a second packing copies nothing")
  }

  @Test func `a mapping sees every name and value and changes the model alone`() {
    var random = RandomSource(seed: 1)
    var layer = Linear<Float>(inputs: 3, outputs: 2, random: &random)
    _ = layer.packParameters()
    let copy = layer
    var names: [String] = []
    layer.mapParameters { name, present in
      names.append(name)
      return Tensor(repeating: Float(names.count), shape: present.shape)
    }
    #expect(names == ["weight", "bias"])
    #expect(layer.parameters.flatMap(\.value.scalars) == [1, 1, 1, 1, 1, 1, 2, 2])
    #expect(copy.bias.scalars == [0, 0] && copy.weight.scalars != layer.weight.scalars)
  }

  private func expectVisitsEverything<M: Module>(_ module: M) {
    let stored = storedTensors(in: module, of: M.Scalar.self)
    let visited = module.parameters.map(\.value)
    #expect(!stored.isEmpty && stored.count == visited.count)
    for tensor in stored {
      #expect(visited.filter { $0.storage === tensor.storage }.count == 1)
    }
  }

  /// Every tensor that a value holds, directly or in its parts.
  private func storedTensors<Scalar: TensorScalar>(
    in value: Any, of type: Scalar.Type
  ) -> [Tensor<Scalar>] {
    if let tensor = value as? Tensor<Scalar> { return [tensor] }
    return Mirror(reflecting: value).children.flatMap { storedTensors(in: $0.value, of: type) }
  }
}

private struct Forgetful: Module {
  typealias Scalar = Float

  var shown: Tensor<Float>
  var hidden: [Tensor<Float>]

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    visitor.visit("shown", &shown)
  }
}

private struct Nested: Module {
  typealias Scalar = Float

  var scale: Tensor<Float>?
  var head: Linear<Float>?
  var blocks: [Linear<Float>]
  var tables: [Tensor<Float>]

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    visitor.visit("scale", &scale)
    visitor.visit("head", &head)
    visitor.visit("blocks", &blocks)
    visitor.visit("tables", &tables)
  }
}

/// A visitor that looks at no names.
private struct Silent: ParameterVisitor {
  typealias Scalar = Float

  var seen = 0
  var needsNames: Bool { false }

  mutating func visit(_ name: String, _ parameter: inout Tensor<Float>) {
    #expect(name.isEmpty)
    seen += 1
  }
}
