import RondoEngine

/// What a run that trains a classifier consists of: the model, made for its training cases, what it is
/// trained on and what it is measured on.
public struct ClassifierRun<Model: ClassifierModel> {
  /// The cases of a run.
  public typealias Cases = LabelledCases<Model.Preparation.Case>

  /// What makes numbers of cases, made from the training cases alone.
  public let preparation: Model.Preparation
  /// The model before the first step.
  public let model: Model
  /// What it is trained for.
  public let task: ClassifierTask<Model>
  /// What it is measured on, if anything.
  public let validation: ClassifierValidation<Model>?

  /// The parts of a run.
  public init(training: Cases, validation: Cases?, _ settings: Model.Settings) {
    let classifier = settings.classifier
    let preparation = Model.Preparation(training.cases, targets: training.targets, settings)
    let architecture = classifier.architecture(
      preparation.input, outputs: preparation.targets.outputs)
    self.preparation = preparation
    model = Model(SequenceClassifier(architecture, seed: classifier.restarted.seed))
    task = ClassifierTask(training, preparation, classifier)
    self.validation = validation.map {
      ClassifierValidation($0, preparation, criterion: classifier.criterion)
    }
  }
}
