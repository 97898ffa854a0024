import FoundationEssentials
import RondoText

/// What a run's log says, read back for its report; lines that cannot be read are passed over.
struct LoggedRun: Sendable {
  /// A line of any kind: what a kind lacks is nil.
  struct Entry: Sendable, Decodable {
    let event: String
    var step: Int?
    var epoch: Double?
    var nats: Double?
    var bitsPerCharacter: Double?
    var bitsPerByte: Double?
    var logLoss: Double?
    var accuracy: Double?
    var macroF1: Double?
    var microF1: Double?
    var rmse: Double?
    var method: String?
    var order: Int?
    var windowed: Double?
    var best: Bool?
    var text: String?
    /// Of a sample whose symbols are bytes: these, in base64.
    var bytes: String?
    var steps: Int?
    var epochs: Double?
    var seconds: Double?
    var symbolsPerSecond: Double?
    var stoppedBy: StopReason?
  }

  private(set) var baselines: [Entry] = []
  private(set) var progress: [Entry] = []
  private(set) var validations: [Entry] = []
  private(set) var samples: [Entry] = []
  /// Which mistakes the classifier makes that was kept at that end.
  private(set) var errors: ValidationErrors?
  /// The last end, unless training has gone on since.
  private(set) var finished: Entry?

  /// Reads the lines of a log.
  init(_ log: [UInt8]) {
    let decoder = JSONDecoder()
    for line in log.split(separator: 10) {
      guard let entry = try? decoder.decode(Entry.self, from: Data(line)) else { continue }
      switch entry.event {
      case "baseline": baselines.append(entry)
      case "progress": progress.append(entry)
      case "validation": validations.append(entry)
      case "sample": samples.append(entry)
      case "finished": finished = entry
      case "errors": errors = try? decoder.decode(ValidationErrors.self, from: Data(line))
      default: break
      }
      if ["progress", "validation"].contains(entry.event) { (finished, errors) = (nil, nil) }
    }
  }

  /// The number of steps that the log tells of.
  var lastStep: Int {
    (progress + validations).compactMap(\.step).max() ?? finished?.steps ?? 0
  }

  /// The validation that the model was kept for.
  var best: Entry? { validations.last { $0.best == true } }
}

extension LoggedRun.Entry {
  /// What a model wrote; bytes that are not UTF-8 are escapes.
  var shownText: String {
    bytes.flatMap { Data(base64Encoded: $0) }.map { String(escapingIllFormed: $0) } ?? text ?? ""
  }

  /// What a baseline is called.
  var baselineName: String {
    guard let order else { return method ?? "baseline" }
    return order == 0 ? "symbol frequencies" : "Kneser–Ney \(order)-gram"
  }
}
