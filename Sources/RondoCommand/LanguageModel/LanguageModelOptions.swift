public import ArgumentParser
public import Rondo

/// The options of `train language-model` that decide what is computed; each is nil unless given, so
/// that `--resume` can tell.
struct TrainingOptions: ParsableArguments {
  @Option(help: "Recurrent cell: \(BuiltInCell.choices). (default: rnn)")
  var cell: BuiltInCell?

  @Option(
    help: ArgumentHelp(
      "Where a GRU's reset gate stands: after the product (pytorch) or before it (original, "
        + "the same as --cell original-gru). (default: pytorch)", valueName: "form"))
  var gruForm: LanguageModelArchitecture.GRUForm?

  @Option(help: "The size of the hidden vector. (default: 256)")
  var hiddenSize: Int?

  @Option(help: "The number of recurrent layers. (default: 2)")
  var layers: Int?

  @Option(
    help: "The size of a symbol's vector in a trained table; 0 is a one-hot vector. (default: 0)")
  var embeddingSize: Int?

  @Flag(
    help: "Use the symbols' table for the output too; --embedding-size is then the output's size."
  )
  var tieWeights = false

  @Flag(help: "Give the symbol to every layer, and every layer to the output (Graves 2013).")
  var skipConnections = false

  @Option(help: "The number of streams of text read side by side. (default: 16)")
  var batchSize: Int?

  @Option(help: "The number of symbols that gradients go back. (default: 64)")
  var sequenceLength: Int?

  @Flag(
    help: ArgumentHelp(
      "Draw the lengths of sequences around --sequence-length, anew in each epoch, the rate "
        + "following the length (Merity et al. 2018)."))
  var randomLengths = false

  @Option(help: "The optimizer: sgd, momentum, rmsprop, adagrad, adam or adamw. (default: adam)")
  var optimizer: TrainingConfiguration.OptimizerName?

  @Option(
    help: ArgumentHelp(
      "The greatest learning rate. (default: 0.003; sgd 0.5, momentum 0.05, rmsprop 0.002, "
        + "adagrad 0.1)"))
  var learningRate: Double?

  @OptionGroup var schedule: ScheduleOptions

  @Option(help: "The greatest norm of a gradient; longer ones are shortened. (default: 1)")
  var clipNorm: Double?

  @Option(help: "The part of the text, its end, that is kept for validation. (default: 0.1)")
  var validationFraction: Double?

  @Option(help: "Random seed. (default: 1)")
  var seed: UInt64?

  @Option(
    help:
      "What a symbol is: grapheme, scalar, byte, word or bpe (byte pairs). (default: grapheme)")
  var unit: SymbolUnit?

  @Option(help: "The normal form: none, nfc, nfd, nfkc or nfkd. (default: none)")
  var normalization: Normalization?

  @Option(
    help: ArgumentHelp(
      "Line ends: keep, or lf to turn CR LF and CR into LF, in prompts too. (default: keep)",
      valueName: "form"))
  var newlines: Newlines?

  @Option(
    help: "Symbols that occur less often are unknown; of bpe, not learned. (default: 1; bpe 2)")
  var minCount: Int?

  @Option(
    help: ArgumentHelp(
      "The most symbols; the rarer ones are unknown. With bpe, how many are learned, 256 bytes "
        + "included. (default: no limit; bpe \(BytePairs.defaultCount))"))
  var vocabularySize: Int?

  @Option(
    help: ArgumentHelp(
      "What a document is: none (one continuous text), file, line or paragraph. (default: none)",
      valueName: "unit"))
  var documents: DocumentUnit?

  @Option(help: "The encoding of the text: auto, or a name such as windows-1252. (default: auto)")
  var encoding: String?

  @Flag(help: "Replace invalid text by U+FFFD instead of refusing it.")
  var lossy = false

  @OptionGroup var regularization: RegularizationOptions

  func validate() throws {
    func require(_ condition: Bool, _ option: String, _ range: String) throws {
      guard condition else { throw ValidationError("\(option) is \(range)") }
    }
    func positive(_ value: Int?, _ option: String) throws {
      try require(value ?? 1 > 0 && value ?? 1 <= 1 << 24, option, "from 1 to 16777216")
    }
    func finite(_ value: Double?, _ option: String) throws {
      try require(value.map { $0 > 0 && $0.isFinite } ?? true, option, "a positive number")
    }
    try positive(hiddenSize, "--hidden-size")
    try positive(layers, "--layers")
    try require(
      (0...1 << 24).contains(embeddingSize ?? 0), "--embedding-size", "from 0 to 16777216")
    try positive(batchSize, "--batch-size")
    try positive(sequenceLength, "--sequence-length")
    try positive(minCount, "--min-count")
    try positive(vocabularySize, "--vocabulary-size")
    try finite(learningRate, "--learning-rate")
    try finite(clipNorm, "--clip-norm")
    try require(
      (0..<1).contains(validationFraction ?? 0), "--validation-fraction", "from 0 to below 1")
    try ReadingOptions.check(encoding ?? "auto")
  }

