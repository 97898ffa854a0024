public import RondoEngine
public import RondoModels
import RondoNumerics

/// Tags each step of a sequence: an encoder with recurrent layers, a dense layer, and, if wanted, a
/// linear-chain conditional random field over the tags.
///
///     var architecture = TaggerArchitecture()
///     (architecture.input, architecture.tags) = (.vectors(size: 2), 3)
///     let network = TaggerNetwork<Float>(architecture, seed: 1)
///     let cases = [SequenceInput(vectors: [1, 2, 3, 4], size: 2)]  // one case, T = 2
///     let emissions = network.emissions(cases, on: Tape())  // [2, 1, 3]
///
/// A case has the same bits alone, in any batch, in any order and with any padding. Parameters:
/// those of `SequenceEncoder`, `output.weight` [K, H] (2·H for two directions) and `output.bias`
/// [K], and `chain.*` of `LinearChain`. `Sendable`.
public struct TaggerNetwork<Scalar: TensorScalar>: Module {
  /// Encoder of the cases into outputs for all time steps.
  public var encoder: SequenceEncoder<Scalar>
  /// Layer from these outputs to the score of each tag.
  public var output: Linear<Scalar>
  /// Scores of consecutive tags; nil if each tag has a softmax of its own.
  public var chain: LinearChain<Scalar>?

  /// Creates a network with random parameters; equal seeds give equal parameters.
  public init(_ architecture: TaggerArchitecture, seed: UInt64) {
    var random = RandomSource(seed: seed, purpose: .initialization)
    encoder = SequenceEncoder(
      architecture.encoder, embedding: .uniform(bound: 0.1), random: &random)
    output = Linear(
      inputs: architecture.encoder.outputSize, outputs: architecture.tags, random: &random)
    chain = architecture.hasChain ? LinearChain(labels: architecture.tags) : nil
  }

  /// Creates a network whose parameters are zero, to be loaded.
  public init(zeros architecture: TaggerArchitecture) {
    encoder = SequenceEncoder(zeros: architecture.encoder)
    output = Linear(
      weight: Tensor(zeros: [architecture.tags, architecture.encoder.outputSize]),
      bias: Tensor(zeros: [architecture.tags]))
    chain = architecture.hasChain ? LinearChain(labels: architecture.tags) : nil
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    encoder.visitParameters(&visitor)
    visitor.visit("output", &output)
    visitor.visit("chain", &chain)
  }

  /// Scores of each tag at each time step, [T, B, K]; those after the end of a case mean nothing.
  ///
  /// Fastest if cases are ordered from longest to shortest.
  public func emissions(
    _ cases: [SequenceInput], on tape: Tape<Scalar>, dropout: Dropout? = nil
  ) -> Variable<Scalar> {
    let outputs = encoder(SequenceBatch(cases), on: tape, dropout: dropout)
    return output(outputs.dropout(dropout?.mask(.outputs(layer: encoder.architecture.layers - 1))))
  }
}

/// Tagger as a task: networks of one architecture, whose scores are averaged.
///
/// Parameters: those of each `TaggerNetwork`, with the prefix `members.0.` and so on if there are
/// several. `Sendable`.
public struct Tagger: SavableModel {
  public typealias Scalar = Float
  public typealias Score = TaggerScore
  public typealias Preparation = TaggerPreparation
  public typealias Settings = TaggerSettings

  /// Name of the task, "tagger".
  public static var task: String { "tagger" }

  public let architecture: TaggerArchitecture

  /// Networks, at least one.
  public var members: [TaggerNetwork<Float>]

  /// Creates networks with random parameters; equal seeds give equal parameters.
  public init(_ architecture: TaggerArchitecture, seed: UInt64) {
    self.architecture = architecture
    members = (0..<architecture.members.rawValue).map {
      TaggerNetwork(architecture, seed: seed.ofMember($0))
    }
  }

  public init(zeros architecture: TaggerArchitecture) {
    self.architecture = architecture
    members = Array(
      repeating: TaggerNetwork(zeros: architecture), count: architecture.members.rawValue)
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    if members.count == 1 {
      members[0].visitParameters(&visitor)
    } else {
      visitor.visit("members", &members)
    }
  }

  /// Scores of each tag for each step, [N][T·K], averaged over the members; each case has the same
  /// bits as alone.
  ///
  /// - Parameters:
  ///   - cases: Cases, in any order.
  ///   - tape: Tape to compute on; members run at the same time on its threads.
  ///   - batch: Largest number of cases in a batch.
  public func emissions(
    of cases: [SequenceInput], on tape: Tape<Float>, batch: Int = 64
  ) -> [[Float]] {
    let all = tape.sideBySide(members.count) { index, tape in
      Self.emissions(of: cases, by: members[index], on: tape, batch: batch)
    }
    guard all.count > 1 else { return all[0] }
    return cases.indices.map { index in
      var sum = all[0][index]
      for other in all.dropFirst() {
        for place in sum.indices { sum[place] += other[index][place] }
      }
      return sum.map { $0 / Float(all.count) }
    }
  }

  private static func emissions(
    of cases: [SequenceInput], by network: TaggerNetwork<Float>, on tape: Tape<Float>, batch: Int
  ) -> [[Float]] {
    var result = [[Float]](repeating: [], count: cases.count)
    let order = cases.indices.sorted { (cases[$0].length, $1) > (cases[$1].length, $0) }
    let pieces = SequenceBatch.pieces(of: order, within: SequenceBatch.greatestSize) {
      cases[$0].length
    }
    for piece in pieces {
      for start in stride(from: piece.startIndex, to: piece.endIndex, by: batch) {
        let group = Array(piece[start..<min(start + batch, piece.endIndex)])
        tape.withoutGradients {
          let found = network.emissions(group.map { cases[$0] }, on: tape).value
          let (k, rows, all) = (found.shape[2], group.count, found.scalars)
          for (row, index) in group.enumerated() {
            for t in 0..<cases[index].length {
              let start = (t * rows + row) * k
              result[index] += all[start..<start + k]
            }
          }
        }
      }
    }
    return result
  }

  /// Mean of the members' chains; one whose scores are zero if they have none.
  public var chain: LinearChain<Float> {
    var result = LinearChain<Float>(labels: architecture.tags)
    let chains = members.compactMap(\.chain)
    guard !chains.isEmpty else { return result }
    func mean(_ path: KeyPath<LinearChain<Float>, Tensor<Float>>) -> Tensor<Float> {
      var sum = chains[0][keyPath: path].scalars
      for other in chains.dropFirst() {
        let numbers = other[keyPath: path].scalars
        for place in sum.indices { sum[place] += numbers[place] }
      }
      return Tensor(sum.map { $0 / Float(chains.count) }, shape: chains[0][keyPath: path].shape)
    }
    result.transitions = mean(\.transitions)
    (result.starts, result.ends) = (mean(\.starts), mean(\.ends))
    return result
  }
}
