import RondoEngine
import Testing

@testable import RondoClassifier
@testable import RondoModels

struct ClassifierTrialsTests {
  private typealias Trials = ClassifierTrials<SeriesClassifier>

  @Test func `cross-validation tries each number of epochs on five parts, and takes the best`()
    throws
  {
    let settings = SmallProblem.settings { $0.restarts = 2 }
    let trials = Trials(settings, limits: TrainingLimits(epochs: 5))
    #expect(trials.candidates == [5, 2, 1])
    var runs: [[Int]] = []
    let choice = try #require(
      try trials.best(crossValidating: SmallProblem.cases) { runs.append([$0, $1]) })
    #expect(runs == (0..<2).flatMap { restart in (0..<15).map { [restart, $0] } })
    #expect(choice.epochs == 5 && choice.objective < 0.5)
    let again = try Trials(
      settings, limits: TrainingLimits(epochs: 5), workers: Workers(threads: 2)
    ).best(crossValidating: SmallProblem.cases) { _, _ in }
    #expect(again == choice)
  }

  @Test func `of several seeds the one with the best validation is taken`() throws {
    let settings = SmallProblem.settings { $0.restarts = 3 }
    let validation = SmallProblem.drawn(8, seed: 9)
    let choice = try #require(
      try Trials(settings, limits: TrainingLimits(epochs: 2)).best(
        training: SmallProblem.cases, validation: validation
      ) { _ in })
    let objectives = (0..<3).map { restart in
      let run = SmallProblem.run(
        SmallProblem.settings { $0.restart = restart }, limits: .init(epochs: 2))
      for _ in run {}
      return run.best?.score.objective ?? .infinity
    }
    #expect(choice.epochs == nil && choice.objective == objectives.min())
    #expect(choice.restart == objectives.firstIndex(of: choice.objective))
  }

  @Test func `cross-validation of an ensemble is that of its first member`() throws {
    let choices = try [1, 3].map { members in
      let settings = SmallProblem.settings {
        $0.architecture.members = MemberCount(rawValue: members)
      }
      return try Trials(settings, limits: TrainingLimits(epochs: 2)).best(
        crossValidating: SmallProblem.cases
      ) { _, _ in }
    }
    #expect(choices[0] != nil && choices[1] == choices[0])
  }

  @Test func `where trials are stopped the best of those that have ended is taken`() throws {
    nonisolated(unsafe) var isOver = false
    let trials = Trials(
      SmallProblem.settings(), limits: TrainingLimits(steps: 20), isStopRequested: { isOver })
    #expect(trials.candidates == [20, 10, 5])
    let choice = try trials.best(crossValidating: SmallProblem.cases) { _, run in
      isOver = run == 7  // in the second candidate
    }
    #expect(choice?.steps == 5 && choice?.epochs == nil)
  }

  @Test func `a stop ends the trials without a choice`() throws {
    let trials = Trials(
      SmallProblem.settings(), limits: TrainingLimits(epochs: 2), isStopRequested: { true })
    #expect(try trials.best(crossValidating: SmallProblem.cases) { _, _ in } == nil)
  }
}
