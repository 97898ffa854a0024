import RondoEngine

/// How a classifier learns that began with a language model (Howard & Ruder 2018, "Universal
/// Language Model Fine-tuning for Text Classification", section 3.3): at first what is new in it
/// alone, then one layer more each epoch, the last one first; and a layer more slowly than the one
/// above it, so that what the language model knows is not lost at once.
///
/// Where a run is short, stages are too: at least half of its steps train everything.
struct GradualUnfreezing {
  /// A layer's learning rate is that of the one above it divided by this (section 3.2 of the paper).
  static let ratio = 2.6

  /// The number of steps of a stage, at most.
  let stepsPerEpoch: Int
  /// The number of steps of the run.
  let totalSteps: Int

  /// The rates of a classifier's parameters.
  func rates(of ensemble: SequenceEnsemble<Float>) -> ParameterRates {
    let (layout, layers) = (ensemble.layout, ensemble.architecture.layers)
    let depths = layout.entries.map { depth(of: $0.name, layers: layers) }
    let stage = min(stepsPerEpoch, totalSteps / (2 * max(depths.max() ?? 1, 1)))
    return ParameterRates(layout) { name in
      let depth = depth(of: name, layers: layers)
      let factor = (0..<depth).reduce(1.0) { factor, _ in factor / Self.ratio }
      return .init(factor: factor, firstStep: depth * stage)
    }
  }

  /// How many layers are above a parameter: none above readout and output, which are new.
  private func depth(of name: String, layers: Int) -> Int {
    let name = SequenceEnsemble<Float>.nameInMember(name)
    if name.hasPrefix("embedding.") { return layers + 1 }
    guard name.hasPrefix("rnn.") else { return 0 }
    let numbers = name.split(separator: "_").compactMap { part in
      part.first == "l" ? Int(part.dropFirst()) : nil
    }
    return layers - (numbers.last ?? 0)
  }
}
