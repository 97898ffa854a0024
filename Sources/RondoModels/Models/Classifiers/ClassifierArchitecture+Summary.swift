import RondoEngine

extension ClassifierArchitecture {
  /// The networks, the cell and the sizes, such as `GRU, 1 × 64, both directions, mean of the outputs`.
  public var summary: String {
    let networks = members.rawValue > 1 ? "\(members.rawValue) networks: " : ""
    var parts = ["\(networks)\(recurrentCell.name), \(layers) × \(hiddenSize)"]
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
