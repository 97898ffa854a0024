import ArgumentParser
import Rondo

StandardStreams.prepare()
do {
  var command = try RondoCommand.parseAsRoot(CommandWords.expanded(PathBytes.arguments))
  try command.run()
} catch {
  ExitStatus.end(with: error)
}
