import Foundation

/// Durations of repeated calls, with their median, minimum and mean.
struct Measurement {
  /// Seconds of each repetition, ascending.
  let seconds: [Double]

  /// Calls `body` for about `budget` seconds, after `warmup` calls that do not count.
  init(budget: Double, warmup: Int = 3, _ body: () -> Void) {
    for _ in 0..<warmup { body() }
    let clock = ContinuousClock()
    var all: [Double] = []
    let end = clock.now + .seconds(budget)
    while clock.now < end || all.count < 5 {
      let time = clock.measure(body)
      all.append(Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18)
    }
    seconds = all.sorted()
  }

  var median: Double { seconds[seconds.count / 2] }
  var least: Double { seconds[0] }
  /// Mean duration of a repetition.
  var mean: Double { seconds.reduce(0, +) / Double(seconds.count) }
}

/// Prints a result as one line of JSON.
func report(_ values: [String: Any]) throws {
  let data = try JSONSerialization.data(withJSONObject: values, options: [.sortedKeys])
  print(String(decoding: data, as: UTF8.self))
}
