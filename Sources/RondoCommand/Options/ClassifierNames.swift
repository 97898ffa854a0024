public import ArgumentParser
public import Rondo

// What options of classifiers choose from by name.

extension ReadoutKind: ExpressibleByArgument {}
extension ClassWeights: ExpressibleByArgument {}
extension ClassifierSettings.Criterion: ExpressibleByArgument {}
extension TextUnit: ExpressibleByArgument {
  /// Any unit but that of a language model, which comes with one.
  public init?(argument: String) {
    self.init(rawValue: argument)
    if self == .symbol { return nil }
  }

  /// The units that can be named.
  public static var allValueStrings: [String] {
    allCases.filter { $0 != .symbol }.map(\.rawValue)
  }
}
extension SeriesScaling.Kind: ExpressibleByArgument {}
