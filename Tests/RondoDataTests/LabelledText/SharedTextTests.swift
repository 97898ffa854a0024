import RondoFiles
import RondoText
import TestSupport
import Testing

@testable import RondoData

/// Figures from a separate Python script with `str.split` and `json`.
@Suite(.enabled(if: SharedFiles.isPresent, Comment(rawValue: SharedFiles.reason)))
struct SharedTextTests {
  private func read(_ paths: String..., change: (inout LabelledTextReader) -> Void = { _ in })
    throws
    -> LabelledText
  {
    var reader = LabelledTextReader()
    change(&reader)
    return try reader.read(paths.map { SharedFiles.folder + "/" + $0 })
  }

  private func counts(_ data: LabelledText) -> [ClassLabel: Int] {
    Dictionary(grouping: data.cases, by: { $0.labels[0] }).mapValues(\.count)
  }

  /// The bytes of all texts in UTF-8.
  private func bytes(_ data: LabelledText) -> Int {
    data.cases.reduce(0) { $0 + $1.text.utf8.count }
  }

  @Test func `SST-2 has its text before its label, and no header`() throws {
    let train = try read("sst2/train.tsv")
    #expect(counts(train) == ["1": 3610, "0": 3310] && bytes(train) == 699_500)
    #expect(train.notes.count == 1)
    let test = try read("sst2/test.tsv")
    #expect(counts(test) == ["1": 909, "0": 912] && bytes(test) == 183_287)
  }

  @Test func `Wisesight has its label before its text, in two forms`() throws {
    let train = try read("wisesight-thai/train.tsv")
    #expect(counts(train) == ["neu": 11795, "neg": 5491, "pos": 3866, "q": 476])
    #expect(bytes(train) == 5_069_271)
    let (lines, table) = (
      try read("wisesight-thai/valid.jsonl"), try read("wisesight-thai/valid.tsv")
    )
    #expect(lines.cases == table.cases && lines.cases.count == 2404 && bytes(lines) == 564_718)
  }

  @Test func `rt-polarity is windows-1252, its endings the labels`() throws {
    let data = try read("rt-polarity") { $0.encoding = .named("windows-1252") }
    #expect(counts(data) == ["neg": 5331, "pos": 5331] && bytes(data) == 607_097 + 621_011)
    #expect(data.cases[5331 + 489].text.contains("…"))
    let error = try #require(throws: DataError.self) { try read("rt-polarity") }
    #expect("\(error)".contains("name it with encoding, for example encoding = windows-1252"))
  }

  @Test func `names and languages are a file a class`() throws {
    let names = try read("names-nationality/names")
    #expect(names.cases.count == 20_050 && bytes(names) == 143_369 && names.labels.count == 18)
    #expect(counts(names)["Russian"] == 9384 && counts(names)["Vietnamese"] == 73)
    let languages = try read("udhr-language-id")
    #expect(languages.cases.count == 5249 && bytes(languages) == 902_181)
    #expect(counts(languages)["eng"] == 92 && counts(languages)["pes_1"] == 90)
  }

  @Test func `movie reviews are a folder a class`() throws {
    let reviews = try read("movie-reviews")
    #expect(counts(reviews) == ["neg": 200, "pos": 200] && bytes(reviews) == 1_495_099)
    #expect(reviews.notes.count == 1 && reviews.notes[0].description.contains("README.source"))
  }
}
