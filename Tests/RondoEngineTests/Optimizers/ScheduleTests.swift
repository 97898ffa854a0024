import Foundation
import Testing

@testable import RondoEngine

struct ScheduleTests {
  @Test func `a constant schedule stays at 1`() {
    #expect([0, 1, 99, 100, 1000].map { Schedule().factor(step: $0, of: 100) } == [1, 1, 1, 1, 1])
  }

  @Test func `a warm-up rises by equal steps to 1`() {
    let schedule = Schedule(.constant, warmupSteps: 4)
    #expect((0...5).map { schedule.factor(step: $0, of: 100) } == [0.25, 0.5, 0.75, 1, 1, 1])
  }

  @Test func `a cosine falls from 1 through one half to 0 and stays there`() {
    let schedule = Schedule(.cosine)
    let factors = [0, 25, 50, 75, 100, 150].map { schedule.factor(step: $0, of: 100) }
    let root = 0.5.squareRoot()
    let expected = [1, (1 + root) / 2, 0.5, (1 - root) / 2, 0, 0]
    // A few roundings of numbers up to 1.
    #expect(difference(factors, from: expected, absolute: 1e-15, relative: 0) == nil)
  }

  @Test func `a cosine begins after the warm-up and ends at its floor`() {
    let schedule = Schedule(.cosine, warmupSteps: 10, floor: 0.1)
    let factors = [0, 9, 10, 60, 110, 111].map { schedule.factor(step: $0, of: 110) }
    let expected = [0.1, 1, 1, 0.55, 0.1, 0.1]
    #expect(difference(factors, from: expected, absolute: 1e-15, relative: 0) == nil)
  }

  @Test func `a cosine never rises`() {
    let schedule = Schedule(.cosine, floor: 0.01)
    let factors = (0...333).map { schedule.factor(step: $0, of: 333) }
    #expect(zip(factors, factors.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func `a run no longer than its warm-up stays finite`() {
    let schedule = Schedule(.cosine, warmupSteps: 10)
    #expect([4, 10, 11].map { schedule.factor(step: $0, of: 10) } == [0.5, 1, 0])
  }

  @Test func `a step schedule falls by its factor at equal distances after the warm-up`() {
    var schedule = Schedule(.step, warmupSteps: 2, floor: 0.2)
    schedule.decaySteps = 3
    #expect(
      (0...11).map { schedule.factor(step: $0, of: 100) }
        == [0.5, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2])
  }

  @Test func `a step schedule without a distance falls after each quarter`() {
    let schedule = Schedule(.step)
    let factors = [0, 24, 25, 49, 50, 75, 99].map { schedule.factor(step: $0, of: 100) }
    #expect(factors == [1, 1, 0.5, 0.5, 0.25, 0.125, 0.125])
    #expect(schedule.factor(step: 1 << 40, of: .max) == 1)
    #expect([0, 1, 2].map { schedule.factor(step: $0, of: 1) } == [1, 0.5, 0.25])
  }

  @Test func `a plateau schedule falls with each plateau`() {
    var schedule = Schedule(.plateau, warmupSteps: 2, floor: 0.1)
    schedule.decayFactor = 0.25
    #expect((0...3).map { schedule.factor(step: 5, of: 9, plateaus: $0) } == [1, 0.25, 0.1, 0.1])
    #expect(schedule.factor(step: 0, of: 9, plateaus: 3) == 0.5, "the warm-up comes first")
    #expect(Schedule(.cosine).factor(step: 5, of: 10, plateaus: 3) == 0.5, "others take no notice")
  }

  /// A schedule as programs write it.
  private struct Inverse: LearningRateSchedule {
    func factor(step: Int, of total: Int, plateaus: Int) -> Double {
      Double(total) / Double(step + 1 + 10 * plateaus)
    }
  }

  @Test func `any schedule can follow a warm-up`() {
    let schedule = Inverse().warmedUp(for: 4)
    #expect((0...5).map { schedule.factor(step: $0, of: 12) } == [0.25, 0.5, 0.75, 1, 8, 4])
    #expect(schedule.factor(step: 4, of: 3, plateaus: 1) == 1.0 / 11, "at least one step follows")
    #expect(Inverse().warmedUp(for: 0).factor(step: 0, of: 2) == 2)
    let twice = Schedule(.step).warmedUp(for: 2)
    var once = Schedule(.step)
    once.warmupSteps = 2
    #expect(
      (0..<20).map { twice.factor(step: $0, of: 20) }
        == (0..<20).map {
          once.factor(step: $0, of: 20)
        })
  }

  @Test func `a schedule says how many validations make a plateau, if it depends on them`() {
    var schedule = Schedule(.plateau)
    schedule.plateauPatience = 7
    #expect(schedule.validationsPerPlateau == 7)
    #expect(schedule.warmedUp(for: 3).validationsPerPlateau == 7)
    schedule.shape = .cosine
    #expect(schedule.validationsPerPlateau == nil && Inverse().validationsPerPlateau == nil)
  }

  @Test(arguments: Schedule.Shape.allCases, Schedule.Setting.allCases)
  func `a shape depends on its settings and on no others`(
    shape: Schedule.Shape, setting: Schedule.Setting
  ) {
    func behaviour(_ change: (inout Schedule) -> Void) -> [Double] {
      var schedule = Schedule(shape)
      change(&schedule)
      return (0..<40).map { schedule.factor(step: $0, of: 40, plateaus: 1) }
        + [Double(schedule.validationsPerPlateau ?? 0)]
    }
    let changed = behaviour {
      switch setting {
      case .decayFactor: $0.decayFactor = 0.75
      case .decaySteps: $0.decaySteps = 3
      case .plateauPatience: $0.plateauPatience = 3
      }
    }
    #expect((changed != behaviour { _ in }) == shape.settings.contains(setting))
    #expect(setting.shapes.contains(shape) == shape.settings.contains(setting))
  }

  @Test func `a schedule is stored as ever unless it uses what is new`() throws {
    func stored(_ schedule: Schedule) throws -> String {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      let data = try encoder.encode(schedule)
      #expect(try JSONDecoder().decode(Schedule.self, from: data) == schedule)
      return String(decoding: data, as: UTF8.self)
    }
    var schedule = Schedule(.cosine, warmupSteps: 3)
    #expect(try stored(schedule) == #"{"floor":0,"shape":"cosine","warmupSteps":3}"#)
    (schedule.decayFactor, schedule.decaySteps, schedule.plateauPatience) = (0.25, 7, 1)
    #expect(
      try stored(schedule)
        == #"{"decayFactor":0.25,"decaySteps":7,"floor":0,"plateauPatience":1,"#
        + #""shape":"cosine","warmupSteps":3}"#)
  }
}
