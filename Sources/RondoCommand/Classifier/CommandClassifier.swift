import Rondo

extension TrainingDisplay {
  /// Shows the data of a classifier's run; `rows` are further lines of a name and a text.
  func describe<Model>(
    _ training: ClassifierTraining<Model>, _ rows: [(name: String, text: String)] = []
  ) {
    for advice in training.notes { note(advice) }
    let sources = training.sources
    let name = sources.count == 1 ? sources[0].path : "\(sources.count) files"
    let kept =
      training.validationCases.map { "\($0.count.withThousandsSeparators) to validate on" }
      ?? (training.isCrossValidated
        ? "the rest chosen by cross-validation" : "none to validate on")
    let labels = training.cases.labels
    describe(
      [
        ("data", name + ", " + Set(sources.map(\.encoding)).sorted().joined(separator: ", ")),
        (
          "cases",
          "\(training.trainingCases.count.withThousandsSeparators) to train on, \(kept); "
            + (labels.isEmpty ? "numbers" : labels.count.counted("label"))
            + (training.cases.targets.isMultiLabel ? ", any number of them a case" : "")
        ),
      ] + rows)
  }
}

extension SeriesClassifier {
  /// The channels, by name where the data name them.
  static func rows(for cases: LabelledCases<SeriesCase>) -> [(name: String, text: String)] {
    guard let channels = cases.cases.first?.channels else { return [] }
    return [("channels", channelList(channels, names: cases.table?.channels))]
  }

  /// The number of channels and, where they have any, the first sixty of their names.
  static func channelList(_ count: Int, names: [String]?) -> String {
    guard let names else { return count.withThousandsSeparators }
    return "\(count.withThousandsSeparators): \(names.prefix(60).joined(separator: ", "))"
      + (names.count > 60 ? ", …" : "")
  }
}
