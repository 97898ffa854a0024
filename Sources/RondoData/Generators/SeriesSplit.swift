import RondoNumerics

/// How a generated set falls into a training and a test part.
///
/// `Sendable`.
public enum SeriesSplit: Sendable, Equatable {
  /// Each part has equally many series of each class, class after class.
  case balanced
  /// The whole has equally many series of each class; the training part is drawn from it whatever
  /// the class, so that its counts vary, and the order is random.
  case drawn

  /// The labels 1…classes of both parts, in order.
  ///
  /// "Equally many" is up to one. Each class occurs in both parts.
  ///
  /// - Parameters:
  ///   - training: the series in the training part, `classes` at least.
  ///   - test: the series in the test part, `classes` at least.
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

  /// Fisher and Yates' shuffle: every order has the same probability.
  private static func shuffle(_ labels: inout [Int], by stream: RandomStream) {
    for last in stride(from: labels.count - 1, to: 0, by: -1) {
      labels.swapAt(last, stream.integer(below: last + 1, at: UInt64(last)))
    }
  }
}
