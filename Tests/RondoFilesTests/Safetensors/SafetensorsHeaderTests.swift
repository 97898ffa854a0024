import TestSupport
import Testing

@testable import RondoFiles

@Suite struct `Headers that are refused` {
  @Test(arguments: BadFile.all)
  func `a bad file is refused with its reason`(bad: BadFile) throws {
    let error = #expect(throws: CheckpointError.self) {
      try SafetensorsFile.decode(bad.bytes, path: "bad.safetensors")
    }
    guard case .malformed("bad.safetensors", let fault) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(Mirror(reflecting: fault).children.first?.label == bad.fault)
    #expect(error?.category == .unusable)
    #expect(error?.description.contains("\n") == false)
  }

  @Test(arguments: BadFile.all)
  func `a bad file on the disk is refused as the same bytes in memory`(bad: BadFile) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/bad.safetensors"
      try AtomicFile.write(bad.bytes, to: path)
      let inMemory = #expect(throws: CheckpointError.self) {
        try SafetensorsFile.decode(bad.bytes, path: path)
      }
      let onDisk = #expect(throws: CheckpointError.self) { try SafetensorsFile.load(from: path) }
      #expect(onDisk == inMemory)
    }
  }

  @Test(arguments: [
    "{}", " \t\r\n{} \t\r\n", #"{"__metadata__":null}"#, #"{"__metadata__":{}}"#,
    #"{"t":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"x":[1,-2.5e3,{"a":null},true,"\u00e9"]}}"#,
    #"{"\u0000":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#,
    #"{"../../x":{"shape":[1,1,1,1,1,1,1,0],"dtype":"U8","data_offsets":[0,0]}}"#,
    #"{"\ud83d\ude00":{"data_offsets":[0,0],"dtype":"\u00558","shape":[ 0 ]}}"#,
  ])
  func `a valid header in an unusual spelling is taken`(header: String) throws {
    _ = try SafetensorsFile.decode(file(header: header), path: "memory")
  }

  @Test func `a byte offset counts from the start of the file`() {
    let fault = SafetensorsFault.syntax(expected: "':'", offset: 12)
    #expect(throws: CheckpointError.malformed(path: "p", fault: fault)) {
      try SafetensorsFile.decode(file(header: #"{"a"}"#), path: "p")
    }
  }

  @Test func `an unknown type is named with those that are known`() {
    let header = #"{"t":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}"#
    let error = #expect(throws: CheckpointError.self) {
      try SafetensorsFile.decode(file(header: header, data: [0]), path: "p")
    }
    #expect(error == .malformed(path: "p", fault: .unknownType("F8_E4M3", tensor: "t")))
    #expect(error?.description.contains("BF16") == true)
  }

  @Test func `more keys than anybody needs are refused`() {
    let members = (0...HeaderScanner.keyLimit).map { "\"\($0)\":\"\"" }
    let header = "{\"__metadata__\":{\(members.joined(separator: ","))}}"
    let error = #expect(throws: CheckpointError.self) {
      try SafetensorsFile.decode(file(header: header), path: "p")
    }
    guard case .malformed(_, .tooManyKeys) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
