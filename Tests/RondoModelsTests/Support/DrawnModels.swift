import RondoEngine
import RondoLanguageModel
import RondoModels
import RondoNumerics

extension LanguageModel {
  /// A model whose every parameter, the biases too, is drawn from ±`size`.
  static func drawn(
    vocabulary: Int, hidden: Int = 5, layers: Int = 1, size: Double = 0.8, seed: UInt64 = 1
  ) -> LanguageModel {
    drawn(
      LanguageModelArchitecture(
        vocabularySize: vocabulary, hiddenSize: hidden, layers: layers), size: size, seed: seed)
  }

  /// The same for any architecture.
  static func drawn(
    _ architecture: LanguageModelArchitecture, size: Double = 0.8, seed: UInt64 = 1
  ) -> LanguageModel {
    var model = LanguageModel(architecture, seed: seed)
    var source = RandomSource(seed: seed, purpose: .general)
    model.mapParameters { _, present in
      Initializer.uniform(bound: size).tensor(present.shape, from: source.next())
    }
    return model
  }
}

extension LanguageModel<Float> {
  /// The bits of all parameters, in order.
  var bits: [UInt32] { parameters.flatMap { $0.value.bits } }
}

extension Tensor<Float> {
  /// The bits of all elements, in order.
  var bits: [UInt32] { scalars.map(\.bitPattern) }
}
