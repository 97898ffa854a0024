import RondoData
import Testing

@testable import RondoModels

struct LabelledCasesTests {
  @Test func `sets of labels become ids of labels in order`() throws {
    let data = LabelledText([[], ["a"], ["b", "a"]].map { TextCase("x", labels: $0) })
    let cases = try LabelledCases(data, isMultiLabel: true)
    #expect(cases.targets == Targets(labelSets: [[], [0], [0, 1]], of: ["a", "b"]))
    #expect(cases.targets.space == .labelSets(["a", "b"]))
  }

  @Test(arguments: [[[], []], [["a", "b"], ["b", "a"]]] as [[[ClassLabel]]])
  func `sets of labels that are all alike cannot be told apart`(sets: [[ClassLabel]]) {
    let text = LabelledText(sets.map { TextCase("x", labels: $0) })
    #expect(throws: DataError.self) { try LabelledCases(text, isMultiLabel: true) }
  }
}
