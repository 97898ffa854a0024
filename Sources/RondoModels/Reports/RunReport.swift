import RondoEvaluation
import RondoFiles

/// A training run as a page of HTML: its curves, its figures beside the baselines, what a language
/// model wrote as it learnt or which mistakes a classifier makes, the settings and the data.
///
///     try RunReport(of: folder).write()  // checkpoints/NAME/report.html
///
/// Everything comes from the model's file and from the log, so a page can be written at any time,
/// of a run that goes on too. `Sendable`.
public struct RunReport: Sendable {
  let name: String
  let subject: ReportSubject
  let log: LoggedRun
  private let place: String

  /// The report of a run as its folder is now.
  ///
  /// - Throws: `CheckpointError` or `ModelFileError`.
  public init(of folder: RunFolder) throws {
    let log = POSIX.exists(folder.logPath) ? try folder.log().contents : []
    self.init(
      name: folder.path.split(separator: "/").last.map(String.init) ?? folder.path,
      ReportSubject(try AnyModel.load(folder.modelPath).model), log: log,
      place: folder.reportPath)
  }

  /// The report of a model without a log.
  public init(of model: AnyModel, path: String) {
    self.init(name: path, ReportSubject(model), log: [], place: path + ".html")
  }

  init(
    name: String, _ subject: ReportSubject, log: [UInt8], place: String = RunFolder.reportName
  ) {
    (self.name, self.subject, self.log, self.place) = (name, subject, LoggedRun(log), place)
  }

  /// Writes the page, by default beside the model; a page that is there is replaced in one step.
  ///
  /// - Throws: `CheckpointError`.
  public func write(to path: String? = nil) throws {
    try AtomicFile.write(Array(html.utf8), to: path ?? place)
  }

  /// Writes the page beside the model, unless it stands there as it is.
  ///
  /// - Throws: `CheckpointError`.
  public func update() throws {
    let page = Array(html.utf8)
    if let file = try? FileReader(place), (try? file.read(file.byteCount)) == page { return }
    try AtomicFile.write(page, to: place)
  }

  /// The page, UTF-8 when written.
  public var html: String {
    HTMLPage(
      title: "Run \(name)", style: Self.style,
      body: summary + curves + figures + errors + samples + settings + data + validations
    ).html
  }

  private var summary: String {
    let step = log.lastStep
    guard let finished = log.finished else {
      return step == 0 ? "" : "<p>At step \(step.withThousandsSeparators); not finished.</p>\n"
    }
    let reason = finished.stoppedBy?.explanation ?? "it ended"
    return "<p>Stopped after \(step.counted("step")): \(reason).</p>\n"
  }

  private var errors: String { log.errors?.html ?? "" }

  private static let style = """
    .samples { display: grid; gap: .75rem; }
    .samples div { border: 1px solid var(--line); border-radius: .25rem; padding: .5rem .75rem; }
    .samples pre { margin: .25rem 0 0; font: inherit; white-space: pre-wrap;
      overflow-wrap: anywhere; text-align: start; unicode-bidi: plaintext; }
    summary { cursor: pointer; margin: 2rem 0 .5rem; font-weight: 600; }

    """
}

extension StopReason {
  /// Why a run has ended, for people: "the number of epochs was reached".
  public var explanation: String {
    switch self {
    case .epochs: "the number of epochs was reached"
    case .steps: "the number of steps was reached"
    case .minutes: "the steps that the time allowed were taken"
    case .patience: "validation had stopped improving"
    case .signal: "it was asked to stop"
    case .nonFinite: "a loss or gradient was not finite"
    }
  }
}
