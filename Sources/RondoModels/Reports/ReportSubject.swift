package import RondoData
import RondoEngine
import RondoEvaluation
import RondoFiles
package import RondoText

/// What a run's report says of its model, whatever the task, and which numbers of the log it shows.
///
/// `Sendable`.
package struct ReportSubject: Sendable {
  /// A figure of a validation or a baseline.
  package struct Figure: Sendable {
    /// What stands above its column: "nats per symbol".
    package var name: String
    package var digits: Int
    /// A hundred for percentages.
    package var scale: Double
    /// The number in a line of the log.
    package var value: @Sendable (LoggedRun.Entry) -> Double?

    /// A figure.
    package init(
      name: String, digits: Int = 4, scale: Double = 1,
      value: @escaping @Sendable (LoggedRun.Entry) -> Double?
    ) {
      (self.name, self.digits, self.scale, self.value) = (name, digits, scale, value)
    }

    func text(_ value: Double?) -> String { value.map { ($0 * scale).decimal(digits) } ?? "–" }
  }

  package var architecture: String
  package var parameters: Int
  package var settings: [(name: String, value: String)]
  package var sources: [DataSource]
  /// "1,000 symbols to train on, 100 to validate on".
  package var split: String
  /// What else there is to say of the data: a name and HTML.
  package var facts: [(name: String, html: String)] = []
  /// What models are compared by, which is drawn.
  package var objective: Figure
  /// Whether a greater objective is better.
  package var isGreaterBetter = false
  /// What the training loss is called: the objective's name where both share an axis.
  package var trainingLoss: String
  /// All figures of a validation, the objective among them.
  package var figures: [Figure]
  /// The step of the best validation and its figures, where no log tells of them.
  package var best: (step: Int, figures: [Double?])?
  /// "symbols".
  package var speedUnit: String
  /// What the figures are measured on: "Loss on the validation part".
  package var figuresTitle: String
  /// The number of symbols of a window, where the log has losses of windows.
  package var windowLength: Int?
  /// The HTML of a line of the log that tells of a model's errors.
  package var errors: @Sendable (_ line: [UInt8]) -> String? = { _ in nil }

  /// A subject with what is alike in all tasks.
  ///
  /// - Parameters:
  ///   - file: The model.
  ///   - architecture: Its architecture in words.
  ///   - unit: "symbols" or "cases", in which the data are counted.
  ///   - objective: What models are compared by.
  ///   - trainingLoss: What the training loss is called.
  ///   - speedUnit: What is counted in a second of training.
  ///   - figuresTitle: What the figures are measured on.
  package init<Model>(
    _ file: SavedModel<Model>, architecture: String, unit: String, objective: Figure,
    trainingLoss: String, speedUnit: String, figuresTitle: String
  ) {
    self.architecture = architecture
    parameters = file.model.parameterCount
    settings = (try? SettingList(file.settings).settings) ?? []
    sources = file.data
    split =
      "\(file.split.training.withThousandsSeparators) \(unit) to train on, "
      + "\(file.split.validation.withThousandsSeparators) to validate on"
    (self.objective, self.trainingLoss, figures) = (objective, trainingLoss, [objective])
    (self.speedUnit, self.figuresTitle) = (speedUnit, figuresTitle)
  }

  /// What is drawn of a line of the log.
  func point(_ entry: LoggedRun.Entry, _ value: Double?) -> LineChart.Point? {
    guard let step = entry.step, let value, value.isFinite else { return nil }
    return .init(x: Double(step), y: value)
  }
}

extension ReportSubject {
  /// The first symbols of a vocabulary, as HTML.
  package static func overview(of vocabulary: Vocabulary) -> String {
    let shown = vocabulary.symbols.prefix(200).map { bytes in
      let text = String(escapingIllFormed: bytes)
      return "<bdi>\(text == " " ? "␣" : VisibleText.of(text).text.escapedForXML)</bdi>"
    }
    return shown.joined(separator: " ") + (vocabulary.count > 200 ? " …" : "")
  }
}
