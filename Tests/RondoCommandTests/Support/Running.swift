import Foundation

/// A process that has been started.
struct Running: Sendable {
  let process: pid_t

  /// Sends it a signal, and all processes that it has started.
  func send(_ signal: Int32) { kill(-process, signal) }
}

/// How to start a process.
struct Launch {
  var command: [String]
  var folder: String
  var environment: [String: String] = [:]
  /// The file for its standard input; nil closes it.
  var input: String? = "/dev/null"
  var isOutputClosed = false
  /// After so many bytes of output nobody reads on.
  var outputLimit = Int.max
  /// The seconds after which it is killed, and the test fails.
  var limit = 120
  /// Called with each whole line of standard output as it comes.
  var onLine: (String, Running) -> Void = { _, _ in }
  /// Called with each whole line of standard error as it comes.
  var onErrorLine: (String, Running) -> Void = { _, _ in }
}

extension Launch {
  /// Starts the process and waits for its end.
  func run() throws -> Execution {
    let pipes = try Pipes()
    let running = try Self.spawning.withLock { try spawn(pipes) }
    pipes.closeWritingEnds()
    let watchdog = DispatchWorkItem { running.send(SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(limit), execute: watchdog)
    let (output, errors) = pipes.readAll(limit: outputLimit) { line, isError in
      isError ? onErrorLine(line, running) : onLine(line, running)
    }
    var status: Int32 = 0
    while waitpid(running.process, &status, 0) == -1 && errno == EINTR {}
    watchdog.cancel()
    running.send(SIGKILL)  // what it has started and left behind
    return Execution(output: output, errorBytes: errors, waitStatus: status)
  }

  /// Only one process is started at a time, so that none inherits the pipes of another.
  private static let spawning = NSLock()

  private func spawn(_ pipes: Pipes) throws -> Running {
    #if canImport(Darwin)
      var (actions, attributes): (posix_spawn_file_actions_t?, posix_spawnattr_t?)
    #else
      var (actions, attributes) = (posix_spawn_file_actions_t(), posix_spawnattr_t())
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    if let input {
      posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    } else {
      posix_spawn_file_actions_addclose(&actions, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, pipes.output.write, 1)
    posix_spawn_file_actions_adddup2(&actions, pipes.errors.write, 2)
    if isOutputClosed { posix_spawn_file_actions_addclose(&actions, 1) }
    var (none, defaults) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigemptyset(&defaults)
    for signal in [SIGINT, SIGTERM, SIGPIPE, SIGHUP] { sigaddset(&defaults, signal) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
    posix_spawnattr_setflags(&attributes, Int16(flags))
    // The shell goes to the folder, which not every system's `posix_spawn` can, and then becomes
    // the command.
    let shell = ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, folder]
    let words = (shell + command).map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, shell[0], &actions, &attributes, words, variables)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
    return Running(process: process)
  }
}
