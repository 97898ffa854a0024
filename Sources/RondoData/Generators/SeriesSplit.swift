import RondoNumerics

/// The division of a generated set into a training and a test part.
///
/// `Sendable`.
public enum SeriesSplit: Sendable, Equatable {
  /// Equal numbers of each class in each part, in the order of the classes.
  case balanced
  /// Equal numbers of each class in the whole set, from which the training part is drawn at random,
  /// so that its counts vary; the order is random.
  case drawn

  /// The labels 1…classes of both parts, in order.
  ///
  /// Numbers are equal up to one. Each class occurs in both parts.
  ///
  /// - Parameters:
  ///   - training: The number of series in the training part, at least `classes`.
  ///   - test: The number of series in the test part, at least `classes`.
  public func labels(
    classes: Int, training: Int, test: Int, seed: UInt64
  ) -> (training: [Int], test: [Int]) {
    precondition(
      min(training, test) >= classes && classes > 0,
      "\(classes) classes need as many series in each part, not \(training) and \(test)")
    switch self {
    case .balanced:
      return (Self.inOrder(training, classes), Self.inOrder(test, classes))
    case .drawn:
      var streams = RandomSource(seed: seed, purpose: .splitting)
      while true {
        var labels = (0..<training + test).map { $0 % classes + 1 }
        Self.shuffle(&labels, by: streams.next())
        let parts = (labels[..<training], labels[training...])
        if Set(parts.0).count == classes && Set(parts.1).count == classes {
          return (Array(parts.0), Array(parts.1))
        }
      }
    }
  }

  private static func inOrder(_ count: Int, _ classes: Int) -> [Int] {
    (0..<count).map { $0 * classes / count + 1 }
  }

  /// The Fisher–Yates shuffle: every order has the same probability.
  private static func shuffle(_ labels: inout [Int], by stream: RandomStream) {
    for last in stride(from: labels.count - 1, to: 0, by: -1) {
      labels.swapAt(last, stream.integer(below: last + 1, at: UInt64(last)))
    }
  }
}
