import Foundation
import Synchronization

/// First signal received; 0 before.
private let received = Atomic<Int32>(0)

/// Handles SIGINT, SIGTERM and SIGHUP so that a run can be saved and end; a second signal ends the
/// program at once. SIGHUP stays ignored if it was when the program started, as under `nohup`.
enum Interrupts {
  /// Installs the handlers.
  static func watch() {
    _ = received.load(ordering: .relaxed)  // initialized before the first signal can arrive
    let names = isIgnored(SIGHUP) ? [SIGINT, SIGTERM] : [SIGINT, SIGTERM, SIGHUP]
    for name in names {
      signal(name) { (number: Int32) in
        if received.exchange(number, ordering: .sequentiallyConsistent) != 0 {
          _exit(128 + number)
        }
      }
    }
  }

  private static func isIgnored(_ name: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(name, nil, &action) == 0 else { return false }
    #if canImport(Darwin)
      let handler = action.__sigaction_u.__sa_handler
    #else
      let handler = action.__sigaction_handler.sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// True once a signal has been received.
  static var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

  /// Exit status for the signal.
  static var status: ExitStatus? {
    switch received.load(ordering: .relaxed) {
    case SIGHUP: .hungUp
    case SIGINT: .interrupted
    case SIGTERM: .terminated
    default: nil
    }
  }
}
