import ArgumentParser

/// The verb `data`.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Make data sets to train on.",
    subcommands: [DataMakeCommand.self])
}

/// `rondo data make`, whose laws are its subcommands.
struct DataMakeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make", abstract: "Make a set of labelled series by a published law.",
    discussion: """
      Writes NAME_TRAIN.tsv and NAME_TEST.tsv as the UCR archive does (a line a series: its label, \
      then its values, separated by tabs), and what was drawn for each series beside them in \
      NAME_PARAMETERS.tsv. The same options give the same bytes, on any machine.
      """,
    subcommands: [MakeCylinderBellFunnelCommand.self, MakeControlChartsCommand.self])
}
