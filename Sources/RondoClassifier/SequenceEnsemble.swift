public import RondoEngine
public import RondoModels

/// Ensemble of sequence classifiers of one architecture: its output is the mean of their logits, or
/// of the numbers of a regression (deep ensembles: Lakshminarayanan, Pritzel & Blundell 2017,
/// "Simple and Scalable Predictive Uncertainty Estimation using Deep Ensembles").
///
///     var architecture = ClassifierArchitecture(.vectors(size: 2), outputs: 9)
///     architecture.members = 5
///     let ensemble = SequenceEnsemble<Float>(architecture, seed: 1)
///     let cases = [SequenceInput(vectors: [1, 2, 3, 4], size: 2)]  // one case, T = 2
///     let logits = ensemble.outputs(of: cases, on: Tape())  // 9 numbers
///
/// Members differ in their initial parameters and in their dropout; member 0 is the network that
/// the same seed gives alone. Parameters: those of each `SequenceClassifier`, with the prefix
/// `members.0.` and so on if there are several members; and `opinions.weight` [1 + J] if there are
/// J other methods, which is not trained by gradients. `Sendable`.
public struct SequenceEnsemble<Scalar: TensorScalar>: Module {
  /// Parts and sizes of each member, and the number of members.
  public let architecture: ClassifierArchitecture

  /// Networks, at least one.
  public var members: [SequenceClassifier<Scalar>]

  /// Weights of the networks and of each other method (`StackingWeights`), [1 + J]; a new ensemble
  /// weights the networks alone; nil if there are no other methods.
  public var opinionWeights: Tensor<Scalar>?

  /// Creates networks with random parameters; equal seeds give equal parameters.
  public init(_ architecture: ClassifierArchitecture, seed: UInt64) {
    self.architecture = architecture
    members = (0..<architecture.members.rawValue).map {
      SequenceClassifier(architecture.ofMember, seed: Self.seed(ofMember: $0, seed))
    }
    opinionWeights = Self.weights(of: architecture, networks: 1)
  }

  /// Creates networks whose parameters are zero, to be loaded.
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

  /// Random seed of a member of an ensemble with a seed (`UInt64.ofMember`).
  static func seed(ofMember index: Int, _ seed: UInt64) -> UInt64 { seed.ofMember(index) }

  /// Name of a parameter within its member.
  static func nameInMember(_ name: String) -> Substring {
    guard name.hasPrefix("members.") else { return name[...] }
    return name.split(separator: ".", maxSplits: 2)[2]
  }
}

extension SequenceEnsemble where Scalar == Float {
  /// Computes the mean logits of the cases, or the mean numbers of a regression, [N, K] in the
  /// order of the cases; each case has the same bits as alone.
  ///
  /// Cases are read as in `SequenceClassifier.outputs`, by several members at the same time on the
  /// threads of the tape.
  public func outputs(
    of cases: [SequenceInput], on tape: Tape<Float>, batch: Int = 64
  ) -> [Float] {
    let outputs = tape.sideBySide(members.count) { index, tape in
      members[index].outputs(of: cases, on: tape, batch: batch)
    }
    return meanOfMembers(outputs)
  }

  /// Weighted sum of the networks' logits [N, K] and the predictions of other methods.
  ///
  /// - Parameters:
  ///   - logits: Results of `outputs`.
  ///   - opinions: Predictions of the other methods for each case, [N][J, K].
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

  /// Mean of the outputs of the members.
  func meanOfMembers(_ outputs: (SequenceClassifier<Float>) -> [Float]) -> [Float] {
    meanOfMembers(members.map(outputs))
  }

  /// Mean of the outputs of the members: summed in order, then divided.
  private func meanOfMembers(_ outputs: [[Float]]) -> [Float] {
    var sum = outputs[0]
    guard outputs.count > 1 else { return sum }
    for others in outputs.dropFirst() {
      for index in sum.indices { sum[index] += others[index] }
    }
    return sum.map { $0 / Float(outputs.count) }
  }
}
