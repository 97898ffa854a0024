import ArgumentParser

StandardStreams.prepare()
do {
  var command = try RondoCommand.parseAsRoot(
    CommandWords.expanded(Array(CommandLine.arguments.dropFirst())))
  try command.run()
} catch {
  ExitStatus.end(with: error)
}
