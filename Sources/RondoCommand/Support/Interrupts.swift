import Foundation
import Synchronization

/// The signal that came first; 0 before.
private let received = Atomic<Int32>(0)

/// Notices SIGINT, SIGTERM and SIGHUP, so that a run can save and end; a second one ends at once.
/// SIGHUP stays ignored where it was when the program began, as `nohup` asks.
enum Interrupts {
  /// Begins to notice.
  static func watch() {
    _ = received.load(ordering: .relaxed)  // made before the first signal can come
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

  /// True once a signal has come.
  static var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

  /// The exit status that the signal asks for.
  static var status: ExitStatus? {
    switch received.load(ordering: .relaxed) {
    case SIGHUP: .hungUp
    case SIGINT: .interrupted
    case SIGTERM: .terminated
    default: nil
    }
  }
}
