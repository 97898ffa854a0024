import Foundation

/// What the program runs on.
enum Machine {
  /// The number of processors that this process may use.
  static var cores: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  /// The memory that it has, in bytes.
  static var memory: Double { Double(ProcessInfo.processInfo.physicalMemory) }
}
