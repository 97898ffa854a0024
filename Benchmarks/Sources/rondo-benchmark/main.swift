import Foundation
import Rondo

/// Measurements of this program. Each prints a line of JSON; `kernels` prints a table in Markdown,
/// and writes JSON if a file is named.
let usage = """
  rondo-benchmark kernels SECONDS [FILE.json]
  rondo-benchmark peak THREADS SECONDS
  rondo-benchmark train CELL BATCH STEPS HIDDEN LAYERS VOCABULARY THREADS SECONDS
  rondo-benchmark sample CELL BATCH HIDDEN VOCABULARY THREADS SECONDS
  CELL is \(BuiltInCell.choices).
  """

let words = Array(CommandLine.arguments.dropFirst())
let numbers = words.compactMap(Double.init)
let cell = words.count > 1 ? BuiltInCell(rawValue: words[1]) : nil

switch (words.first, cell, numbers.count) {
case ("kernels", nil, 1):
  let table = KernelTable(budget: numbers[0])
  print(table.markdown)
  if words.count == 3 { try table.json().write(to: URL(fileURLWithPath: words[2])) }
case ("peak", nil, 2):
  let rate = peak(threads: Int(numbers[0]), budget: numbers[1])
  try report([
    "what": "peak", "kernels": FloatKernels.version, "threads": Int(numbers[0]),
    "gflops": rate / 1e9,
  ])
case ("train", let cell?, 7):
  let n = numbers.map { Int($0) }
  let step = TrainingStep(
    cell: cell, batch: n[0], steps: n[1], hidden: n[2], layers: n[3], vocabulary: n[4])
  let time = step.measure(threads: n[5], budget: numbers[6])
  try report([
    "what": "train", "cell": cell.rawValue, "kernels": FloatKernels.version, "threads": n[5],
    "ms": time.median * 1e3, "msLeast": time.least * 1e3,
    "gflops": step.operations / time.median / 1e9,
    "symbolsPerSecond": Double(n[0] * n[1]) / time.median,
    "meanSymbolsPerSecond": Double(n[0] * n[1]) / time.mean, "repetitions": time.seconds.count,
  ])
case ("sample", let cell?, 5):
  let n = numbers.map { Int($0) }
  let model = LanguageModel<Float>(
    .init(cell: cell, vocabularySize: n[2], hiddenSize: n[1]), seed: 1)
  let generator = SymbolGenerator(
    model, prompt: [0], count: n[0], workers: Workers(threads: n[3]))
  let time = Measurement(budget: numbers[4]) { for _ in 0..<100 { _ = generator.next() } }
  try report([
    "what": "sample", "cell": cell.rawValue, "kernels": FloatKernels.version, "threads": n[3],
    "us": time.median * 1e4, "usLeast": time.least * 1e4,
    "symbolsPerSecond": Double(n[0]) * 100 / time.median,
  ])
default:
  FileHandle.standardError.write(Data((usage + "\n").utf8))
  exit(64)
}
