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
  ///
  /// - Parameters:
  ///   - training: What is trained on.
  ///   - validation: What is measured on, if anything.
  ///   - settings: How the model is made and trained.
  ///   - origin: What training begins with, if it is not a new model.
  ///   - known: A preparation for the same training cases, where there is one already.
  public init(
    training: Cases, validation: Cases?, _ settings: Model.Settings,
    origin: Model.Preparation.Origin? = nil, preparation known: Model.Preparation? = nil
  ) {
    let classifier = settings.classifier
    let preparation =
      known
      ?? Model.Preparation(
        training.cases, targets: training.targets.space, truth: training.targets.labelIDs, settings,
        origin: origin)
    var architecture = classifier.architecture(
      preparation.input, outputs: preparation.targets.outputs)
    architecture.opinions = preparation.opinionCount
    self.preparation = preparation
    let seed = classifier.restarted.seed
    var ensemble = SequenceEnsemble<Float>(architecture, seed: seed)
    if let origin {
      for index in ensemble.members.indices {
        preparation.begin(
          &ensemble.members[index], with: origin,
          seed: SequenceEnsemble<Float>.seed(ofMember: index, seed))
      }
    }
    model = Model(ensemble)
    task = ClassifierTask(training, preparation, classifier)
    self.validation = validation.map {
      ClassifierValidation($0, preparation, criterion: classifier.criterion)
    }
  }
}
