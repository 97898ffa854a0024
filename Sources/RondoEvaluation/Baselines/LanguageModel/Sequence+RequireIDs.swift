extension Sequence<UInt32> {
  /// Traps where an id is greater than V, the id of unknown symbols.
  func requireIDs(vocabularySize: Int, in operation: String) {
    for (index, id) in self.enumerated() {
      precondition(
        Int(id) <= vocabularySize,
        "\(operation): found id \(id) at \(index), expected ids up to the vocabulary size "
          + "\(vocabularySize), which means unknown")
    }
  }
}
