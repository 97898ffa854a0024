extension [Int] {
  /// Stops where an id is not one of K labels, which is a mistake of the caller.
  package func requireLabels(below classes: Int, in name: String) {
    for label in self {
      precondition(
        label >= 0 && label < classes,
        "\(name): found label id \(label), expected one of 0..<\(classes)")
    }
  }
}
