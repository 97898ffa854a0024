import RondoNumerics

/// Dropout probabilities for the places where recurrent networks use dropout; 0 by default.
///
/// `Sendable`.
public struct DropoutRates: Sendable, Hashable {
  /// For input vectors and the outputs of recurrent layers, between layers and after the last one
  /// (Zaremba, Sutskever & Vinyals 2014).
  public var outputs = 0.0
  /// True to use the same mask of `outputs` at all time steps of a sequence (Gal & Ghahramani
  /// 2016).
  public var isVariational = false
  /// For symbols: drops the whole vector of a symbol everywhere in the batch (Gal & Ghahramani
  /// 2016).
  public var symbols = 0.0
  /// For single elements of W_hh, with one mask for the whole sequence: DropConnect (Wan et al.
  /// 2013; Merity, Keskar & Socher 2018).
  public var recurrentWeights = 0.0

  /// Creates rates; each is in 0..<1.
  public init(
    outputs: Double = 0, isVariational: Bool = false, symbols: Double = 0,
    recurrentWeights: Double = 0
  ) {
    (self.outputs, self.isVariational) = (outputs, isVariational)
    (self.symbols, self.recurrentWeights) = (symbols, recurrentWeights)
  }
}

/// Dropout of one training step, which provides the mask for each place.
///
///     var random = RandomSource(seed: 1)
///     let rnn = RNN<Float>(inputSize: 65, hiddenSize: 16, random: &random)
///     let head = Linear<Float>(inputs: 16, outputs: 65, random: &random)
///     let (tape, state) = (Tape<Float>(), rnn.initialState(batch: 1))
///     let dropout = Dropout(.init(outputs: 0.4), seed: 1, step: 17)
///     let (outputs, _) = rnn.sequence([3, 1, 2], on: tape, from: state, dropout: dropout)
///     let logits = head(outputs.dropout(dropout.mask(.outputs(layer: rnn.layers.count - 1))))
///
/// A mask is a function of the seed, the step, the network and the place. `Sendable`.
public struct Dropout: Sendable, Hashable {
  /// Dropout probabilities.
  public let rates: DropoutRates
  /// Seed of all masks.
  public let seed: UInt64
  /// Number of the training step.
  public let step: Int
  /// Index of the network within the model, such as one that reads forwards and one that reads
  /// backwards.
  public var network = 0

  /// Creates the dropout of a step.
  public init(_ rates: DropoutRates, seed: UInt64, step: Int) {
    (self.rates, self.seed, self.step) = (rates, seed, step)
  }

  /// Place in a network where dropout is applied.
  public enum Place: Sendable, Hashable {
    /// The symbols of the input.
    case symbols
    /// Input vectors of a network with this number of layers.
    case inputs(layers: Int)
    /// The outputs of a layer, counted from 0.
    case outputs(layer: Int)
    /// W_hh of a layer, counted from 0.
    case recurrentWeight(layer: Int)
  }

  /// The mask of a place; nil if nothing is dropped there.
  public func mask(_ place: Place) -> DropoutMask? {
    switch place {
    case .symbols: mask(rates.symbols, .rows, 0)
    // Input vectors have the index after those of the layers: saved runs depend on it.
    case .outputs(let layer), .inputs(layers: let layer):
      mask(rates.outputs, rates.isVariational ? .sequences : .elements, 2 * layer + 1)
    case .recurrentWeight(let layer): mask(rates.recurrentWeights, .elements, 2 * layer + 2)
    }
  }

  /// Index of a random stream: 40 bits for the step, 4 for the network and 20 for the place.
  private func mask(
    _ probability: Double, _ pattern: DropoutMask.Pattern, _ place: Int
  ) -> DropoutMask? {
    guard probability > 0 else { return nil }
    let index =
      UInt64(truncatingIfNeeded: step) << 24 | UInt64(network & 0xF) << 20
      | UInt64(place & 0xF_FFFF)
    return DropoutMask(
      probability, pattern, random: RandomStream(seed: seed, purpose: .dropout, index: index))
  }
}
