import RondoFiles

/// A report as one line of JSON, with the kind of event under `event`.
///
/// Keys are sorted; numbers are in their shortest form.
public enum ReportLine {
  /// A training report.
  public static func of<Score>(_ report: TrainingReport<Score>) throws -> String {
    switch report {
    case .progress(let progress): try line("progress", progress)
    case .validation(let validation): try line("validation", validation)
    case .finished(let finished): try line("finished", finished)
    }
  }

  /// Any event.
  public static func line(_ event: String, _ body: some Encodable) throws -> String {
    try JSONText.of(Event(event: event, body: body))
  }

  private struct Event<Body: Encodable>: Encodable {
    let event: String
    let body: Body

    enum Key: String, CodingKey { case event }

    func encode(to encoder: any Encoder) throws {
      try body.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(event, forKey: .event)
    }
  }
}
