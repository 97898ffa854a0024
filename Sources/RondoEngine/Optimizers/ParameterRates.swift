/// Learning rates of parts of a model relative to the global one, and the step at which each part
/// starts to learn.
///
///     var random = RandomSource(seed: 1)
///     let model = Linear<Float>(inputs: 3, outputs: 2, random: &random)
///     let rates = ParameterRates(model.layout) { name in
///       name == "weight" ? .full : .init(factor: 1 / 2.6, firstStep: 100)
///     }
///     let optimizer = Optimizer<Float>(Adam(), learningRate: 0.002, rates: rates)
///
/// Until its first step a part is frozen: its values keep their bits, without weight decay, the
/// rule stores nothing about it, and it does not count in the norm of the gradient. From its first
/// step on it is trained as if training started there, at the learning rate times its factor.
/// `Sendable`.
public struct ParameterRates: Sendable, Hashable {
  /// Learning-rate factor and first step of a parameter.
  public struct Pace: Sendable, Hashable {
    /// Factor of the learning rate, above 0.
    public var factor: Double
    /// Number of steps before the first one that changes the parameter.
    public var firstStep: Int

    /// Creates a pace; by default `full`.
    public init(factor: Double = 1, firstStep: Int = 0) {
      precondition(factor > 0 && firstStep >= 0, "a pace of \(factor) since step \(firstStep)")
      (self.factor, self.firstStep) = (factor, firstStep)
    }

    /// The unchanged learning rate, from the first step on.
    public static let full = Pace()
  }

  struct Part: Sendable, Hashable {
    var range: Range<Int>
    /// Nil for a part that the optimizer leaves unchanged.
    let pace: Pace?
  }

  /// Parts that cover the buffer of all parameters in order.
  let parts: [Part]

  /// Creates the rates of parameters with this layout from a function of their full names.
  public init(_ layout: ParameterLayout, pace: (_ name: String) -> Pace) {
    self.init(layout) { entry -> Pace? in pace(entry.name) }
  }

  /// These rates, or the unchanged learning rate, restricted to some of the parameters.
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

  /// Number of scalars in all parameters.
  var count: Int { parts.last?.range.upperBound ?? 0 }

  /// Number of scalars in the parameters that the optimizer changes.
  var width: Int { parts.reduce(0) { $0 + ($1.pace == nil ? 0 : $1.range.count) } }

  /// Pace of the parameter that starts at this offset of the buffer.
  func pace(at offset: Int) -> Pace? {
    guard let part = parts.first(where: { $0.range.contains(offset) }) else {
      preconditionFailure("rates of \(count) numbers, none at \(offset)")
    }
    return part.pace
  }
}

extension Optimizer {
  /// Euclidean norm of a gradient over all parameters that the next step changes; not finite if any
  /// of these values is not.
  public func norm(of gradients: Gradients<Scalar>) -> Double {
    guard let parts = rates?.parts else { return gradients.norm }
    var (sum, start, end) = (0.0, 0, 0)
    // Neighbouring parts are summed as one, so that without frozen parts the bits are those of
    // `norm`.
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
