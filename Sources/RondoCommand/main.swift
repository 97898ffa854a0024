import ArgumentParser
import Rondo

StandardStreams.prepare()
do {
  let arguments = try CommandWords.expanded(PathBytes.arguments)
  var command: any ParsableCommand
  do {
    command = try RondoCommand.parseAsRoot(arguments)
  } catch {
    throw UnknownOption.explained(error, arguments)
  }
  try command.run()
} catch {
  ExitStatus.end(with: error)
}