  /// Refuses options that do not go together in the settings that they make.
  func check(_ settings: LanguageModelSettings) throws {
    guard
      settings.unit != .bpe
        || settings.maximumVocabularySize ?? BytePairs.defaultCount >= BytePairs.leastCount
    else {
      throw ValidationError(
        "--vocabulary-size is \(BytePairs.leastCount) or more with --unit bpe: the 256 bytes, and "
          + "what is learned")
    }
    guard gruForm == nil || settings.cell == .gru else {
      throw ValidationError("--gru-form needs --cell gru")
    }
    let output = settings.architecture(vocabularySize: 1).outputSize
    guard !settings.tieWeights || settings.embeddingSize == output else {
      throw ValidationError(
        "--tie-weights needs --embedding-size \(output), the size of the recurrent output, not "
          + "\(settings.embeddingSize)")
    }
    let isValidated = settings.validationFraction > 0
    try RegularizationOptions.check(settings.training.regularization, for: settings.cell)
    try schedule.check(settings.training.schedule, isValidated: isValidated)
    try regularization.check(settings.training, isValidated: isValidated)
  }

  /// The settings that these options make of `settings`.
  func applied(to settings: LanguageModelSettings) -> LanguageModelSettings {
    var s = settings
    s.cell = cell ?? s.cell
    s.gruForm = gruForm ?? s.gruForm
    s.embeddingSize = embeddingSize ?? s.embeddingSize
    s.tieWeights = tieWeights || s.tieWeights
    s.skipConnections = skipConnections || s.skipConnections
    s.hiddenSize = hiddenSize ?? s.hiddenSize
    s.layers = layers ?? s.layers
    s.unit = unit ?? s.unit
    s.normalization = normalization ?? s.normalization
    s.newlines = newlines ?? s.newlines
    s.minimumCount = minCount ?? s.minimumCount
    s.maximumVocabularySize =
      vocabularySize ?? s.maximumVocabularySize ?? (s.unit == .bpe ? BytePairs.defaultCount : nil)
    s.documents = documents ?? s.documents
    s.encoding = encoding ?? s.encoding
    s.lossy = lossy || s.lossy
    s.validationFraction = validationFraction ?? s.validationFraction
    s.training.batchSize = batchSize ?? s.training.batchSize
    s.training.sequenceLength = sequenceLength ?? s.training.sequenceLength
    if let optimizer, optimizer != s.training.optimizer {
      s.training.optimizer = optimizer
      s.training.learningRate = optimizer.defaultLearningRate
      s.training.regularization.weightDecay = optimizer.defaultWeightDecay
    }
    s.training.learningRate = learningRate ?? s.training.learningRate
    s.training.randomLengths = randomLengths || s.training.randomLengths
    s.training.schedule = schedule.applied(to: s.training.schedule)
    s.training = regularization.applied(to: s.training)
    s.training.clipNorm = clipNorm ?? s.training.clipNorm
    s.training.seed = seed ?? s.training.seed
    return s
  }

  /// The options given, as settings of a run.
  var chosen: [ChosenSetting<LanguageModelSettings>] {
    [
      ChosenSetting(
        \.self, applied(to:),
        { settings in
          differences(from: settings).map { difference in
            let parts = difference.split(separator: " (stored: ", maxSplits: 1).map(String.init)
            return SettingDifference(name: parts[0], stored: String(parts[1].dropLast()))
          }
        })
    ]
  }

  /// The options given whose values differ from those of `settings`.
  func differences(from settings: LanguageModelSettings) -> [String] {
    let s = settings
    var result: [String] = []
    func compare<T: Equatable>(_ option: String, _ given: T?, _ stored: T) {
      if let given, given != stored { result.append("\(option) (stored: \(stored))") }
    }
    compare("--cell", cell, s.cell)
    compare("--gru-form", gruForm, s.gruForm)
    compare("--embedding-size", embeddingSize, s.embeddingSize)
    compare("--tie-weights", tieWeights ? true : nil, s.tieWeights)
    compare("--skip-connections", skipConnections ? true : nil, s.skipConnections)
    compare("--hidden-size", hiddenSize, s.hiddenSize)
    compare("--layers", layers, s.layers)
    compare("--batch-size", batchSize, s.training.batchSize)
    compare("--sequence-length", sequenceLength, s.training.sequenceLength)
    compare("--optimizer", optimizer, s.training.optimizer)
    compare("--learning-rate", learningRate, s.training.learningRate)
    compare("--random-lengths", randomLengths ? true : nil, s.training.randomLengths)
    result += schedule.differences(from: s.training.schedule).map(\.description)
    compare("--clip-norm", clipNorm, s.training.clipNorm)
    result += regularization.differences(from: s.training).map(\.description)
    compare("--validation-fraction", validationFraction, s.validationFraction)
    compare("--seed", seed, s.training.seed)
    compare("--unit", unit, s.unit)
    compare("--normalization", normalization, s.normalization)
    compare("--newlines", newlines, s.newlines)
    compare("--min-count", minCount, s.minimumCount)
    if let vocabularySize, vocabularySize != s.maximumVocabularySize {
      let stored = s.maximumVocabularySize.map(String.init) ?? "no limit"
      result.append("--vocabulary-size (stored: \(stored))")
    }
    compare("--documents", documents, s.documents)
    compare("--encoding", encoding, s.encoding)
    if lossy != s.lossy && lossy { result.append("--lossy (stored: not lossy)") }
    return result
  }
}

extension BuiltInCell: ExpressibleByArgument {}
extension LanguageModelArchitecture.GRUForm: ExpressibleByArgument {}
extension TrainingConfiguration.OptimizerName: ExpressibleByArgument {}
extension SymbolUnit: ExpressibleByArgument {}
extension DocumentUnit: ExpressibleByArgument {}
extension Normalization: ExpressibleByArgument {}
extension Newlines: ExpressibleByArgument {}
