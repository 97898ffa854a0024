public import RondoEngine
import RondoFiles
public import RondoModels

/// The parts and sizes of a sequence classifier; saved beside its weights.
///
/// `Sendable`.
public struct ClassifierArchitecture: Sendable, Hashable {
  /// The input at each time step; vectors of size 0 in settings, where the data decide it.
  public var input: EncoderInput
  /// The recurrent cell.
  public var cell: BuiltInCell
  /// H, for each direction.
  public var hiddenSize: Int
  /// The number of recurrent layers.
  public var layers: Int
  /// True where every layer reads in both directions.
  public var isBidirectional: Bool
  /// The readout, which makes one vector of the outputs of all time steps.
  public var readout: ReadoutKind
  /// K: the number of labels, or 1 for regression; 0 in settings, where the data decide it.
  public var outputs: Int
  /// The number of networks whose answers are averaged, each with these parts and sizes.
  @AddedSetting public var members: MemberCount = 1
  /// J: the number of other methods whose answers are added to those of the networks.
  @AddedSetting public var opinions = 0
  /// The convolutions beside the recurrent layers of each network, for series; none by default.
  @AddedSetting public var convolution = ConvolutionArchitecture()

  /// An architecture.
  public init(
    _ input: EncoderInput, outputs: Int, cell: BuiltInCell = .gru,
    hiddenSize: Int = 64, layers: Int = 1
  ) {
    (self.input, self.outputs) = (input, outputs)
    (self.cell, self.hiddenSize, self.layers) = (cell, hiddenSize, layers)
    (isBidirectional, readout) = (false, .last)
  }

  /// The default parts and sizes, for data that are not known yet.
  init() {
    self.init(.vectors(size: 0), outputs: 0)
    (isBidirectional, readout) = (true, .max)
  }

  /// One of the networks alone.
  var ofMember: ClassifierArchitecture {
    var result = self
    (result.members, result.opinions) = (1, 0)
    return result
  }

  /// Number of time steps of a case, or of the positions of the convolutions' filters if those are
  /// more; memory grows with it.
  func extent(of item: SequenceInput) -> Int {
    convolution.isPresent
      ? max(item.length, convolution.positions(of: item.sampleCount)) : item.length
  }

  /// The number of directions that a layer reads in.
  var directions: Int { isBidirectional ? 2 : 1 }

  /// The parts of a member between its input and the readout.
  public var encoder: EncoderArchitecture {
    EncoderArchitecture(
      input, cell: cell, hiddenSize: hiddenSize, layers: layers, isBidirectional: isBidirectional)
  }
}

extension ClassifierArchitecture: Codable {
  private enum Key: String, CodingKey {
    case input, cell, hiddenSize, layers, isBidirectional, readout, outputs, members, opinions
    case convolution
  }

  /// Writes input and outputs only where they are known.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    if outputs != 0 {
      try container.encode(input, forKey: .input)
      try container.encode(outputs, forKey: .outputs)
    }
    try container.encode(cell, forKey: .cell)
    try container.encode(hiddenSize, forKey: .hiddenSize)
    try container.encode(layers, forKey: .layers)
    try container.encode(isBidirectional, forKey: .isBidirectional)
    try container.encode(readout, forKey: .readout)
    try container.encode(_members, forKey: .members)
    try container.encode(_opinions, forKey: .opinions)
    try container.encode(_convolution, forKey: .convolution)
  }

  /// Reads the output of `encode`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    outputs = try container.decodeIfPresent(Int.self, forKey: .outputs) ?? 0
    input =
      try container.decodeIfPresent(EncoderInput.self, forKey: .input) ?? .vectors(size: 0)
    cell = try container.decode(BuiltInCell.self, forKey: .cell)
    hiddenSize = try container.decode(Int.self, forKey: .hiddenSize)
    layers = try container.decode(Int.self, forKey: .layers)
    isBidirectional = try container.decode(Bool.self, forKey: .isBidirectional)
    readout = try container.decode(ReadoutKind.self, forKey: .readout)
    _members = try container.decode(AddedSetting.self, forKey: .members)
    _opinions = try container.decode(AddedSetting.self, forKey: .opinions)
    _convolution = try container.decode(AddedSetting.self, forKey: .convolution)
  }
}

extension ClassifierArchitecture {
  /// The number of parameters of all members; as a `Double`, which no sizes overflow.
  public var parameterCount: Double { Double(members.rawValue) * parametersOfMember }

  private var parametersOfMember: Double {
    let size = Double(directions) * Double(hiddenSize)
    let attention = readout == .attention ? size * (size + 2) : 0
    let read = readout == .concat ? 3 * size : size
    let convolved = Double(convolution.outputSize)
    return encoder.parameterCount + convolution.parameterCount + attention
      + (read + convolved + 1) * Double(outputs)
  }
}

extension ClassifierArchitecture: ModelArchitecture {
  public func check(path: String, parameters: Int) throws {
    let sizes = [hiddenSize, layers, outputs, members.rawValue]
    guard sizes.allSatisfy({ $0 > 0 }), input.isUsable, convolution.isUsable,
      (0..<100).contains(opinions),
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
    if convolution.isPresent {
      let further =
        convolution.layers > 0 ? " and \(convolution.layers) × \(convolution.width)" : ""
      parts.append("with \(convolution.filters.counted("convolution filter"))\(further)")
    }
    if opinions > 0 {
      let isOfSeries = if case .vectors = input { true } else { false }
      parts.append(
        "combined with " + (isOfSeries ? "MiniRocket and DTW nearest neighbors" : "naive Bayes"))
    }
    return parts.joined(separator: ", ")
  }
}
