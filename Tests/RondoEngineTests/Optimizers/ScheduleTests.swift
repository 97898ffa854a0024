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
}
