extension DataFault {
  static func oneClass(_ label: String) -> Self {
    Self("every case has the label \(label.quoted): there is nothing to tell apart")
  }

  static func allLabelsEverywhere(_ labels: [ClassLabel]) -> Self {
    Self("every case has all labels, \(list(labels.map(\.name))): there is nothing to tell apart")
  }

  static let noTargets = Self("the cases have no labels: a classifier is trained on labelled ones")
  static let numericTargets = Self("the targets are numbers, not labels: use --regression")
  static let labelTargets = Self("the targets are labels, not numbers: leave --regression out")

  static func labelOfNoTraining(_ label: String, _ known: [ClassLabel]) -> Self {
    Self("the label \(label.quoted) is not one of the model's: \(list(known.map(\.name)))")
  }
}
