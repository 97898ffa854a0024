import Foundation
import Testing

@Suite("Options that make no sense") struct BadOptionTests {
  @Test(
    "a value outside its range is one line, and nothing is made",
    arguments: [
      "--hidden-size 0", "--hidden-size=-1", "--hidden-size abc", "--hidden-size 1e9",
      "--hidden-size 99999999999999999999", "--hidden-size 1000000", "--layers 0",
      "--layers 16777216",
      "--hidden-size 16777216 --layers 16777216", "--batch-size 0", "--batch-size=-3",
      "--sequence-length 0", "--learning-rate nan", "--learning-rate inf", "--learning-rate 0",
      "--learning-rate=-1", "--clip-norm nan", "--clip-norm 0", "--validation-fraction 1",
      "--validation-fraction=-0.1", "--validation-fraction nan", "--threads 0", "--threads 100000",
      "--epochs 0", "--epochs=-1", "--steps 0", "--steps 1.5", "--minutes 0", "--minutes nan",
      "--minutes=-1", "--minutes inf", "--patience=-1", "--warmup-steps=-1", "--seed=-1",
      "--seed x",
      "--min-count 0", "--min-count 1000", "--vocabulary-size 0", "--vocabulary-size 1",
      "--cell tanh", "--cell gru-original",
      "--cell mingru --recurrent-dropout 0.2", "--gru-form keras", "--gru-form original",
      "--embedding-size -1", "--epochs -1", "--learning-rate -1e-3", "--steps -x",
      "--embedding-size=-1", "--embedding-size 99999999", "--tie-weights",
      "--tie-weights --embedding-size 255", "--optimizer none",
      "--dropout 1", "--dropout=-0.1", "--dropout nan", "--embedding-dropout 1",
      "--recurrent-dropout 1", "--label-smoothing 1", "--average-weights 1",
      "--activation-penalty=-1", "--temporal-penalty inf", "--weight-decay nan",
      "--decay-factor 0", "--decay-factor 1.5", "--decay-steps 0", "--plateau-patience 0",
      "--schedule linear", "--unit letter", "--normalization x",
      "--format xml", "--encoding windows-1525",
    ])
  func training(option: String) throws {
    let scratch = try Scratch(corpus: 700)
    let name = String(option.prefix { $0 != " " && $0 != "=" })
    try scratch.rondo("train c.txt --quiet \(option)").failed(64, name)
    #expect(try scratch.files() == ["c.txt"])
  }

  @Test("an encoding that nobody knows is a usage error with suggestions, in every verb")
  func encodings() throws {
    let scratch = try Scratch.withModel()
    for words in ["train c.txt", "score model c.txt", "evaluate model c.txt", "sample model"] {
      try scratch.rondo("\(words) --encoding windows1252x").failed(
        64, "windows1252x", "windows-1252")
    }
    try scratch.rondo("evaluate model c.txt --encoding windows-1252").succeeded()
  }

  @Test(
    "the same for sampling",
    arguments: [
      "--length -1", "--temperature -1", "--top-p -.5", "--seed -1", "--min-length -3",
      "--length=-1", "--length x", "--temperature=-1", "--temperature nan", "--temperature inf",
      "--top-k 0", "--top-p 0", "--top-p 1.5", "--top-p nan", "--count 0", "--count=-1",
      "--count 1000000", "--seed=-1", "--threads 0", "--stop=", "--ban=", "--min-p=-0.1",
      "--min-p 1.1", "--min-p nan", "--typical 0", "--typical 1.5", "--typical nan",
      "--repetition-penalty 0", "--repetition-penalty inf", "--repetition-penalty 1e300",
      "--presence-penalty nan", "--frequency-penalty inf", "--penalty-window 0",
      "--no-repeat-ngram 0", "--max-copy 0", "--max-copy=-1", "--min-length=-1",
      "--min-length 501 --stop a", "--beam 0", "--beam 100000", "--log-probabilities=-1",
      "--bias e", "--bias =3", "--bias e=nan", "--bias e=inf", "--bias e=x", "--samplers top-q",
      "--samplers=", "--samplers top-k,,top-p", "--samplers top-k,top-k",
    ])
  func sampling(option: String) throws {
    let scratch = try Scratch()
    let name = String(option.prefix { $0 != " " && $0 != "=" })
    try scratch.rondo("sample model \(option)").failed(64, name)
  }

  @Test(
    "options for sampling that have no meaning together, or alone",
    arguments: [
      ("--beam 4 --temperature 1", "--temperature"), ("--beam 4 --top-k 3", "--top-k"),
      ("--beam 4 --top-p 0.9", "--top-p"), ("--beam 4 --min-p 0.1", "--min-p"),
      ("--beam 4 --typical 0.9", "--typical"), ("--beam 4 --bias e=1", "--bias"),
      ("--beam 4 --presence-penalty 1", "--presence-penalty"),
      ("--beam 4 --samplers top-k", "--samplers"), ("--beam 4 --seed 1", "--seed"),
      ("--beam 4 --count 5", "--count"), ("--beam 4 --length-penalty=-1", "--length-penalty"),
      ("--length-penalty 1", "--beam"), ("--log-probabilities 3", "--format json"),
      ("--penalty-window 9", "--penalty-window"),
      ("--training-data c.txt", "--max-copy"), ("--samplers top-k --top-p 0.9", "top-p"),
      ("--samplers top-k --temperature 1", "temperature"),
      ("--prompt a --prompts-file b", "--prompts-file"),
      ("--prompt-file a --prompts-file b", "--prompts-file"),
    ])
  func combinations(options: String, named: String) throws {
    let scratch = try Scratch()
    try scratch.rondo("sample model \(options)").failed(64, named)
  }

  @Test("an output that is a file, or below one, cannot be created")
  func outputs() throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.rondo("train c.txt --out c.txt --steps 2 \(tiny)").failed(73, "c.txt")
    try scratch.rondo("train c.txt --out c.txt/run --steps 2 \(tiny)").failed(73, "c.txt")
    try scratch.rondo("train c.txt --out c.txt --resume --steps 2 \(tiny)").failed(73, "c.txt")
    try scratch.rondo("train c.txt --out /proc/run --steps 2 \(tiny)").failed(73, "/proc/run")
    #expect(try scratch.files() == ["c.txt"])
  }

  @Test("a run that diverges ends with 1 and leaves the last good state")
  func divergence() throws {
    let scratch = try Scratch(corpus: 700)
    let options = "--optimizer sgd --clip-norm 1e30 --warmup-steps 0 --schedule constant"
    for (rate, fraction) in [("1e38", "0.1"), ("1e38", "0"), ("1e300", "0.1")] {
      let words = "train c.txt --overwrite --out run --validation-fraction \(fraction) \(tiny)"
      let bad = try scratch.rondo("\(words) \(options) --learning-rate \(rate)")
      bad.failed(1, "not finite", "--learning-rate")
      #expect(try scratch.event("finished", inLog: "run")["stoppedBy"] as? String == "nonFinite")
      try scratch.rondo("sample run --length 20 --seed 1").succeeded()
      try scratch.rondo("score run c.txt").succeeded()
      let again = "train c.txt --out run --resume --quiet"
      try scratch.rondo(again).failed(1, "not finite")
      let json = try scratch.rondo("\(again) --format json")
      #expect(json.code == 1)
      #expect(try json.event("finished")["stoppedBy"] as? String == "nonFinite")
    }
  }
}
