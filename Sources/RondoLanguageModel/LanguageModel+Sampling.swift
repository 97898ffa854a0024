public import RondoEngine
public import RondoModels
import RondoText

extension LanguageModel: NextSymbolModel where Scalar == Float {
  /// V, size of the vocabulary.
  public var symbolCount: Int { architecture.vocabularySize }

  /// Creates a stepper without a tape, whose logits have the bits of `logits(_:on:from:resets:)`.
  /// Its steps allocate no memory.
  public func stepper(workers: Workers) -> any SymbolStepper {
    LanguageModelStepper(self, workers)
  }
}

/// `RNNStepper` with the model's output layer.
private final class LanguageModelStepper: SymbolStepper {
  private var stepper: RNNStepper<Float>
  private let output: PackedLinear<Float>

  init(_ model: LanguageModel<Float>, _ workers: Workers) {
    stepper = RNNStepper(
      model.encoder.rnn, embedding: model.encoder.embedding, batch: 1, workers: workers)
    output = PackedLinear(model.output)
  }

  func select(_ rows: [Int?]) {
    let state = stepper.state
    if rows.count != stepper.batch { stepper = stepper.fresh(batch: rows.count) }
    stepper.state = RNNState(
      hidden: state.hidden.map { $0.selecting(rows) }, cell: state.cell.map { $0.selecting(rows) })
  }

  func advance(_ ids: [Int32]) { stepper.advance(ids) }

  func writeLogits(into result: inout [Float]) { stepper.output(through: output, into: &result) }
}

extension Tensor<Float> {
  /// Selects rows of a matrix; nil stands for a row of zeros.
  fileprivate func selecting(_ rows: [Int?]) -> Tensor {
    let (columns, present) = (shape[1], scalars)
    var result: [Float] = []
    result.reserveCapacity(rows.count * columns)
    for row in rows {
      if let row {
        result += present[row * columns..<(row + 1) * columns]
      } else {
        result += repeatElement(0, count: columns)
      }
    }
    return Tensor(result, shape: [rows.count, columns])
  }
}

extension TextGenerator {
  /// Creates a generator from a file's model and tokenizer that continues a prompt.
  public init(
    _ file: LanguageModelFile, prompt: [UInt8], count: Int = 1, length: Int, stops: [[UInt8]] = [],
    _ configuration: SamplingConfiguration = .init(), workers: Workers = .single
  ) {
    var limits = TextLimits()
    (limits.length, limits.stops) = (length, stops)
    self.init(file, prompts: [prompt], count: count, limits, configuration, workers: workers)
  }

  /// Creates a generator from a file's model and tokenizer that continues several prompts.
  public init(
    _ file: LanguageModelFile, prompts: [[UInt8]], count: Int, _ limits: TextLimits,
    _ configuration: SamplingConfiguration, detail: Detail = .none, workers: Workers = .single
  ) {
    self.init(
      file.model, file.tokenizer, prompts: prompts, count: count, limits, configuration.chain,
      workers: workers)
    self.detail = detail
  }
}

extension BeamSearch {
  /// Creates a search with a file's model and tokenizer.
  public init(
    _ file: LanguageModelFile, width: Int, lengthPenalty: Double = 0, _ limits: TextLimits,
    alternatives: Int = 0
  ) {
    self.init(
      file.model, file.tokenizer, width: width, lengthPenalty: lengthPenalty, limits,
      alternatives: alternatives)
  }
}

/// Text sampled from a language model, piece by piece as it is drawn.
///
///     let (model, _) = try LanguageModelFile.load("checkpoints/pretrained/model.safetensors")
///     for piece in model.sample("The ferry", length: 200) { print(piece, terminator: "") }
///     let text = model.sample("The ferry", length: 200).joined()
///
/// The prompt is not part of the text. Each iteration draws the same text again. Not `Sendable`.
public struct SampledText: Sequence {
  private let file: LanguageModelFile
  private let prompt: [UInt8]
  private let limits: TextLimits
  private let configuration: SamplingConfiguration

  fileprivate init(
    _ file: LanguageModelFile, _ prompt: String, _ limits: TextLimits,
    _ configuration: SamplingConfiguration
  ) {
    (self.file, self.prompt) = (file, Array(prompt.utf8))
    (self.limits, self.configuration) = (limits, configuration)
  }

  /// Draws the text.
  public func makeIterator() -> Iterator {
    Iterator(
      generator: TextGenerator(file, prompts: [prompt], count: 1, limits, configuration))
  }

  /// Draws one piece at a time: whole grapheme clusters, never empty.
  public struct Iterator: IteratorProtocol {
    fileprivate var generator: TextGenerator

    /// Returns the next piece; nil at the end of the text.
    public mutating func next() -> String? {
      while let pieces = generator.next() {
        if let piece = pieces.first, !piece.text.isEmpty { return piece.string }
      }
      return nil
    }
  }
}

extension LanguageModelFile {
  /// Samples a continuation of a text.
  ///
  /// - Parameters:
  ///   - prompt: The text to continue; empty for the start of a document or a line.
  ///   - length: Largest number of symbols to draw.
  ///   - seed: Random seed; equal seeds always give equal texts.
  ///   - configuration: Settings of the samplers; its seed is replaced.
  ///   - stops: Strings that end the text and are not part of it.
  public func sample(
    _ prompt: String = "", length: Int, seed: UInt64 = 1,
    _ configuration: SamplingConfiguration = .recommended, stops: [String] = []
  ) -> SampledText {
    var (limits, configuration) = (TextLimits(), configuration)
    (limits.length, limits.stops) = (length, stops.map { Array($0.utf8) })
    configuration.seed = seed
    return SampledText(self, prompt, limits, configuration)
  }
}

extension SamplingConfiguration {
  /// Default settings of `rondo sample`: a temperature of 0.8.
  public static var recommended: SamplingConfiguration {
    var configuration = SamplingConfiguration()
    configuration.temperature = 0.8
    return configuration
  }
}
