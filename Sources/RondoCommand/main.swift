import ArgumentParser
import Rondo

StandardStreams.prepare()
do {
  if let script = Completions.script(for: PathBytes.arguments) {
    StandardStreams.write(script)
  } else {
    let arguments = try CommandWords.expanded(PathBytes.arguments)
    var command: any ParsableCommand
    do {
      command = try RondoCommand.parseAsRoot(arguments)
    } catch {
      throw UnknownOption.explained(error, arguments)
    }
    try command.run()
  }
} catch {
  ExitStatus.end(with: error)
}
