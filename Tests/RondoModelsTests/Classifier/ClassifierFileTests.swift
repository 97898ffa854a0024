import RondoEngine
import RondoEvaluation
import RondoFiles
import RondoText
import Testing

@testable import RondoClassifier
@testable import RondoData
@testable import RondoLanguageModel
@testable import RondoModels

struct ClassifierFileTests {
  private static let texts = ["good film", "bad film", "a dull, dull film", "quite good"]
  private static let series = [
    SeriesCase([0, 1, 2, 3]), SeriesCase([3, .nan, 1]), SeriesCase([1, 1]), SeriesCase([0]),
  ]

  private func textFile(_ unit: TextUnit, labels: [ClassLabel] = ["Neg", "e\u{301} x"])
    -> TextClassifierFile
  {
    var settings = TextClassifierSettings()
    (settings.unit, settings.embeddingSize) = (unit, unit == .grapheme ? 0 : 3)
    settings.classifier.architecture.hiddenSize = 4
    let preparation = TextPreparation(Self.texts, targets: .labels(labels), settings)
    let architecture = settings.classifier.architecture(
      preparation.input, outputs: preparation.targets.outputs)
    return TextClassifierFile(
      model: TextClassifier(SequenceEnsemble(architecture, seed: 5)), preparation: preparation,
      settings: settings, data: SmallRun.sources, split: SmallRun.split)
  }

  private func seriesFile(
    _ targets: TargetSpace, members: MemberCount = 1
  ) -> SeriesClassifierFile {
    var settings = SeriesClassifierSettings()
    settings.classifier.architecture.members = members
    (settings.classifier.architecture.hiddenSize, settings.samplesPerStep) = (4, 2)
    settings.isRegression = targets.labels.isEmpty
    let preparation = SeriesPreparation(Self.series, targets: targets, settings)
    let architecture = settings.classifier.architecture(
      preparation.input, outputs: targets.outputs)
    return SeriesClassifierFile(
      model: SeriesClassifier(SequenceEnsemble(architecture, seed: 5)),
      preparation: preparation, settings: settings, data: SmallRun.sources, split: SmallRun.split)
  }

  private func decoded<Model>(_ file: SavedModel<Model>) throws -> SavedModel<Model> {
    let bytes = try file.encoded().encoded()
    return try SavedModel(SafetensorsFile.decode(bytes, path: "m").file, path: "m")
  }

  @Test(arguments: [TextUnit.grapheme, .word, .both])
  func `a text classifier saved and loaded answers with the same bits`(unit: TextUnit) throws {
    let file = textFile(unit)
    let copy = try decoded(file)
    #expect(copy.preparation == file.preparation && copy.settings == file.settings)
    #expect(copy.labels.map(\.name) == ["Neg", "e\u{301} x"])
    let texts = Self.texts + ["", "ein Wort", "\u{1F600}"]
    let before = try file.probabilities(of: texts, on: Tape())
    #expect(try copy.probabilities(of: texts, on: Tape()) == before)
    #expect(try copy.encoded().encoded() == file.encoded().encoded())
  }

  @Test func `a series classifier saved and loaded answers with the same bits`() throws {
    let file = seriesFile(.labels(["1", "-1", "Banana"]))
    let copy = try decoded(file)
    #expect(copy.preparation == file.preparation && copy.settings == file.settings)
    let before = try file.probabilities(of: Self.series, on: Tape())
    #expect(try copy.probabilities(of: Self.series, on: Tape()) == before)
    #expect(before.classes == 3 && before.count == 4)
    #expect(try copy.encoded().encoded() == file.encoded().encoded())
  }

  @Test(arguments: [2, 11])
  func `an ensemble saved and loaded answers with the same bits`(members: MemberCount) throws {
    let file = seriesFile(.labels(["1", "-1", "Banana"]), members: members)
    let copy = try decoded(file)
    #expect(copy.model.architecture.members == members && copy.settings == file.settings)
    #expect(file.model.parameters.last?.name == "members.\(members.rawValue - 1).output.bias")
    let before = try file.probabilities(of: Self.series, on: Tape())
    #expect(try copy.probabilities(of: Self.series, on: Tape()) == before)
  }

