import Foundation
import Synchronization
import TestSupport
import Testing

@testable import RondoFiles
@testable import RondoModels

@Suite struct `The folder of a run` {
  private func state(_ step: Int64) -> SafetensorsFile {
    SafetensorsFile(tensors: [SafetensorsTensor(name: "step", shape: [], values: [step])])
  }

  private func step(_ path: String) throws -> Int64? {
    try SafetensorsFile.load(from: path).file["step"]?.values(as: Int64.self).first
  }

  @Test func `it is made with the folders above it`() throws {
    try withTemporaryFolder { folder in
      let run = try RunFolder.create(folder + "/a/b/run/")
      #expect(try names(in: folder + "/a/b") == ["run"])
      #expect(!run.holdsRun)
      #expect(try RunFolder.open(folder + "/a/b/run/") == run)
    }
  }

  @Test func `an absent folder cannot be opened`() throws {
    try withTemporaryFolder { folder in
      #expect(throws: CheckpointError.missing(path: folder + "/none")) {
        try RunFolder.open(folder + "/none")
      }
    }
  }

  @Test func `a folder cannot be made below a file`() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write([], to: folder + "/file")
      for path in [folder + "/file", folder + "/file/run"] {
        let error = #expect(throws: CheckpointError.self) { try RunFolder.create(path) }
        #expect(error?.category == .cannotCreate)
      }
    }
  }

  @Test func `a run that is there is not touched without being asked to`() throws {
    try withTemporaryFolder { folder in
      let run = try RunFolder.create(folder)
      try run.commit(model: state(1), training: state(1))
      #expect(throws: CheckpointError.exists(path: folder)) { try RunFolder.create(folder) }
      #expect(try step(run.trainingPath) == 1)
    }
  }

  @Test func `overwriting removes the run's own files and nothing else`() throws {
    try withTemporaryFolder { folder in
      let run = try RunFolder.create(folder)
      try run.commit(model: state(1), training: state(1))
      try run.log().append("{}")
      let others = ["model.safetensors.bak", "notes.txt", "log.jsonl~", "events.out.tfevents.1"]
      for name in others { try AtomicFile.write([7], to: "\(folder)/\(name)") }
      #expect(try !RunFolder.create(folder, overwrite: true).holdsRun)
      #expect(try names(in: folder) == (others + [".lock"]).sorted())
    }
  }

  @Test func `a run in training is not overwritten`() throws {
    try withTemporaryFolder { folder in
      let run = try RunFolder.create(folder)
      let lock = try run.lock()
      try run.commit(training: state(1))
      #expect(throws: CheckpointError.busy(path: folder, process: getpid())) {
        try RunFolder.create(folder, overwrite: true)
      }
      #expect(try step(run.trainingPath) == 1)
      lock.release()
    }
  }

  @Test func `a second trainer is told who has the run`() throws {
    try withTemporaryFolder { folder in
      let run = try RunFolder.create(folder)
      let lock = try run.lock()
      #expect(throws: CheckpointError.busy(path: folder, process: getpid())) {
        let second = try run.lock()
        second.release()
      }
      lock.release()
      try run.lock().release()
    }
  }

  @Test func `locking clears away what a dead trainer left`() throws {
    try withTemporaryFolder { folder in
      let run = try RunFolder.create(folder)
      let stale = ".training.safetensors.tmp-2147483647-0123456789abcdef"
      try AtomicFile.write([1], to: "\(folder)/\(stale)")
      let lock = try run.lock()
      #expect(try names(in: folder) == [".lock"])
      lock.release()
    }
  }

  @Test func `a commit replaces the state, and the model if there is one`() throws {
    try withTemporaryFolder { folder in
      let run = try RunFolder.create(folder)
      try run.commit(model: state(1), training: state(1))
      try run.commit(training: state(2))
      #expect(try step(run.modelPath) == 1)
      #expect(try step(run.trainingPath) == 2)
      #expect(try names(in: folder) == ["model.safetensors", "training.safetensors"])
    }
  }

  @Test func `both files are on the device before the first gets its name`() throws {
    try withTemporaryFolder { folder in
      let calls = Mutex<[String]>([])
      var operations = FileOperations.system
      operations.synchronize = { (descriptor) throws(SystemError) in
        calls.withLock { $0.append("file") }
        try POSIX.synchronize(descriptor)
      }
      operations.rename = { (old, new) throws(SystemError) in
        calls.withLock { $0.append(PathParts(new).name) }
        try POSIX.renameFile(old, to: new)
      }
      operations.synchronizeFolder = { (path) throws(SystemError) in
        calls.withLock { $0.append("folder") }
        try POSIX.synchronizeFolder(path)
      }
      try RunFolder.create(folder).commit(
        model: state(1), training: state(1), operations: operations)
      #expect(
        calls.withLock { $0 } == [
          "file", "file", "model.safetensors", "folder", "training.safetensors", "folder",
        ])
    }
  }

  @Test func `a commit into a folder that is gone is an I/O error`() throws {
    try withTemporaryFolder { folder in
      let run = try RunFolder.create(folder + "/run")
      try FileManager.default.removeItem(atPath: run.path)
      let error = #expect(throws: CheckpointError.self) { try run.commit(training: state(1)) }
      #expect(error?.category == .inputOutput)
    }
  }
}
