public import RondoEngine
public import RondoModels

/// Several sequence classifiers of one architecture that answer together: the mean of their logits,
/// or of a regression's numbers (deep ensembles: Lakshminarayanan, Pritzel & Blundell 2017, "Simple
/// and Scalable Predictive Uncertainty Estimation using Deep Ensembles").
///
///     architecture.members = 5
///     let ensemble = SequenceEnsemble<Float>(architecture, seed: 1)
///     let logits = ensemble.outputs(of: cases, on: tape)  // [cases, K]
///
/// Members differ in their first parameters and in what dropout takes from them; member 0 is the
/// network that the same seed gives alone. Parameters: those of a `SequenceClassifier`, each name
/// after `members.0.` and so on, unless there is one member; and `opinions.weight` [1 + J] where J
/// other methods are heard, which no gradient changes. `Sendable`.
public struct SequenceEnsemble<Scalar: TensorScalar>: Module {
  /// The parts and sizes of each member, and their number.
  public let architecture: ClassifierArchitecture

  /// The networks, at least one.
  public var members: [SequenceClassifier<Scalar>]

  /// How much the networks count, and each other method (`StackingWeights`): [1 + J], the networks
  /// alone in a new ensemble; nil where there are no other methods.
  public var opinionWeights: Tensor<Scalar>?

  /// New networks; the same seed gives the same parameters.
  public init(_ architecture: ClassifierArchitecture, seed: UInt64) {
    self.architecture = architecture
    members = (0..<architecture.members.rawValue).map {
      SequenceClassifier(architecture.ofMember, seed: Self.seed(ofMember: $0, seed))
    }
    opinionWeights = Self.weights(of: architecture, networks: 1)
  }

  /// Networks whose parameters are all zero, to be loaded.
  public init(zeros architecture: ClassifierArchitecture) {
    self.architecture = architecture
    let member = SequenceClassifier<Scalar>(zeros: architecture.ofMember)
    members = Array(repeating: member, count: architecture.members.rawValue)
    opinionWeights = Self.weights(of: architecture, networks: 0)
  }

  private static func weights(
    of architecture: ClassifierArchitecture, networks: Scalar
  ) -> Tensor<Scalar>? {
    let count = architecture.opinions
    return count == 0
      ? nil
      : Tensor([networks] + Array(repeating: Scalar(0), count: count), shape: [1 + count])
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    if members.count == 1 {
      members[0].visitParameters(&visitor)
    } else {
      visitor.visit("members", &members)
    }
    visitor.visit("opinions.weight", &opinionWeights)
  }

  /// What a member's random numbers depend on where those of the ensemble depend on `seed`; the same
  /// for the first member. The distance is 2⁶⁴ divided by the golden ratio, so that seeds in a row
  /// have no members in common.
  static func seed(ofMember index: Int, _ seed: UInt64) -> UInt64 {
    seed &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15
  }

  /// The name that a parameter has within its member.
  static func nameInMember(_ name: String) -> Substring {
    guard name.hasPrefix("members.") else { return name[...] }
    return name.split(separator: ".", maxSplits: 2)[2]
  }
}

extension SequenceEnsemble where Scalar == Float {
  /// The mean logits of each case, or the mean number of a regression, [N, K] in the order of the
  /// cases; each has the bits that it has alone.
  ///
  /// Cases are read as by `SequenceClassifier.outputs`, by one member after the other.
  public func outputs(
    of cases: [SequenceInput], on tape: Tape<Float>, batch: Int = 64
  ) -> [Float] {
    meanOfMembers { $0.outputs(of: cases, on: tape, batch: batch) }
  }

  /// The networks' logits [N, K] and what other methods say, each times its weight.
  ///
  /// - Parameters:
  ///   - logits: What `outputs` gives.
  ///   - opinions: What the other methods say of each case, [N][J, K].
  func weighing(_ logits: [Float], with opinions: [[Double]]) -> [Float] {
    guard let weights = opinionWeights?.scalars.map(Double.init) else { return logits }
    let classes = architecture.outputs
    return logits.indices.map { place in
      let (index, label) = place.quotientAndRemainder(dividingBy: classes)
      var sum = weights[0] * Double(logits[place])
      for number in 1..<weights.count {
        sum += weights[number] * opinions[index][(number - 1) * classes + label]
      }
      return Float(sum)
    }
  }

  /// The mean of what each member gives: summed in their order, then divided.
  func meanOfMembers(_ outputs: (SequenceClassifier<Float>) -> [Float]) -> [Float] {
    var sum = outputs(members[0])
    guard members.count > 1 else { return sum }
    for member in members.dropFirst() {
      let others = outputs(member)
      for index in sum.indices { sum[index] += others[index] }
    }
    return sum.map { $0 / Float(members.count) }
  }
}

/// The number of networks in an ensemble.
///
/// `Sendable`.
public struct MemberCount: RawRepresentable, ExpressibleByIntegerLiteral, NeutralSetting,
  CustomStringConvertible
{
  /// The number, 1 or more.
  public var rawValue: Int
  /// A number of networks.
  public init(rawValue: Int) { self.rawValue = rawValue }
  /// A number of networks.
  public init(integerLiteral value: Int) { rawValue = value }
  /// 1: a network alone.
  public static var neutral: MemberCount { 1 }

  /// Five networks, but one of 20,000 cases or more, where each takes long and gains less.
  public static func usual(cases: Int) -> MemberCount { cases < 20_000 ? 5 : 1 }

  public var description: String { "\(rawValue)" }
}