  @Test func `the file of a network alone does not speak of members`() throws {
    let file = try seriesFile(.labels(["a", "b"])).encoded()
    #expect(file.metadata["architecture"]?.contains("members") == false)
    #expect(file.metadata["settings"]?.contains("members") == false)
    #expect(file.tensors.allSatisfy { !$0.name.hasPrefix("members") })
  }

  @Test func `the file of a model without a table does not speak of one`() throws {
    let file = seriesFile(.labels(["a", "b"]))
    #expect(try decoded(file).reader.channels == .positional)
    let settings = try #require(try file.encoded().metadata["settings"])
    #expect(settings.contains(#""reading":{"encoding":"auto","lossy":false}"#))
  }

  @Test func `the columns of a table are saved, and data in another order are refused`() throws {
    let training = [SeriesCase([0, 1, 2, 3], channels: 2), SeriesCase([3, 0, 1, 2], channels: 2)]
    var table = SeriesTable()
    (table.caseColumn, table.channels, table.ignored) = ("id", ["x", "e\u{301}"], [""])
    let file = PredictionFiles.series(training) { $0.reading.table = table }
    let copy = try decoded(file)
    #expect(copy.settings.reading.table == table && copy.reader.channels == .named(table))
    func said(_ names: [String]) throws -> String? {
      var data = SeriesFile(
        set: SeriesSet(training, channels: 2), source: SmallRun.sources[0], notes: [])
      data.table = table
      data.table?.channels = names
      do throws(DataError) {
        try copy.requireChannels(of: data)
        return nil
      } catch { return "\(error)" }
    }
    #expect(try said(["x", "e\u{301}"]) == nil)
    #expect(try said(["e\u{301}", "x"])?.contains("in the order") == true)
    #expect(try said(["x", "\u{E9}"])?.contains("missing: \"e\u{301}\"") == true)
  }

  @Test(arguments: [0, -1, 1_000_000_000_000])
  func `a number of members that cannot be is refused`(members: Int) throws {
    var file = try seriesFile(.labels(["a", "b"]), members: 2).encoded()
    let text = try #require(file.metadata["architecture"])
    #expect(text.contains(#""members":2"#))
    file.metadata["architecture"] = text.replacing(
      #""members":2"#, with: #""members":\#(members)"#)
    #expect(throws: ModelFileError.self) { try SeriesClassifierFile(file, path: "m") }
  }

  @Test func `a regression saved and loaded answers with the same bits`() throws {
    let file = seriesFile(.values(mean: 100, deviation: 3))
    let copy = try decoded(file)
    let before = file.values(of: Self.series, on: Tape())
    #expect(copy.values(of: Self.series, on: Tape()) == before)
    #expect(before.allSatisfy { abs($0 - 100) < 30 } && Set(before).count == 4)
  }

  @Test func `another task's file is refused by its task`() throws {
    let file = try textFile(.word).encoded()
    #expect(throws: ModelFileError.wrongTask(path: "m", task: "text-classifier")) {
      try SeriesClassifierFile(file, path: "m")
    }
    #expect(throws: ModelFileError.wrongTask(path: "m", task: "text-classifier")) {
      try LanguageModelFile(file, path: "m")
    }
  }

  @Test func `labels that do not fit the outputs are refused`() throws {
    for labels in [#"["a"]"#, #"["a","a"]"#, #"["a","b","c"]"#, "[]"] {
      var file = try textFile(.word).encoded()
      file.metadata["labels"] = labels
      #expect(throws: ModelFileError.self) { try TextClassifierFile(file, path: "m") }
    }
  }

  @Test func `a scaling that does not fit the channels is refused`() throws {
    for scaling in [
      #"{"kind":"set","means":[0,0],"deviations":[1,1]}"#,
      #"{"kind":"set","means":[0],"deviations":[0]}"#, #"{"kind":"all"}"#,
    ] {
      var file = try seriesFile(.labels(["a", "b"])).encoded()
      file.metadata["scaling"] = scaling
      #expect(throws: ModelFileError.self) { try SeriesClassifierFile(file, path: "m") }
    }
  }
}
