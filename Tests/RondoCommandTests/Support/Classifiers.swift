import Testing

extension Scratch {
  /// Options for a classifier so small that a run takes an instant.
  static let tinyClassifier =
    "--hidden-size 4 --ensemble 1 --epochs 3 --validation-fraction 0 --threads 1 --no-baseline"
    + " --quiet"

  /// A folder with labelled texts, `t.csv`, and a classifier trained on them, `model`.
  static func withTextClassifier(_ options: String = "") throws -> Scratch {
    let scratch = try Scratch()
    let words = ["good", "fine", "warm", "kind", "bad", "poor", "cold", "mean"]
    let rows = (0..<16).map { index in
      "\(words[index % 8]) film \(index),\(index % 8 < 4 ? "pos" : "neg")\n"
    }
    try scratch.write("t.csv", "text,label\n" + rows.joined())
    let learning = "--character-size 4 --embedding-dropout 0 --batch-size 2"
    try scratch.rondo(
      "train text-classifier t.csv --out model \(tinyClassifier) \(learning) \(options)"
    ).succeeded()
    return scratch
  }

  /// A folder with a problem of series, `S_TRAIN.tsv` and `S_TEST.tsv`, and a classifier trained on
  /// it, `model`.
  static func withSeriesClassifier(_ options: String = "") throws -> Scratch {
    let scratch = try Scratch()
    func rows(_ count: Int, from first: Int) -> String {
      (first..<first + count).map { index in
        let sign = index % 2 == 0 ? 1 : -1
        let values = (0..<6).map { "\(sign * ($0 + 1)).\(index)" }
        return (["\(sign)"] + values).joined(separator: "\t") + "\n"
      }.joined()
    }
    try scratch.write("S_TRAIN.tsv", rows(12, from: 0))
    try scratch.write("S_TEST.tsv", rows(6, from: 20))
    try scratch.rondo("train series-classifier S --out model \(tinyClassifier) \(options)")
      .succeeded()
    return scratch
  }
}
