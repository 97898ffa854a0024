package import RondoData
import RondoEngine
import RondoEvaluation
import RondoFiles
package import RondoText

/// Description of a model for a run's report, independent of the task: which figures of the log it
/// shows, and under which names.
///
/// `Sendable`.
package struct ReportSubject: Sendable {
  /// Figure of a validation or a baseline.
  package struct Figure: Sendable {
    /// Column heading, such as "nats per symbol".
    package var name: String
    package var digits: Int
    /// Factor for display: 100 for percentages.
    package var scale: Double
    /// Key of the number in a line of the log.
    package var key: String

    /// Creates a figure.
    package init(name: String, digits: Int = 4, scale: Double = 1, key: String) {
      (self.name, self.digits, self.scale, self.key) = (name, digits, scale, key)
    }

    func text(_ value: Double?) -> String { value.map { ($0 * scale).decimal(digits) } ?? "–" }
  }

  package var architecture: String
  package var parameters: Int
  package var settings: [(name: String, value: String)]
  package var sources: [DataSource]
  /// Sizes of the parts, such as "1,000 symbols to train on, 100 to validate on".
  package var split: String
  /// Further facts about the data: names and HTML.
  package var facts: [(name: String, html: String)] = []
  /// Figure that models are compared by, which is plotted.
  package var objective: Figure
  /// True if a greater objective is better.
  package var isGreaterBetter = false
  /// Name of the training loss; if it equals the objective's name, both share a chart.
  package var trainingLoss: String
  /// All figures of a validation, including the objective.
  package var figures: [Figure]
  /// Step and figures of the best validation, for a model without a log.
  package var best: (step: Int, figures: [Double?])?
  /// Unit of the speed, such as "symbols".
  package var speedUnit: String
  /// Heading of the table of figures, such as "Loss on the validation part".
  package var figuresTitle: String
  /// Number of symbols of a window; nil if the log has no losses over windows.
  package var windowLength: Int?
  /// Renders a line of the log about a model's errors as HTML.
  package var errors: @Sendable (_ line: [UInt8]) -> String? = { _ in nil }

  /// Creates a description from what all tasks share.
  ///
  /// - Parameters:
  ///   - file: The model.
  ///   - architecture: Its architecture in words.
  ///   - unit: Unit in which data are counted: "symbols" or "cases".
  ///   - objective: The figure that models are compared by.
  ///   - trainingLoss: Name of the training loss.
  ///   - speedUnit: Unit of the training speed.
  ///   - figuresTitle: Heading of the table of figures.
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

  /// Point of a line of the log in a chart; nil without a step or a finite value.
  func point(_ entry: LoggedRun.Entry, _ value: Double?) -> LineChart.Point? {
    guard let step = entry.step, let value, value.isFinite else { return nil }
    return .init(x: Double(step), y: value)
  }
}

extension ReportSubject {
  /// First symbols of a vocabulary, as HTML.
  package static func overview(of vocabulary: Vocabulary) -> String {
    let shown = vocabulary.symbols.prefix(200).map { bytes in
      let text = String(escapingIllFormed: bytes)
      return "<bdi>\(text == " " ? "␣" : VisibleText.of(text).text.escapedForXML)</bdi>"
    }
    return shown.joined(separator: " ") + (vocabulary.count > 200 ? " …" : "")
  }
}
