import RondoEngine
import RondoFiles
import RondoText
import Testing

@testable import RondoLanguageModel
@testable import RondoModels

struct ModelFileDamageTests {
  /// What is thrown for the small model after a change.
  private func error<E: Error>(
    _ type: E.Type, _ change: (inout SafetensorsFile) throws -> Void
  ) throws -> E {
    var file = try SmallRun.modelFile().encoded()
    try change(&file)
    let error = try #require(throws: type) { try LanguageModelFile(file, path: "m") }
    #expect("\(error)".contains("m") && !"\(error)".contains("\n"), "one line with the path")
    return error
  }

  static let keys = [
    "format_version", "task", "architecture", "tokenizer", "settings", "data", "split", "metrics",
    "text_library",
  ]

  @Test(arguments: keys)
  func `a missing key is named`(key: String) throws {
    let error = try error(ModelFileError.self) { $0.metadata[key] = nil }
    #expect(error == .notAModel(path: "m", missing: key))
  }

  @Test(arguments: keys, ["", "{", "[1,", "\"x\u{0}", "9e999", "{\"a\":{}}", "\n"])
  func `a value that is not what it should be is named`(key: String, text: String) throws {
    let error = try error(ModelFileError.self) { $0.metadata[key] = text }
    guard case .badMetadata("m", key, _) = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test(arguments: [0, 2, -1, .max])
  func `another version is refused`(version: Int) throws {
    let error = try error(ModelFileError.self) { $0.metadata["format_version"] = "\(version)" }
    #expect(error == .unknownVersion(path: "m", version))
  }

  @Test func `another task is refused`() throws {
    let error = try error(ModelFileError.self) { $0.metadata["task"] = "\"tagger\"" }
    #expect(error == .wrongTask(path: "m", task: "tagger"))
  }

  @Test(arguments: [
    (5, 0, 1), (5, 4, 0), (5, -4, 2), (0, 4, 2), (5, 1_000_000, 2), (5, 4, 1_000_000_000),
    (.max, .max, .max), (5, 100, 1),
  ])
  func `sizes that do not belong to the file are refused before anything is made`(
    vocabulary: Int, hidden: Int, layers: Int
  ) throws {
    let error = try error(ModelFileError.self) {
      $0.metadata["architecture"] = """
        {"cell":"rnn","hiddenSize":\(hidden),"layers":\(layers),"vocabularySize":\(vocabulary)}
        """
    }
    #expect(error == .badArchitecture(path: "m", [vocabulary, hidden, layers]))
  }

  @Test(arguments: [
    (#""embeddingSize":-1"#, [5, 4, 2, -1]), (#""tieWeights":true"#, [5, 4, 2]),
    (#""embeddingSize":3,"tieWeights":true"#, [5, 4, 2, 3]),
    (#""embeddingSize":99999999999"#, [5, 4, 2, 99_999_999_999]),
  ])
  func `parts that do not go together are refused`(parts: String, sizes: [Int]) throws {
    let error = try error(ModelFileError.self) {
      $0.metadata["architecture"] =
        #"{"cell":"rnn","hiddenSize":4,"layers":2,\#(parts),"vocabularySize":5}"#
    }
    #expect(error == .badArchitecture(path: "m", sizes))
  }

  @Test(arguments: [
    #""cell":"gru","gruForm":"other""#, #""cell":"transformer""#, #""cell":"rnn","tieWeights":1"#,
  ])
  func `parts that nobody knows are refused`(parts: String) throws {
    let error = try error(ModelFileError.self) {
      $0.metadata["architecture"] = #"{\#(parts),"hiddenSize":4,"layers":2,"vocabularySize":5}"#
    }
    guard case .badMetadata("m", "architecture", _) = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test func `another number of symbols is refused`() throws {
    let error = try error(ModelFileError.self) {
      let few = Tokenizer(unit: .scalar, vocabulary: try Vocabulary(symbols: [[0x61]]))
      $0.metadata["tokenizer"] = try JSONText.of(few)
    }
    #expect(error == .vocabularyMismatch(path: "m", symbols: 1, model: 5))
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity], [0, 7, 19])
  func `a number that is not finite is named`(number: Float, place: Int) throws {
    let error = try error(ModelFileError.self) {
      var values = try $0.tensors[8].values(as: Float.self)
      values[place] = number
      $0.tensors[8] = SafetensorsTensor(name: "output.weight", shape: [5, 4], values: values)
    }
    #expect(error == .notFinite(path: "m", tensor: "output.weight", index: place))
  }

  @Test func `missing, renamed, misshapen and mistyped tensors are all named at once`() throws {
    let error = try error(CheckpointError.self) { file in
      file.tensors.removeAll { $0.name == "output.bias" }
      for (index, tensor) in file.tensors.enumerated() {
        switch tensor.name {
        case "rnn.bias_ih_l0":
          file.tensors[index] = .init(
            name: "rnn.bias", shape: [4], values: [0, 0, 0, 0] as [Float])
        case "rnn.weight_hh_l1":
          file.tensors[index] = .init(
            name: tensor.name, type: .f32, shape: [16], bytes: tensor.bytes)
        case "rnn.bias_hh_l0":
          file.tensors[index] = .init(
            name: tensor.name, type: .i32, shape: [4], bytes: tensor.bytes)
        default: continue
        }
      }
    }
    #expect(
      error
        == .mismatched(
          path: "m",
          mismatches: [
            .missing(name: "rnn.bias_ih_l0", type: .f32, shape: [4]),
            .wrongType(name: "rnn.bias_hh_l0", found: .i32, expected: .f32),
            .wrongShape(name: "rnn.weight_hh_l1", found: [16], expected: [4, 4]),
            .missing(name: "output.bias", type: .f32, shape: [5]),
            .unexpected(name: "rnn.bias", type: .f32, shape: [4]),
          ]))
  }
}
