import RondoEngine
import Testing

@testable import RondoClassifier
@testable import RondoModels

struct SequenceEnsembleTests {
  private func ensemble(_ variant: ClassifierVariant, members: MemberCount) -> SequenceEnsemble<
    Float
  > {
    var architecture = variant.architecture
    architecture.members = members
    return SequenceEnsemble(architecture, seed: 4)
  }

  @Test(arguments: ClassifierVariant.all)
  func `the first member is the network that the seed gives alone, the others are others`(
    variant: ClassifierVariant
  ) {
    let ensemble = ensemble(variant, members: 3)
    let alone = SequenceClassifier<Float>(variant.architecture, seed: 4)
    let bits = ensemble.members.map { $0.parameters.map(\.value.bits) }
    #expect(bits[0] == alone.parameters.map(\.value.bits))
    #expect(Set(bits).count == 3)
    let names = ensemble.parameters.map(\.name)
    #expect(names == (0..<3).flatMap { k in alone.parameters.map { "members.\(k).\($0.name)" } })
    #expect(ensemble.architecture.parameterCount == Double(ensemble.parameterCount))
    #expect(SequenceEnsemble<Float>(zeros: ensemble.architecture).layout == ensemble.layout)
    #expect(self.ensemble(variant, members: 1).layout == alone.layout)
  }

  @Test(arguments: ClassifierVariant.all)
  func `an answer is the mean of the members' answers, the same in any company`(
    variant: ClassifierVariant
  ) {
    let (ensemble, cases, tape) = (ensemble(variant, members: 3), variant.cases(7), Tape<Float>())
    let outputs = ensemble.outputs(of: cases, on: tape)
    let parts = ensemble.members.map { $0.outputs(of: cases, on: tape) }
    let means = outputs.indices.map { (parts[0][$0] + parts[1][$0] + parts[2][$0]) / 3 }
    #expect(outputs == means)
    let alone = cases.flatMap { ensemble.outputs(of: [$0], on: tape) }
    #expect(outputs.map(\.bitPattern) == alone.map(\.bitPattern))
    let threaded = Tape<Float>(workers: Workers(threads: 3))
    #expect(ensemble.outputs(of: cases, on: threaded, batch: 2) == outputs)
  }

  @Test(arguments: [0.0, 0.4])
  func `each member learns as it would alone`(dropout: Double) throws {
    let settings = SmallProblem.settings {
      $0.architecture.members = 3
      $0.training.clipNorm = 1e9  // what is cut off depends on all of them
      $0.training.regularization.dropout = dropout
      $0.training.regularization.temporalPenalty = 0.1
    }
    let parts = ClassifierRun<SeriesClassifier>(
      training: SmallProblem.cases, validation: nil, settings)
    var trainer = Trainer(
      parts.model, parts.task, settings.classifier.restarted, totalSteps: 12)
    let losses = try (0..<12).map { _ in try trainer.advance().loss }
    var one = settings
    one.classifier.architecture.members = 1
    let first = ClassifierRun<SeriesClassifier>(
      training: SmallProblem.cases, validation: nil, one)
    var alone = Trainer(first.model, first.task, one.classifier.restarted, totalSteps: 12)
    for _ in 0..<12 { try alone.advance() }
    let members = trainer.model.ensemble.members.map { $0.parameters.map(\.value.bits) }
    #expect(members[0] == alone.model.parameters.map(\.value.bits))
    #expect(Set(members).count == 3)
    #expect(losses[11] < losses[0])
  }

  @Test func `what is allowed to a gradient grows with the root of the members' number`() {
    let settings = SmallProblem.settings {
      ($0.architecture.members, $0.training.clipNorm, $0.restart) = (4, 0.5, 2)
    }
    #expect(settings.classifier.restarted.clipNorm == 1)
    #expect(settings.classifier.restarted.seed == 3)
  }

  @Test func `seeds of members do not meet those of other seeds`() {
    let seeds = (1...5).flatMap { seed in
      (0..<100).map { SequenceEnsemble<Float>.seed(ofMember: $0, seed) }
    }
    #expect(Set(seeds).count == 500 && seeds[100] == 2)
  }

  @Test func `many cases have one network`() {
    #expect(MemberCount.usual(cases: 19_999) == 5 && MemberCount.usual(cases: 20_000) == 1)
  }

  @Test func `names know their member`() {
    let name = SequenceEnsemble<Float>.nameInMember
    #expect(name("members.12.rnn.weight_hh_l0") == "rnn.weight_hh_l0")
    #expect(name("output.bias") == "output.bias")
  }
}
