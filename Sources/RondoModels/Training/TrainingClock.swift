/// Adds up the time that a run spends training and validating.
struct TrainingClock {
  private let start = ContinuousClock.now
  private var begun = ContinuousClock.now
  private var symbolsSinceBegin = 0
  private var symbols = 0
  private(set) var steps = 0
  private(set) var trainingSeconds = 0.0
  private(set) var validationSeconds = 0.0
  private(set) var latestRate = 0.0

  mutating func begin() {
    begun = .now
    symbolsSinceBegin = 0
  }

  mutating func add(symbols: Int) {
    symbolsSinceBegin += symbols
    steps += 1
  }

  mutating func end() {
    let seconds = secondsSinceBegin
    trainingSeconds += seconds
    symbols += symbolsSinceBegin
    if seconds > 0 { latestRate = Double(symbolsSinceBegin) / seconds }
  }

  mutating func beginValidation() { begun = .now }

  mutating func endValidation() { validationSeconds = secondsSinceBegin }

  var secondsSinceBegin: Double { (ContinuousClock.now - begun).inSeconds }

  var totalSeconds: Double { (ContinuousClock.now - start).inSeconds }

  var meanRate: Double { trainingSeconds > 0 ? Double(symbols) / trainingSeconds : 0 }
}

extension Duration {
  /// This duration in seconds.
  package var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
