import ArgumentParser
import Rondo

@main
struct RondoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "rondo")
}
