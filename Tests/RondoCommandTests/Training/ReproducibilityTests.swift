import Testing

@Suite("The same bytes") struct ReproducibilityTests {
  private static let options =
    "--hidden-size 16 --batch-size 6 --sequence-length 8 --layers 2 --epochs 2 --quiet"

  @Test("a run has the same bytes for every number of threads, and others for another seed")
  func threads() throws {
    let scratch = try Scratch(corpus: 1000)
    for threads in 1...3 {
      let words = "train c.txt --out run\(threads) --threads \(threads) --seed 7 \(Self.options)"
      try scratch.rondo(words).succeeded()
    }
    try scratch.rondo("train c.txt --out other --threads 2 --seed 8 \(Self.options)").succeeded()
    for file in ["model.safetensors", "training.safetensors"] {
      let first = try scratch.bytes("run1/\(file)")
      #expect(try scratch.bytes("run2/\(file)") == first, "\(file)")
      #expect(try scratch.bytes("run3/\(file)") == first, "\(file)")
      #expect(try scratch.bytes("other/\(file)") != first, "\(file)")
    }
  }

  @Test("every version of the kernels gives the same bytes; what the processor lacks is refused")
  func kernels() throws {
    let scratch = try Scratch(corpus: 1000)
    try scratch.rondo("train c.txt --out best --threads 1 \(Self.options)").succeeded()
    var used = 0
    for version in ["portable", "avx2", "avx512"] {
      let words = "train c.txt --out \(version) --threads 1 \(Self.options)"
      let result = try scratch.rondo(words) { $0.environment["RONDO_KERNELS"] = version }
      if version != "portable", result.code == 64 { continue }
      used += 1
      result.succeeded()
      for file in ["model.safetensors", "training.safetensors"] {
        #expect(try scratch.bytes("\(version)/\(file)") == scratch.bytes("best/\(file)"))
      }
    }
    #expect(used > 0)
  }

  @Test(
    "a version of the kernels that does not exist is a usage error",
    arguments: ["avx1024", "AVX2", ""], ["train c.txt", "score best", "sample best"])
  func unknownKernels(version: String, words: String) throws {
    let scratch = try Scratch(corpus: 1000)
    let result = try scratch.rondo(words) { $0.environment["RONDO_KERNELS"] = version }
    result.failed(64, "RONDO_KERNELS", "avx512, avx2 or portable")
    #expect(try scratch.files() == ["c.txt"])
  }

  @Test(
    "locale, terminal and colours change nothing",
    arguments: [
      ["LC_ALL": "C", "TERM": "dumb"], ["LC_ALL": "de_DE.UTF-8", "NO_COLOR": "1"],
      ["LC_ALL": "tr_TR.UTF-8", "TERM": "xterm-256color", "TZ": "Asia/Tokyo"],
    ])
  func environment(variables: [String: String]) throws {
    let scratch = try Scratch()
    try scratch.write("c.txt", madeUpText(bytes: 900) + "Ångström — İı ß\n")
    for out in ["plain", "changed"] {
      try scratch.rondo("train c.txt --out \(out) --threads 1 \(Self.options)") {
        if out == "changed" { $0.environment.merge(variables) { $1 } }
      }.succeeded()
    }
    #expect(
      try scratch.bytes("plain/model.safetensors") == scratch.bytes("changed/model.safetensors"))
    for words in [
      "sample plain --seed 1 --length 40", "score plain c.txt --per-symbol", "inspect plain",
      "sample --help", "sample missing",
    ] {
      let plain = try scratch.rondo(words)
      let changed = try scratch.rondo(words) { $0.environment.merge(variables) { $1 } }
      #expect(plain.output == changed.output && plain.errors == changed.errors, "\(words)")
    }
  }

  @Test("the file of a model does not depend on where it is saved")
  func places() throws {
    let scratch = try Scratch(corpus: 1000)
    try scratch.rondo("train c.txt --out a --threads 1 \(Self.options)").succeeded()
    try scratch.rondo("train c.txt --out b/c --threads 1 --no-baseline \(Self.options)").succeeded()
    #expect(try scratch.bytes("a/model.safetensors") == scratch.bytes("b/c/model.safetensors"))
    let text = String(decoding: try scratch.bytes("a/model.safetensors"), as: UTF8.self)
    #expect(!text.contains(scratch.path))
  }
}
