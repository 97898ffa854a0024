import Testing

@Suite("Options that do not exist") struct UnknownOptionTests {
  @Test(
    "the one that is meant is suggested, by meaning, by its beginning or by spelling",
    arguments: [
      ("sample --temp 0.5", "--temperature"), ("sample -t 0.5", "--temperature"),
      ("sample --max-tokens 9", "--length"), ("sample --greedy", "--temperature 0"),
      ("sample --topp 0.9", "--top-p"), ("train c.txt --lr 0.1", "--learning-rate"),
      ("train c.txt --lr=0.1", "--learning-rate"), ("train c.txt --lines", "--documents line"),
      ("train c.txt --hidden 9", "--hidden-size"), ("train c.txt --bs 9", "--batch-size"),
      ("train c.txt --seq-len 9", "--sequence-length"), ("train c.txt --wd 0", "--weight-decay"),
      ("train c.txt --output x", "--out"), ("train c.txt --epoch 3", "--epochs"),
      ("train c.txt --lstm", "--cell lstm"), ("train c.txt --learning_rate 1", "--learning-rate"),
      ("train c.txt --Hidden-Size 9", "--hidden-size"), ("train c.txt --val 0.2", "--validation-"),
      ("train text-classifier t.csv --val v.csv", "--validation?"),
      ("train text-classifier t.csv --target y", "--label-column"),
      ("train series-classifier S --ensembel 3", "--ensemble"),
      ("predict model --json", "--format json"), ("predict model --lines", "--form lines"),
    ])
  func suggestions(words: String, option: String) throws {
    let scratch = try Scratch()
    try scratch.rondo(words).failed(64, "unknown option '-", ": did you mean \(option)")
  }

  @Test("another command's option names that command, and there is no GPU")
  func elsewhere() throws {
    let scratch = try Scratch()
    try scratch.rondo("train c.txt --temperature 1").failed(64, "is an option of 'rondo sample'")
    try scratch.rondo("sample --bidirectional").failed(
      64, "is an option of 'rondo train text-classifier'")
    try scratch.rondo("train c.txt --gpu").failed(64, "on the CPU", "--threads")
    try scratch.rondo("train c.txt --quux").failed(64, "unknown option '--quux' (see")
  }

  @Test("older names of options are still taken, and help does not list them")
  func olderNames() throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.rondo("train c.txt --out a --steps 3 --cell gru --gru-form original \(tiny)")
      .succeeded()
    try scratch.rondo("train c.txt --out b --steps 3 --cell original-gru \(tiny)").succeeded()
    #expect(try scratch.bytes("a/model.safetensors") == scratch.bytes("b/model.safetensors"))
    try scratch.rondo("train c.txt --out b --resume --cell gru --gru-form original --quiet")
      .succeeded()
    try scratch.rondo("train c.txt --out b --resume --cell gru --gru-form pytorch --quiet").failed(
      64, "--cell (stored: original-gru)")
    #expect(!(try scratch.rondo("train --help").succeeded().text.contains("--gru-form")))
    let help = try scratch.rondo("train text-classifier --help").succeeded().text
    #expect(help.contains("--network-only") && !help.contains("--no-naive-bayes"))
  }
}
