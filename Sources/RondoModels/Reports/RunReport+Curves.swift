extension RunReport {
  /// The loss on both parts, over the steps, and the baseline to beat.
  var curves: String {
    let validation = log.validations.compactMap { Self.point($0) }
    let training = Self.thinned(log.progress.compactMap { Self.point($0) }, to: 400)
    guard training.count + validation.count >= 2 else { return "" }
    var chart = LineChart(
      title: "Loss while training", xLabel: "step", yLabel: "nats per symbol")
    chart.lines = [
      .init(name: "training", points: training, color: .first),
      .init(
        name: "validation", points: validation, color: .second,
        hasDots: validation.count <= 60),
    ]
    if let baseline = log.hardestBaseline, let nats = baseline.nats {
      chart.lines.append(
        .init(
          name: baseline.baselineName, points: [.init(x: 0, y: nats)], color: .third,
          isLevel: true))
    }
    // The first steps, which begin at ln V, would press the rest flat.
    let late = training.dropFirst(training.count / 10).map(\.y)
    chart.yLimit =
      (late + validation.map(\.y) + [log.hardestBaseline?.nats ?? 0]).max().map { $0 * 1.02 }
    return "<h2>Loss</h2>\n<div class=\"scroll\">\(chart.svg)</div>\n"
  }

  private static func point(_ entry: LoggedRun.Entry) -> LineChart.Point? {
    guard let step = entry.step, let nats = entry.nats, nats.isFinite else { return nil }
    return .init(x: Double(step), y: nats)
  }

  /// At most so many points, each the mean of its neighbours.
  static func thinned(_ points: [LineChart.Point], to count: Int) -> [LineChart.Point] {
    guard points.count > count else { return points }
    return (0..<count).map { k in
      let group = points[points.count * k / count..<points.count * (k + 1) / count]
      let sum = group.reduce((0.0, 0.0)) { ($0.0 + $1.x, $0.1 + $1.y) }
      return .init(x: sum.0 / Double(group.count), y: sum.1 / Double(group.count))
    }
  }
}
