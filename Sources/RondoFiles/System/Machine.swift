import FoundationEssentials

/// The machine that this process runs on.
public enum Machine {
  /// The number of processors that this process may use.
  public static var cores: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  /// Memory in bytes.
  public static var memory: Double { Double(POSIX.memory) }
}
