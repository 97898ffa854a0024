import FoundationEssentials
import RondoFiles

/// Names and values of all fields of a `Codable` value, such as the settings of a run; fields added
/// later are included.
struct SettingList {
  let settings: [(name: String, value: String)]

  init(_ value: some Encodable) throws {
    let node = try JSONDecoder().decode(Node.self, from: Data(JSONText.of(value).utf8))
    settings = node.flattened("")
  }

  private indirect enum Node: Decodable {
    case null
    case text(String)
    case list([Node])
    case object([String: Node])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let object = try? container.decode([String: Node].self) {
        self = .object(object)
      } else if let list = try? container.decode([Node].self) {
        self = .list(list)
      } else if let flag = try? container.decode(Bool.self) {
        self = .text(flag ? "yes" : "no")
      } else if let whole = try? container.decode(Int.self) {
        self = .text("\(whole)")
      } else if let number = try? container.decode(Double.self) {
        self = .text("\(number)")
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    func flattened(_ name: String) -> [(name: String, value: String)] {
      switch self {
      case .null: [(name, "–")]
      case .text(let text): [(name, text)]
      case .list(let nodes):
        [(name, nodes.flatMap { $0.flattened("") }.map(\.value).joined(separator: ", "))]
      case .object(let object):
        object.sorted { $0.key < $1.key }.flatMap { key, node in
          node.flattened(name.isEmpty ? key : "\(name).\(key)")
        }
      }
    }
  }
}
