import RondoEvaluation

extension RunReport {
  /// The objective on both parts, over the steps, and the baseline to beat; where the training loss is
  /// another number, in a chart of its own.
  var curves: String {
    let objective = subject.objective
    let validation = log.validations.compactMap { subject.point($0, objective.value($0)) }
    let training = Self.thinned(
      log.progress.compactMap { subject.point($0, $0.nats) }, to: 400)
    guard training.count + validation.count >= 2 else { return "" }
    let isShared = subject.trainingLoss == objective.name
    let lossLine = LineChart.Line(name: "training", points: training, color: .first)
    var charts = [chart(objective.name, isShared ? training : [], validation)]
    if !isShared, training.count > 1 {
      var chart = LineChart(
        title: "Training loss", xLabel: "step", yLabel: subject.trainingLoss)
      (chart.lines, chart.height) = ([lossLine], 200)
      chart.yLimit = Self.late(training).max().map { $0 * 1.02 }
      charts.append(chart)
    }
    return "<h2>Loss</h2>\n"
      + charts.filter { $0.lines.contains { !$0.isLevel && !$0.points.isEmpty } }
      .map { "<div class=\"scroll\">\($0.svg)</div>\n" }.joined()
  }

  private func chart(
    _ name: String, _ training: [LineChart.Point], _ validation: [LineChart.Point]
  ) -> LineChart {
    let scale = subject.objective.scale
    func scaled(_ points: [LineChart.Point]) -> [LineChart.Point] {
      points.map { .init(x: $0.x, y: $0.y * scale) }
    }
    var chart = LineChart(title: "\(name) while training", xLabel: "step", yLabel: name)
    chart.lines = [
      .init(name: "training", points: scaled(training), color: .first),
      .init(
        name: "validation", points: scaled(validation), color: .second,
        hasDots: validation.count <= 60),
    ].filter { !$0.points.isEmpty }
    let level = hardestBaseline.flatMap { baseline in
      subject.objective.value(baseline).map { (name: baseline.baselineName, y: $0 * scale) }
    }
    if let level {
      chart.lines.append(
        .init(name: level.name, points: [.init(x: 0, y: level.y)], color: .third, isLevel: true))
    }
    // The first steps, which begin at ln V, would press the rest flat.
    let shown = Self.late(scaled(training)) + scaled(validation).map(\.y) + [level?.y ?? 0]
    chart.yLimit = shown.max().map { $0 * 1.02 }
    return chart
  }

  /// The baseline that is hardest to beat.
  private var hardestBaseline: LoggedRun.Entry? {
    let known = log.baselines.filter { subject.objective.value($0) != nil }
    let sign = subject.isGreaterBetter ? -1.0 : 1
    return known.min {
      sign * (subject.objective.value($0) ?? 0) < sign * (subject.objective.value($1) ?? 0)
    }
  }

  private static func late(_ points: [LineChart.Point]) -> [Double] {
    points.dropFirst(points.count / 10).map(\.y)
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
