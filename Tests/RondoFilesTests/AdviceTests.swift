import Testing

@testable import RondoFiles

extension SettingName {
  fileprivate static let encoding: Self = "encoding"
  fileprivate static let skipsUnlabelled: Self = "skipsUnlabelled"
}

@Suite struct AdviceTests {
  private let advice: Advice =
    "invalid text: set \(.encoding, to: "latin1"), or \(.skipsUnlabelled), or another \(.encoding)"

  @Test func `a message names settings as the library does`() {
    #expect(
      advice.description
        == "invalid text: set encoding = latin1, or skipsUnlabelled, or another encoding")
  }

  @Test func `a caller words settings in its own way`() {
    let text = advice.worded { name, value in
      "--\(name.kebabCased)" + (value.map { " \($0)" } ?? "")
    }
    #expect(
      text == "invalid text: set --encoding latin1, or --skips-unlabelled, or another --encoding")
  }

  @Test func `the settings of a message are values, each once`() {
    #expect(advice.settings == [.encoding, .skipsUnlabelled])
  }

  @Test func `a message within a message keeps its settings`() {
    let outer: Advice = "a.txt: \(advice)" + "; or 3 of \(4)"
    #expect(outer.settings == advice.settings)
    #expect(outer.description == "a.txt: \(advice.description); or 3 of 4")
  }

  @Test func `an error within a message keeps its settings`() {
    let error = CheckpointError.exists(path: "run")
    let outer: Advice = "stopped: \(error)"
    #expect(outer == "stopped: " + error.advice && outer.settings == error.remedies)
    #expect(outer.description == "stopped: \(error.description)")
  }

  @Test func `messages are equal where they say the same, however they are put together`() {
    let (path, count): (String, Int) = ("a.txt", 3)
    let whole: Advice = "a.txt: 3 lines"
    #expect(whole == "\(path): \(count) lines" && whole == Advice(path) + ": 3" + " lines")
    #expect(whole != "a.txt: \(.encoding)")
  }

  @Test func `messages are joined in order`() {
    let parts: [Advice] = ["a", "\(.encoding)", ""]
    #expect(parts.joined(separator: "; ") == "a; \(.encoding); ")
    #expect([Advice]().joined(separator: "; ") == "")
  }
}
