import Foundation
import Rondo

/// What the program measures, one line of JSON a result.
let usage = """
  rondo-benchmark peak THREADS SECONDS
  rondo-benchmark train BATCH STEPS HIDDEN VOCABULARY THREADS SECONDS
  rondo-benchmark sample BATCH HIDDEN VOCABULARY SECONDS
  """

let words = CommandLine.arguments.dropFirst()
let numbers = words.dropFirst().compactMap(Double.init)

switch (words.first, numbers.count) {
case ("peak", 2):
  let rate = peak(threads: Int(numbers[0]), budget: numbers[1])
  try report([
    "what": "peak", "kernels": FloatKernels.version, "threads": Int(numbers[0]),
    "gflops": rate / 1e9,
  ])
case ("train", 6):
  let n = numbers.map { Int($0) }
  let step = TrainingStep(batch: n[0], steps: n[1], hidden: n[2], vocabulary: n[3])
  let time = step.measure(threads: n[4], budget: numbers[5])
  try report([
    "what": "train", "kernels": FloatKernels.version, "threads": n[4], "ms": time.median * 1e3,
    "msLeast": time.least * 1e3, "gflops": step.operations / time.median / 1e9,
    "symbolsPerSecond": Double(n[0] * n[1]) / time.median, "repetitions": time.seconds.count,
  ])
case ("sample", 4):
  let n = numbers.map { Int($0) }
  let model = LanguageModel<Float>(.init(vocabularySize: n[2], hiddenSize: n[1]), seed: 1)
  let generator = SymbolGenerator(model, prompt: [0], count: n[0])
  let time = Measurement(budget: numbers[3]) { for _ in 0..<100 { _ = generator.next() } }
  try report([
    "what": "sample", "kernels": FloatKernels.version, "threads": 1,
    "us": time.median * 1e4, "usLeast": time.least * 1e4,
    "symbolsPerSecond": Double(n[0]) * 100 / time.median,
  ])
default:
  FileHandle.standardError.write(Data((usage + "\n").utf8))
  exit(64)
}
