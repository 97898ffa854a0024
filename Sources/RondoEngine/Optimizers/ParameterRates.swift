/// How fast the parts of a model learn, and since when.
///
///     let rates = ParameterRates(model.layout) { name in
///       name.hasPrefix("output") ? .full : .init(factor: 1 / 2.6, firstStep: 100)
///     }
///     var optimizer = Optimizer<Float>(Adam(), learningRate: 0.002, rates: rates)
///
/// A part that has not begun is frozen: its numbers stay as they are, bit for bit, nothing decays,
/// the rule remembers nothing about it, and it does not count in the norm of the gradient. From its
/// first step on it is trained as if training began there, at the learning rate times its factor.
/// `Sendable`.
public struct ParameterRates: Sendable, Hashable {
  /// How a parameter learns.
  public struct Pace: Sendable, Hashable {
    /// What the learning rate is multiplied by, above 0.
    public var factor: Double
    /// The number of steps before the first one that changes it.
    public var firstStep: Int

    /// A pace.
    public init(factor: Double = 1, firstStep: Int = 0) {
      precondition(factor > 0 && firstStep >= 0, "a pace of \(factor) since step \(firstStep)")
      (self.factor, self.firstStep) = (factor, firstStep)
    }

    /// The learning rate itself, from the first step on.
    public static let full = Pace()
  }

  struct Part: Sendable, Hashable {
    var range: Range<Int>
    /// Nil for what an optimizer does not change.
    let pace: Pace?
  }

  /// The buffer of all parameters, from its start to its end.
  let parts: [Part]

  /// Rates for parameters that are laid out so, each by its full name.
  public init(_ layout: ParameterLayout, pace: (_ name: String) -> Pace) {
    self.init(layout) { entry -> Pace? in pace(entry.name) }
  }

  /// These rates, or the learning rate itself, for some of the parameters.
  init(
    _ layout: ParameterLayout, _ rates: ParameterRates?, of isIncluded: (_ name: String) -> Bool
  ) {
    self.init(layout) { entry in
      guard isIncluded(entry.name) else { return nil }
      return rates.map { $0.pace(at: entry.offset) } ?? .full
    }
  }

  private init(_ layout: ParameterLayout, optionalPace: (ParameterLayout.Entry) -> Pace?) {
    var parts: [Part] = []
    for entry in layout.entries {
      let (own, end) = (optionalPace(entry), entry.offset + entry.shape.elementCount)
      if let last = parts.last, last.pace == own {
        parts[parts.count - 1].range = last.range.lowerBound..<end
      } else {
        parts.append(Part(range: entry.offset..<end, pace: own))
      }
    }
    self.parts = parts
  }

  /// The number of single numbers in all parameters.
  var count: Int { parts.last?.range.upperBound ?? 0 }

  /// The number of single numbers in those that an optimizer changes.
  var width: Int { parts.reduce(0) { $0 + ($1.pace == nil ? 0 : $1.range.count) } }

  /// The pace of the parameter that starts at this place of the buffer.
  func pace(at offset: Int) -> Pace? {
    guard let part = parts.first(where: { $0.range.contains(offset) }) else {
      preconditionFailure("rates of \(count) numbers, none at \(offset)")
    }
    return part.pace
  }
}

extension Optimizer {
  /// The Euclidean norm of a gradient over all parameters that the next step changes; not finite if
  /// any of these numbers is not.
  public func norm(of gradients: Gradients<Scalar>) -> Double {
    guard let parts = rates?.parts else { return gradients.norm }
    var (sum, start, end) = (0.0, 0, 0)
    // Neighbours as one, so that where nothing is frozen the bits are those of the whole.
    for part in parts {
      guard let pace = part.pace, pace.firstStep <= steps else { continue }
      if part.range.lowerBound > end {
        sum += gradients.sumOfSquares(start..<end)
        start = part.range.lowerBound
      }
      end = part.range.upperBound
    }
    sum += gradients.sumOfSquares(start..<end)
    return abs(gradients.scale) * sum.squareRoot()
  }
}
