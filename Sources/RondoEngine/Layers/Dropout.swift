import RondoNumerics

/// How much is dropped in the places that recurrent networks have for it; nothing unless said.
///
/// `Sendable`.
public struct DropoutRates: Sendable, Hashable {
  /// Of input vectors and of the outputs of recurrent layers: between layers, and after the last
  /// one (Zaremba, Sutskever & Vinyals 2014).
  public var outputs = 0.0
  /// True where `outputs` are dropped alike at all times of a sequence (Gal & Ghahramani 2016).
  public var isVariational = false
  /// Of symbols: all of a symbol's vector, wherever it stands in the batch (Gal & Ghahramani 2016).
  public var symbols = 0.0
  /// Of the single numbers of W_hh, the same throughout a sequence: dropconnect (Wan et al. 2013;
  /// Merity, Keskar & Socher 2018).
  public var recurrentWeights = 0.0

  /// Rates.
  public init(
    outputs: Double = 0, isVariational: Bool = false, symbols: Double = 0,
    recurrentWeights: Double = 0
  ) {
    (self.outputs, self.isVariational) = (outputs, isVariational)
    (self.symbols, self.recurrentWeights) = (symbols, recurrentWeights)
  }
}

/// The dropout of one training step: which masks stand in which places.
///
///     let dropout = Dropout(.init(outputs: 0.4), seed: 1, step: 17)
///     let (outputs, state) = rnn.sequence(ids, on: tape, from: state, dropout: dropout)
///     let logits = head(outputs.dropout(dropout.mask(.outputs(layer: rnn.layers.count - 1))))
///
/// A mask is a function of the seed, the step, the network and the place. `Sendable`.
public struct Dropout: Sendable, Hashable {
  /// How much is dropped.
  public let rates: DropoutRates
  /// What every mask depends on.
  public let seed: UInt64
  /// The number of the training step.
  public let step: Int
  /// Which of a model's recurrent networks this is for: one reads forwards, another backwards.
  public var network = 0

  /// The dropout of a step.
  public init(_ rates: DropoutRates, seed: UInt64, step: Int) {
    (self.rates, self.seed, self.step) = (rates, seed, step)
  }

  /// Where something is dropped.
  public enum Place: Sendable, Hashable {
    /// The symbols of the input.
    case symbols
    /// The input vectors of a network with this number of layers.
    case inputs(layers: Int)
    /// The outputs of a layer, counted from 0.
    case outputs(layer: Int)
    /// W_hh of a layer, counted from 0.
    case recurrentWeight(layer: Int)
  }

  /// The mask of a place; nil where nothing is dropped.
  public func mask(_ place: Place) -> DropoutMask? {
    switch place {
    case .symbols: mask(rates.symbols, .rows, 0)
    // Input vectors have the place that follows those of the layers: files of runs depend on it.
    case .outputs(let layer), .inputs(layers: let layer):
      mask(rates.outputs, rates.isVariational ? .sequences : .elements, 2 * layer + 1)
    case .recurrentWeight(let layer): mask(rates.recurrentWeights, .elements, 2 * layer + 2)
    }
  }

  /// 40 bits of the index count steps, 4 networks and 20 places.
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
