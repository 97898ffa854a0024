public import RondoEngine
import RondoFiles
public import RondoModels

/// Parts and sizes of a tagger; saved beside its weights.
///
/// `Sendable`.
public struct TaggerArchitecture: Sendable, Hashable, Codable {
  /// Input at each time step; vectors of size 0 in settings, where the data decide it.
  public var input = EncoderInput.vectors(size: 0)
  /// Recurrent cell.
  public var cell = BuiltInCell.gru
  /// H, number of units for each direction.
  public var hiddenSize = 128
  /// Number of recurrent layers.
  public var layers = 1
  /// True if every layer reads in both directions; a tagger that reads in one is causal: a tag
  /// depends on no later word or step.
  public var isBidirectional = true
  /// True if the tags form a linear-chain conditional random field; else each has a softmax.
  public var hasChain = false
  /// K, number of tags; 0 in settings, where the data decide it.
  public var tags = 0
  /// Number of networks whose outputs are averaged.
  @AddedSetting public var members: MemberCount = 1

  /// Creates the default parts and sizes.
  public init() {}

  /// Encoder of each network.
  public var encoder: EncoderArchitecture {
    EncoderArchitecture(
      input, cell: cell, hiddenSize: hiddenSize, layers: layers, isBidirectional: isBidirectional)
  }

  /// Number of parameters of all networks, as a `Double` because sizes from a file could overflow an
  /// `Int`.
  public var parameterCount: Double {
    let (k, size) = (Double(tags), Double(isBidirectional ? 2 : 1) * Double(hiddenSize))
    let chain = hasChain ? k * (k + 2) : 0
    return Double(members.rawValue) * (encoder.parameterCount + (size + 1) * k + chain)
  }
}

extension TaggerArchitecture: ModelArchitecture {
  public func check(path: String, parameters: Int) throws {
    let sizes = [hiddenSize, layers, tags, members.rawValue]
    guard sizes.allSatisfy({ $0 > 0 }), input.isUsable,
      parameterCount <= 2 * Double(parameters)
    else { throw ModelFileError.badArchitecture(path: path, sizes + input.sizes) }
  }

  /// Networks, cell and sizes, such as "GRU, 1 × 128, both directions, 17 tags".
  public var summary: String {
    let networks = members.rawValue > 1 ? "\(members.rawValue) networks: " : ""
    var parts = ["\(networks)\(cell.name), \(layers) × \(hiddenSize)"]
    if isBidirectional { parts.append("both directions") }
    if hasChain { parts.append("linear-chain CRF") }
    switch input {
    case .words(let count, let size, let characters, let units):
      parts.append(
        "\(count.counted("word")) as vectors of \(size), \(characters.counted("character")) by a "
          + "network of \(units)")
    case .symbols(let count, let size):
      parts.append(count.counted("symbol") + (size > 0 ? " as vectors of \(size)" : ""))
    case .vectors(let size): parts.append(size == 1 ? "numbers" : "vectors of \(size)")
    }
    parts.append(tags.counted("tag"))
    return parts.joined(separator: ", ")
  }
}
