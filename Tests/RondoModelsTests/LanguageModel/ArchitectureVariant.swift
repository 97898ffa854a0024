import RondoEngine
import RondoLanguageModel
import RondoModels
import Testing

/// The parts of a model apart from its sizes, for tests that all of them must pass.
struct ArchitectureVariant: Sendable, CustomTestStringConvertible {
  var cell = BuiltInCell.tanh
  /// Of a model whose hidden size is 4, with two layers.
  var embeddingSize = 0
  var tiesWeights = false
  var skips = false

  static let plain: [ArchitectureVariant] = [
    .init(), .init(cell: .gru), .init(cell: .originalGRU), .init(cell: .lstm),
  ]

  static let all: [ArchitectureVariant] =
    plain + [
      .init(cell: .lstm, embeddingSize: 3), .init(embeddingSize: 4, tiesWeights: true),
      .init(cell: .gru, skips: true),
      .init(cell: .lstm, embeddingSize: 8, tiesWeights: true, skips: true),
    ]

  var testDescription: String {
    "\(cell), embedding \(embeddingSize), tied \(tiesWeights), skips \(skips)"
  }

  func architecture(vocabulary: Int) -> LanguageModelArchitecture {
    settings.architecture(vocabularySize: vocabulary)
  }

  /// The settings of the small run with this model.
  var settings: LanguageModelSettings {
    var settings = SmallRun.settings()
    settings.architecture.cell = cell
    settings.architecture.embeddingSize = embeddingSize
    settings.architecture.tieWeights = tiesWeights
    settings.architecture.skipConnections = skips
    return settings
  }
}
