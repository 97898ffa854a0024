import Rondo

/// Predicts a series while its samples arrive.
struct StreamPredictor {
  private let file: SeriesClassifierFile
  private let output: PredictionOutputOptions
  private let choice: LabelChoice
  private let stream: SeriesStream
  private var table: PredictionTable
  private var failures = UnansweredCases(noun: "lines")
  /// Number of samples of the series at its last prediction.
  private var answered = 0

  init(
    _ file: SeriesClassifierFile, _ output: PredictionOutputOptions, _ choice: LabelChoice,
    workers: Workers
  ) {
    (self.file, self.output, self.choice) = (file, output, choice)
    stream = SeriesStream(file, workers: workers)
    table = PredictionTable(output.format, file.preparation.targets, choice)
  }

  /// Predicts whenever an output is due, and for the remaining samples at the end of a series. A line that cannot be read gets an error and does not count as a sample.
  mutating func run(_ input: CaseInput) throws {
    if !stream.isIncremental {
      output.note(
        "this model needs the whole series: every prediction reads all samples so far, and after "
          + "256 samples there is one each time the series has grown by 3 %")
    }
    var lines = CaseLines(path: input.path, lossy: input.lossy)
    var index = 0
    while let group = try input.next() {
      for bytes in group {
        let found: [[Double]]
        do throws(DataError) {
          found = try samples(of: bytes, &lines)
        } catch {
          failures.add(error)
          try write(index, .failure(error.advice.withFlags))
          continue
        }
        if found.isEmpty, try end(index) { index += 1 }
        for sample in found {
          stream.append(sample)
          if stream.isOutputDue { try answer(index) }
        }
      }
    }
    if try end(index) { index += 1 }
    failures.total = lines.line
    if failures.count > 0 { throw failures }
    if index == 0 { throw DataError.unfit(path: input.path, .noSamples) }
  }

  /// Samples of a line; empty for an empty line.
  private func samples(
    of bytes: [UInt8], _ lines: inout CaseLines
  ) throws(DataError) -> [[Double]] {
    let numbers = try lines.numbers(of: bytes)
    guard numbers.count.isMultiple(of: stream.channels) else {
      throw lines.error(.partialSample(numbers.count, channels: stream.channels))
    }
    return stride(from: 0, to: numbers.count, by: stream.channels).map {
      Array(numbers[$0..<$0 + stream.channels])
    }
  }

  /// Ends a series; returns false if it has no samples.
  private mutating func end(_ index: Int) throws -> Bool {
    guard stream.count > 0 else { return false }
    if stream.count != answered { try answer(index) }
    answered = 0
    stream.restart()
    return true
  }

  private mutating func answer(_ index: Int) throws {
    answered = stream.count
    let outputs = stream.outputs()
    let answer: PredictionLine.Answer
    switch file.preparation.targets {
    case .values(let mean, let deviation): answer = .value(mean + deviation * Double(outputs[0]))
    case .labels(let labels):
      let predictions = try ClassPredictions(logits: outputs, classes: labels.count)
      answer = .best(predictions, 0, labels, choice)
    case .labelSets(let labels):
      let predictions = try LabelSetPredictions(
        logits: outputs, classes: labels.count, threshold: choice.threshold)
      answer = .set(predictions, 0, labels, choice)
    }
    try write(index, answer)
  }

  private mutating func write(_ index: Int, _ answer: PredictionLine.Answer) throws {
    let line = PredictionLine(index: index, step: stream.count, answer: answer)
    StandardStreams.write(try table.text(line))
  }
}
