public import RondoEngine
import RondoFiles

/// The parts and sizes of a sequence classifier; saved beside its weights.
///
/// `Sendable`.
public struct ClassifierArchitecture: Sendable, Hashable, Codable {
  /// What is read at each step.
  public var input: ClassifierInput
  /// The kind of recurrent cell.
  public var cell: BuiltInCell
  /// H, for each direction.
  public var hiddenSize: Int
  /// The number of recurrent layers.
  public var layers: Int
  /// True where every layer reads in both directions.
  public var isBidirectional: Bool
  /// What becomes of the outputs of all steps.
  public var readout: ReadoutKind
  /// K: the number of labels, or 1 for regression.
  public var outputs: Int
  /// The number of networks that answer together, each with these parts and sizes.
  @AddedSetting public var members: MemberCount = 1
  /// J: the number of other methods whose answers are added to those of the networks.
  @AddedSetting public var opinions = 0

  /// An architecture.
  public init(
    _ input: ClassifierInput, outputs: Int, cell: BuiltInCell = .gru,
    hiddenSize: Int = 64, layers: Int = 1
  ) {
    (self.input, self.outputs) = (input, outputs)
    (self.cell, self.hiddenSize, self.layers) = (cell, hiddenSize, layers)
    (isBidirectional, readout) = (false, .last)
  }

  /// One of the networks alone.
  var ofMember: ClassifierArchitecture {
    var result = self
    (result.members, result.opinions) = (1, 0)
    return result
  }

  /// The number of directions that a layer reads in.
  var directions: Int { isBidirectional ? 2 : 1 }
}

extension ClassifierArchitecture {
  /// The number of parameters of all members; as a `Double`, which no sizes overflow.
  public var parameterCount: Double { Double(members.rawValue) * parametersOfMember }

  private var parametersOfMember: Double {
    let (h, d) = (Double(hiddenSize), isBidirectional ? 2.0 : 1.0)
    let read = readout == .concat ? 3 * d * h : d * h
    var result = (read + 1) * Double(outputs)
    if readout == .attention { result += d * h * (d * h + 2) }
    var vector: Double
    switch input {
    case .symbols(let count, 0): vector = Double(count)
    case .vectors(let size): vector = Double(size)
    case .symbols(let count, let size):
      vector = Double(size)
      result += Double(count) * vector
    case .words(let count, let size, let characters, let characterSize):
      let units = Double(characterSize)
      vector = Double(size) + d * units
      result += Double(count) * Double(size) + recurrent(units, from: Double(characters))
    }
    result += recurrent(h, from: vector)
    return result + Double(layers - 1) * recurrent(h, from: d * h)
  }

  /// The parameters of a recurrent layer in all directions.
  private func recurrent(_ units: Double, from inputs: Double) -> Double {
    cell.parameterCount(inputs: inputs, units: units) * (isBidirectional ? 2 : 1)
  }
}

extension ClassifierArchitecture: ModelArchitecture {
  public func check(path: String, parameters: Int) throws {
    let sizes = [hiddenSize, layers, outputs, members.rawValue]
    guard sizes.allSatisfy({ $0 > 0 }), input.isUsable, (0..<100).contains(opinions),
      parameterCount <= 2 * Double(parameters)
    else { throw ModelFileError.badArchitecture(path: path, sizes + input.sizes) }
  }
}

extension ClassifierArchitecture {
  /// The networks, the cell and the sizes, such as `GRU, 1 × 64, both directions, mean of the outputs`.
  public var summary: String {
    let networks = members.rawValue > 1 ? "\(members.rawValue) networks: " : ""
    var parts = ["\(networks)\(cell.name), \(layers) × \(hiddenSize)"]
    if isBidirectional { parts.append("both directions") }
    parts.append((readout == .concat ? "last, max and mean" : readout.rawValue) + " of the outputs")
    switch input {
    case .symbols(let count, let size):
      parts.append(
        count.counted("symbol") + (size > 0 ? " as vectors of \(size)" : ""))
    case .words(let count, let size, let characters, let characterSize):
      parts.append(
        "\(count.counted("word")) as vectors of \(size), \(characters.counted("character")) by a "
          + "network of \(characterSize)")
    case .vectors(let size): parts.append(size == 1 ? "numbers" : "vectors of \(size)")
    }
    if opinions > 0 { parts.append("beside naive Bayes") }
    return parts.joined(separator: ", ")
  }
}
