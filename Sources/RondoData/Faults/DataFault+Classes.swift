import RondoFiles

extension DataFault {
  package static func oneClass(_ label: String) -> Self {
    Self("every case has the label \(label.quoted): there is nothing to tell apart")
  }

  package static func allLabelsEverywhere(_ labels: [ClassLabel]) -> Self {
    Self("every case has all labels, \(list(labels.map(\.name))): there is nothing to tell apart")
  }

  package static let noTargets = Self(
    "the cases have no labels: a classifier is trained on labelled ones")
  package static let numericTargets = Self("the targets are numbers, not labels: use --regression")
  package static let labelTargets = Self(
    "the targets are labels, not numbers: leave --regression out")

  package static func labelOfNoTraining(_ label: String, _ known: [ClassLabel]) -> Self {
    Self("the label \(label.quoted) is not one of the model's: \(list(known.map(\.name)))")
  }
}
