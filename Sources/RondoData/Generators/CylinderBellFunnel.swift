public import RondoNumerics

/// The cylinder–bell–funnel problem: a plateau, a rise or a fall at a random place in noise.
///
///     let generator = CylinderBellFunnel(law: .published, length: 128)
///     let bell = generator.series(label: 2, from: RandomStream(seed: 1, purpose: .general))
///
/// Published (Saito 1994, "Local feature extraction and its applications using a library of bases",
/// thesis, Yale), for t = 1…128, with I(t) = 1 for a ≤ t ≤ b and 0 elsewhere, ε(t) standard normal
/// for each sample, η standard normal for each series, a uniform on 16…32 and b − a on 32…96:
///
/// ```text
/// cylinder  (6 + η)·I(t) + ε(t)
/// bell      (6 + η)·I(t)·(t − a)/(b − a) + ε(t)
/// funnel    (6 + η)·I(t)·(b − t)/(b − a) + ε(t)
/// ```
///
/// Archived: as fitted to the 930 series of the archive's set, whose amplitude is 6 for all, a
/// uniform on 16…31, and b uniform on 65…128 independent of a; each series is then scaled to mean 0
/// and standard deviation 1. For another length T, the whole numbers above are T/8, T/4, T/2, 3T/4
/// and T, rounded down. `Sendable`.
public struct CylinderBellFunnel: SeriesGenerator {
  public let name = "CBF"
  public let classes = ["cylinder", "bell", "funnel"]
  /// `onset` is a and `end` is b, counted from 1.
  public let parameterNames = ["onset", "end", "amplitude"] + GeneratedSeries.scalingNames
  public let law: SeriesLaw
  public let length: Int
  /// As in the archive, whose training part has 10, 12 and 8 series of the classes.
  public let split = SeriesSplit.drawn

  /// Creates a generator of series of a length, at least 16.
  public init(law: SeriesLaw = .published, length: Int = 128) {
    precondition(length >= 16, "a length of \(length) is below 16")
    (self.law, self.length) = (law, length)
  }

  public func series(label: Int, from stream: RandomStream) -> GeneratedSeries {
    let onset: Int
    let end: Int
    let amplitude: Double
    switch law {
    case .published:
      onset = stream.integer(in: length / 8...length / 4, at: 0)
      end = onset + stream.integer(in: length / 4...3 * length / 4, at: 1)
      amplitude = 6 + stream.normal(at: 1)
    case .archived:
      onset = stream.integer(in: length / 8...length / 4 - 1, at: 0)
      end = stream.integer(in: length / 2 + 1...length, at: 1)
      amplitude = 6
    }
    let raw = (1...length).map { t in
      let level =
        (onset...end).contains(t)
        ? amplitude * shape(label, Double(t - onset) / Double(end - onset)) : 0
      return level + stream.normal(at: RandomStream.firstSample / 2 + UInt64(t - 1))
    }
    return GeneratedSeries(
      raw: raw, parameters: [Double(onset), Double(end), amplitude], law: law)
  }

  /// The height of a class's shape at a fraction, 0…1, of its duration.
  private func shape(_ label: Int, _ part: Double) -> Double {
    switch label {
    case 1: 1
    case 2: part
    case 3: 1 - part
    default: preconditionFailure("the labels are 1, 2 and 3, not \(label)")
    }
  }
}
