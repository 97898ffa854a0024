import Foundation
import Rondo

/// Rates of the kernels on one thread, beside the rate of fused multiply-adds in registers that the
/// same process reached.
struct KernelTable {
  private struct Row: Encodable {
    let name: String
    let unit: String
    let rate: Double
    let best: Double
    let partOfPeak: Double?
  }

  private struct Document: Encodable {
    let kernels: String
    let peakGflops: Double
    let rows: [Row]
  }

  private let document: Document

  /// Measures each kernel for about `budget` seconds, and the peak before each of them.
  init(budget: Double) {
    var best = 0.0
    var rates: [(KernelCase, median: Double, best: Double)] = []
    for kernel in KernelCases.all {
      best = max(best, peak(threads: 1, budget: 0.05))
      let repetitions = max(1, 200_000 / kernel.work)
      let time = Measurement(budget: budget) { for _ in 0..<repetitions { kernel.call() } }
      let work = Double(kernel.work * repetitions) / 1e9
      rates.append((kernel, work / time.median, work / time.least))
    }
    document = Document(
      kernels: FloatKernels.version, peakGflops: best / 1e9,
      rows: rates.map { kernel, median, least in
        Row(
          name: kernel.name, unit: kernel.unit.rawValue, rate: median, best: least,
          partOfPeak: kernel.unit == .operations ? median * 1e9 / best : nil)
      })
  }

  /// The table in Markdown.
  var markdown: String {
    var lines = [
      "\(document.kernels) kernels, one thread, FMA peak \(digits(document.peakGflops)) GFLOP/s",
      "", "| kernel | median | best | of peak |", "|---|---:|---:|---:|",
    ]
    for row in document.rows {
      let share = row.partOfPeak.map { "\(digits(100 * $0)) %" } ?? "–"
      lines.append(
        "| \(row.name) | \(digits(row.rate)) \(row.unit) | \(digits(row.best)) | \(share) |")
    }
    return lines.joined(separator: "\n")
  }

  private func digits(_ value: Double) -> String { String(format: "%.3g", value) }

  /// The table as JSON.
  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    return try encoder.encode(document)
  }
}
