import Foundation
import Synchronization

/// The signal that came first; 0 before.
private let received = Atomic<Int32>(0)

/// Notices SIGINT and SIGTERM, so that a run can save and end; a second one ends at once.
enum Interrupts {
  /// Begins to notice.
  static func watch() {
    _ = received.load(ordering: .relaxed)  // made before the first signal can come
    for name in [SIGINT, SIGTERM] {
      signal(name) { (number: Int32) in
        if received.exchange(number, ordering: .sequentiallyConsistent) != 0 {
          _exit(128 + number)
        }
      }
    }
  }

  /// True once a signal has come.
  static var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

  /// The exit status that the signal asks for.
  static var status: ExitStatus? {
    switch received.load(ordering: .relaxed) {
    case SIGINT: .interrupted
    case SIGTERM: .terminated
    default: nil
    }
  }
}
