import Foundation
import Testing

@testable import RondoEngine

/// The choice of a version at start, each in a process of its own.
struct KernelChoiceTests {
  @Test func `a version that is asked for is used`() async {
    await #expect(processExitsWith: .success) {
      setenv("RONDO_KERNELS", "portable", 1)
      precondition(FloatKernels.version == "portable" && FloatKernels.requestIsHonoured)
    }
  }

  @Test func `without a request the best version is used`() async {
    await #expect(processExitsWith: .success) {
      unsetenv("RONDO_KERNELS")
      precondition(FloatKernels.requestIsHonoured)
      precondition(FloatKernels.version == EveryKernelVersion.available.last)
    }
  }

  @Test(arguments: ["", "sse", "AVX2", "avx512 "])
  func `a version that does not exist is noticed and the best one used`(name: String) async {
    await #expect(processExitsWith: .success) { [name] in
      setenv("RONDO_KERNELS", name, 1)
      precondition(!FloatKernels.requestIsHonoured)
      precondition(FloatKernels.version == EveryKernelVersion.available.last)
    }
  }

  @Test func `choosing a version that does not exist changes nothing`() async {
    await #expect(processExitsWith: .success) {
      let version = FloatKernels.version
      precondition(!FloatKernels.select("sse") && FloatKernels.version == version)
      precondition(FloatKernels.select("portable") && FloatKernels.version == "portable")
    }
  }
}
