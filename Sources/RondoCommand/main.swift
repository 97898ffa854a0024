import ArgumentParser
import Rondo

StandardStreams.prepare()
do {
  if let script = Completions.script(for: PathBytes.arguments) {
    StandardStreams.write(script)
  } else {
    var command = try RondoCommand.parseAsRoot(CommandWords.expanded(PathBytes.arguments))
    try command.run()
  }
} catch {
  ExitStatus.end(with: error)
}
