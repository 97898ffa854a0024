import RondoEngine
public import RondoText

extension LanguageModel {
  /// Returns this model with another vocabulary, for further training: parameters of shared symbols
  /// are kept, those of new symbols are initialized as in a new model.
  ///
  /// After a text of shared symbols, their logits keep their bits. This holds for each cell, for
  /// one-hot inputs (columns of W_ih) and embeddings, with or without tied weights.
  ///
  /// - Parameters:
  ///   - new: Vocabulary of the result.
  ///   - old: Vocabulary of this model.
  ///   - seed: Random seed for the parameters of new symbols.
  public func withVocabulary(_ new: Vocabulary, from old: Vocabulary, seed: UInt64) -> Self {
    precondition(
      old.count == architecture.vocabularySize,
      "\(old.count) symbols for a model of \(architecture.vocabularySize)")
    var extended = architecture
    extended.vocabularySize = new.count
    let places = new.symbols.map { old.id(of: $0).map { Int($0) } }
    let present = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.value) })
    var result = LanguageModel(extended, seed: seed)
    result.mapParameters { name, drawn in
      guard let kept = present[name] else {
        preconditionFailure("\(name) is not in a model of the same architecture")
      }
      if ["embedding.weight", "output.weight", "output.bias"].contains(name) {
        let width = drawn.shape.elementCount / new.count
        return drawn.taking(kept, rows: places, columns: (0..<width).map { $0 })
      }
      guard kept.shape != drawn.shape || hasSymbolColumns(name) else { return kept }
      // The columns of the symbols may be followed by those of the layer below.
      let below = kept.shape[1] - old.count
      return drawn.taking(
        kept, rows: (0..<drawn.shape[0]).map { $0 },
        columns: places + (0..<below).map { old.count + $0 })
    }
    return result
  }

  private func hasSymbolColumns(_ name: String) -> Bool {
    architecture.embeddingSize == 0
      && (name == "rnn.weight_ih_l0"
        || architecture.skipConnections && name.hasPrefix("rnn.weight_ih_l"))
  }
}

extension Tensor {
  /// Replaces elements of this matrix (or vector, as a matrix of one column) by those of another:
  /// element (i, j) becomes its element (`rows[i]`, `columns[j]`), unless either is nil.
  fileprivate func taking(_ other: Tensor, rows: [Int?], columns: [Int?]) -> Tensor {
    var result = self
    let (width, otherWidth) = (columns.count, other.shape.elementCount / other.shape[0])
    result.withUnsafeMutableBuffer { numbers in
      other.withUnsafeBuffer { kept in
        for (i, row) in rows.enumerated() {
          guard let row else { continue }
          for (j, column) in columns.enumerated() {
            guard let column else { continue }
            numbers[i * width + j] = kept[row * otherWidth + column]
          }
        }
      }
    }
    return result
  }
}
