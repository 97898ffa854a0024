import FoundationEssentials
import RondoText

/// Contents of a run's log, read for its report; unreadable lines are ignored.
package struct LoggedRun: Sendable {
  /// A line of any event; keys that the event lacks are nil.
  package struct Entry: Sendable, Decodable {
    package let event: String
    package var step: Int?
    package var epoch: Double?
    package var method: String?
    package var order: Int?
    package var best: Bool?
    package var text: String?
    /// For a sample whose symbols are bytes: the bytes in base64.
    package var bytes: String?
    package var steps: Int?
    package var epochs: Double?
    package var seconds: Double?
    package var symbolsPerSecond: Double?
    package var stoppedBy: StopReason?
    /// Numbers of the line by their keys; tasks name those of their scores.
    private var numbers: [String: Double] = [:]

    /// The number of a key; nil if the line has none.
    package subscript(key: String) -> Double? { numbers[key] }

    private struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      func value<T: Decodable>(_ key: String, as type: T.Type = T.self) throws -> T? {
        try container.decodeIfPresent(T.self, forKey: Key(stringValue: key))
      }
      event = try container.decode(String.self, forKey: Key(stringValue: "event"))
      (step, epoch, steps) = (try value("step"), try value("epoch"), try value("steps"))
      (method, order, best) = (try value("method"), try value("order"), try value("best"))
      (text, bytes) = (try value("text"), try value("bytes"))
      (epochs, seconds) = (try value("epochs"), try value("seconds"))
      (symbolsPerSecond, stoppedBy) = (try value("symbolsPerSecond"), try value("stoppedBy"))
      for key in container.allKeys {
        numbers[key.stringValue] = try? container.decode(Double.self, forKey: key)
      }
    }
  }

  private(set) var baselines: [Entry] = []
  private(set) var progress: [Entry] = []
  private(set) var validations: [Entry] = []
  private(set) var samples: [Entry] = []
  /// Line with the errors of the model that the last end kept.
  private(set) var errors: [UInt8]?
  /// Last end; nil if training has continued since.
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
      case "errors": errors = Array(line)
      default: break
      }
      if ["progress", "validation"].contains(entry.event) { (finished, errors) = (nil, nil) }
    }
  }

  /// Last step in the log.
  var lastStep: Int {
    (progress + validations).compactMap(\.step).max() ?? finished?.steps ?? 0
  }

  /// Validation of the saved model.
  var best: Entry? { validations.last { $0.best == true } }
}

extension LoggedRun.Entry {
  /// Text of a sample, with escapes for bytes that are not UTF-8.
  var shownText: String {
    bytes.flatMap { Data(base64Encoded: $0) }.map { String(escapingIllFormed: $0) } ?? text ?? ""
  }

  /// Name of a baseline.
  var baselineName: String {
    guard let order else { return method ?? "baseline" }
    return order == 0 ? "symbol frequencies" : "Kneser–Ney \(order)-gram"
  }
}

extension String {
  /// Lines of a sampled text, separated by LF or CR LF, which is one `Character`.
  package var shownLines: [String] {
    replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
  }
}
