import Testing

@testable import RondoEngine

/// Holds every test that chooses a version of the kernels: the choice is the process's, so they
/// run one after another. Tests elsewhere may meanwhile run on any version; all give the same bits.
@Suite(.serialized) struct EveryKernelVersion {
  /// The versions that this processor can run.
  static let available: [String] = {
    let present = FloatKernels.version
    defer { _ = FloatKernels.select(present) }
    return ["portable", "avx2", "avx512"].filter(FloatKernels.select)
  }()

  /// The value of `body` with each version in use.
  static func results<R>(_ body: () -> R) -> [(version: String, value: R)] {
    let present = FloatKernels.version
    defer { _ = FloatKernels.select(present) }
    return available.map { version in
      _ = FloatKernels.select(version)
      return (version, body())
    }
  }
}
