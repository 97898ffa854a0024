import Foundation
import RondoFiles
import Testing

@testable import RondoData

@Suite final class GeneratedSetTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "rondo-generated-\(UUID().uuidString)").path

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private let small = GeneratedSet(
    CylinderBellFunnel(law: .archived, length: 20), training: 4, test: 5, seed: 3)

  private func lines(_ name: String) throws -> [[String]] {
    let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    #expect(text.hasSuffix("\n"))
    return text.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
  }

  @Test func `a line is a label and the values, which read back as they are`() throws {
    let parts = try small.write(to: folder)
    #expect(parts.training.path == "\(folder)/CBF_TRAIN.tsv" && parts.test.series == 5)
    #expect(zip(parts.training.counts, parts.test.counts).map { $0 + $1 } == [3, 3, 3])
    let train = try lines("CBF_TRAIN.tsv")
    let test = try lines("CBF_TEST.tsv")
    #expect(train.map { $0[0] } == small.training.map { "\($0)" })
    #expect(test.map { $0[0] } == small.test.map { "\($0)" })
    for (index, line) in train.enumerated() {
      #expect(line.dropFirst().map { Float($0) } == small.trainingSeries(index).values)
    }
    for (index, line) in test.enumerated() {
      #expect(line.dropFirst().map { Float($0) } == small.testSeries(index).values)
    }
  }

  @Test func `the parameters stand beside, a row a series`() throws {
    _ = try small.write(to: folder)
    let rows = try lines("CBF_PARAMETERS.tsv")
    let names = ["onset", "end", "amplitude", "subtracted", "divisor"]
    #expect(rows[0] == ["part", "case", "label", "class"] + names)
    #expect(rows.count == 1 + 4 + 5)
    #expect(rows[4][0...1] == ["train", "4"] && rows[5][0...1] == ["test", "1"])
    let classes = ["cylinder", "bell", "funnel"]
    #expect(rows[6][2...3] == ["\(small.test[1])", classes[small.test[1] - 1]])
    #expect(rows[6].dropFirst(4).map { Double($0) } == small.testSeries(1).parameters)
    #expect(!rows[6][4].contains("."), "whole numbers have no point")
  }

  @Test func `what a class has no parameter of is NaN`() throws {
    _ = try GeneratedSet(ControlCharts(), training: 6, test: 6, seed: 1).write(to: folder)
    let rows = try lines("ControlCharts_PARAMETERS.tsv")
    #expect(rows[1].dropFirst(4) == ["NaN", "NaN", "NaN", "NaN", "NaN", "0", "1"])
    #expect(rows[2][4...5].allSatisfy { (10...15).contains(Double($0) ?? 0) })
  }

  @Test func `files that are there stay, unless told to overwrite`() throws {
    _ = try small.write(to: folder + "/")
    let before = try lines("CBF_TEST.tsv")
    try FileManager.default.removeItem(atPath: "\(folder)/CBF_PARAMETERS.tsv")
    let other = GeneratedSet(CylinderBellFunnel(), training: 3, test: 3, seed: 1)
    let present = ["\(folder)/CBF_TRAIN.tsv", "\(folder)/CBF_TEST.tsv"]
    let error = try #require(throws: GenerationError.self) { try other.write(to: folder) }
    #expect(error == .exists(paths: present) && error.category == .cannotCreate)
    #expect(error.remedies == [.overwrite, .out])
    #expect(try lines("CBF_TEST.tsv") == before)
    _ = try other.write(to: folder, overwrite: true)
    #expect(try lines("CBF_TEST.tsv").count == 3)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names == ["CBF_PARAMETERS.tsv", "CBF_TEST.tsv", "CBF_TRAIN.tsv"])
  }

  @Test func `where one file cannot be made, none is`() throws {
    let blocked = "\(folder)/CBF_PARAMETERS.tsv"
    try FileManager.default.createDirectory(
      atPath: blocked, withIntermediateDirectories: true)
    #expect(throws: CheckpointError.self) { try self.small.write(to: folder, overwrite: true) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["CBF_PARAMETERS.tsv"])
  }

  @Test func `a set depends on seed, law and sizes alone`() {
    let again = GeneratedSet(small.generator, training: 4, test: 5, seed: 3)
    let other = GeneratedSet(small.generator, training: 4, test: 5, seed: 4)
    let raw = GeneratedSet(CylinderBellFunnel(length: 20), training: 4, test: 5, seed: 3)
    #expect(again.testSeries(4) == small.testSeries(4))
    #expect(other.testSeries(4) != small.testSeries(4))
    #expect(raw.testSeries(4) != small.testSeries(4))
    #expect(small.testSeries(0) != small.trainingSeries(0))
  }
}
