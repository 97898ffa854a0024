public import ArgumentParser
public import Rondo

// What options of classifiers choose from by name.

extension ReadoutKind: ExpressibleByArgument {}
extension ClassifierSettings.ClassWeights: ExpressibleByArgument {}
extension ClassifierSettings.Criterion: ExpressibleByArgument {}
extension TextUnit: ExpressibleByArgument {}
extension SeriesScaling.Kind: ExpressibleByArgument {}
