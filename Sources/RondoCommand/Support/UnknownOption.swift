import ArgumentParser

/// An option that a command does not have, and the one that was probably meant.
///
///     rondo train c.txt --lr 0.01
///     rondo: unknown option '--lr': did you mean --learning-rate?
struct UnknownOption {
  private let name: String
  private let arguments: [String]

  /// The error with a suggestion, if it is about an unknown option, or else the error itself.
  static func explained(_ error: any Error, _ arguments: [String]) -> any Error {
    let message = RondoCommand.message(for: error)
    guard let found = message.firstMatch(of: /^Unknown option '([^'=]+)[^']*'/) else {
      return error
    }
    let option = UnknownOption(name: String(found.1), arguments: arguments)
    return ValidationError("unknown option '\(option.name)'\(option.explanation)")
  }

  private var explanation: String {
    let options = CommandOptions(after: arguments)
    if let note = Self.notes[word] { return ": \(note)" }
    if let meant = suggestion(options) { return ": did you mean \(meant)?" }
    if let command = otherCommand { return ": it is an option of 'rondo \(command)'" }
    return ""
  }

  /// The name without dashes, in lower case, with dashes for underscores.
  private var word: String {
    String(name.drop { $0 == "-" }).lowercased().replacing("_", with: "-")
  }

  /// The option that is meant: by meaning, by its beginning, or by spelling.
  private func suggestion(_ options: CommandOptions) -> String? {
    let meant = Self.meanings.first { $0.words.contains(word) }?.options ?? []
    if let found = meant.first(where: { options.contain(String($0.prefix { $0 != " " })) }) {
      return found
    }
    let names = options.all.filter(\.isShown).flatMap(\.names).filter { $0.hasPrefix("--") }
    if names.contains("--\(word)") { return "--\(word)" }
    let longer = names.filter { word.count >= 3 && $0.hasPrefix("--\(word)") }
    return longer.min { $0.count < $1.count }
      ?? CommandWords.nearest(to: word, among: names.map { String($0.dropFirst(2)) })
      .map { "--\($0)" }
  }

  /// A command that has the option.
  private var otherCommand: String? {
    let tasks = TrainCommand.configuration.subcommands
    let commands =
      RondoCommand.configuration.subcommands.filter { $0 != TrainCommand.self } + tasks
    let found = commands.first { CommandOptions(of: $0).contain("--\(word)") }
    guard let found, let name = found.configuration.commandName else { return nil }
    return tasks.contains { $0 == found } ? "train \(name)" : name
  }

  /// What to do instead, where no option is meant.
  private static let notes = [
    "gpu", "cuda", "device", "mps",
  ].reduce(into: [String: String]()) {
    $0[$1] = "rondo computes on the CPU; --threads sets the number of threads"
  }

  /// Words of other programs and of the field, and the options that they mean; the first one that a
  /// command has is suggested.
  private static let meanings: [(words: Set<String>, options: [String])] = [
    (["temp", "t"], ["--temperature"]),
    (["lr", "rate", "step-size", "eta", "alpha"], ["--learning-rate", "--dynamic-rate"]),
    (["lines", "line"], ["--documents line", "--form lines"]),
    (["paragraphs", "paragraph"], ["--documents paragraph"]),
    (["files"], ["--documents file"]),
    (
      ["hidden", "hidden-dim", "hidden-units", "units", "rnn-size", "n-hidden", "nhid", "width"],
      ["--hidden-size"]
    ),
    (["num-layers", "n-layers", "nlayers", "depth"], ["--layers"]),
    (["bs", "batch", "b", "minibatch"], ["--batch-size"]),
    (
      ["seq-len", "seq-length", "seqlen", "bptt", "block-size", "context-length", "unroll"],
      ["--sequence-length"]
    ),
    (["wd", "l2"], ["--weight-decay"]),
    (
      [
        "n", "max-tokens", "max-length", "max-new-tokens", "num-tokens", "n-tokens", "symbols",
        "characters",
      ], ["--length"]
    ),
    (["output", "output-dir", "o", "dir", "save", "save-dir", "name"], ["--out"]),
    (["epoch", "e", "num-epochs", "n-epochs", "passes"], ["--epochs"]),
    (["iterations", "iters", "max-iters", "max-steps", "num-steps"], ["--steps"]),
    (["time", "max-time", "duration", "timeout", "time-limit"], ["--minutes"]),
    (["lstm"], ["--cell lstm"]), (["gru"], ["--cell gru"]), (["rnn"], ["--cell rnn"]),
    (["mingru"], ["--cell mingru"]),
    (["rnn-type", "cell-type", "model-type", "architecture"], ["--cell"]),
    (["opt"], ["--optimizer"]), (["adam"], ["--optimizer adam"]),
    (["adamw"], ["--optimizer adamw"]), (["sgd"], ["--optimizer sgd"]),
    (
      ["clip", "grad-clip", "gradient-clip", "gradient-clipping", "max-norm", "max-grad-norm"],
      ["--clip-norm"]
    ),
    (["warmup"], ["--warmup-steps"]),
    (["scheduler", "lr-schedule", "lr-scheduler"], ["--schedule"]),
    (["drop", "dropout-rate", "p-drop"], ["--dropout"]),
    (["emb", "embedding", "embedding-dim", "embed-dim", "embed-size"], ["--embedding-size"]),
    (["tied", "tie", "weight-tying"], ["--tie-weights"]),
    (["ema", "swa"], ["--average-weights"]),
    (["val", "valid", "dev", "validation-data"], ["--validation", "--validation-fraction"]),
    (
      ["val-split", "validation-split", "val-fraction", "test-size", "holdout", "split"],
      ["--validation-fraction"]
    ),
    (["early-stopping", "early-stop"], ["--patience"]),
    (["force", "f", "replace"], ["--overwrite"]),
    (["continue", "resume-from", "restart"], ["--resume"]),
    (["random-seed", "s"], ["--seed"]),
    (["model", "checkpoint", "load", "init-from", "pretrained", "finetune"], ["--from"]),
    (["chars", "char", "characters-only"], ["--unit grapheme"]), (["words"], ["--unit word"]),
    (["bytes"], ["--unit byte"]), (["bpe", "subword"], ["--unit bpe"]),
    (["tokenizer", "token", "tokens", "level", "granularity"], ["--unit", "--length"]),
    (["vocab", "vocab-size", "max-vocab", "max-features"], ["--vocabulary-size"]),
    (["min-freq", "min-frequency", "min-df"], ["--min-count"]),
    (["charset", "enc", "codec"], ["--encoding"]),
    (["normalize"], ["--normalization"]), (["lowercase", "lower", "ignore-case"], ["--fold-case"]),
    (["networks", "members", "models"], ["--ensemble"]), (["pooling", "pool"], ["--readout"]),
    (["metric", "monitor"], ["--stop-on"]), (["weights", "balanced"], ["--class-weights"]),
    (["target", "target-column", "y"], ["--label-column"]), (["text-col"], ["--text-column"]),
    (["sep", "separator"], ["--delimiter"]), (["no-naive-bayes"], ["--network-only"]),
    (["json"], ["--format json"]), (["csv"], ["--format csv", "--form csv"]),
    (["silent", "q", "no-progress"], ["--quiet"]),
    (["threads-count", "num-threads", "jobs", "j", "workers", "cores", "cpu"], ["--threads"]),
    (["prime", "primer", "seed-text", "start", "prefix", "context", "p"], ["--prompt"]),
    (["samples", "num-samples", "number"], ["--count"]), (["nucleus"], ["--top-p"]),
    (["k"], ["--top-k", "--top"]), (["greedy"], ["--temperature 0"]),
    (["beams", "beam-size", "beam-width", "num-beams"], ["--beam"]),
    (["repeat-penalty"], ["--repetition-penalty"]),
    (["logprobs", "log-probs"], ["--log-probabilities"]),
    (["report", "page"], ["--html"]),
  ]
}
