@_exported public import RondoData
@_exported public import RondoEngine
@_exported public import RondoEvaluation
@_exported public import RondoFiles
@_exported public import RondoModels
@_exported public import RondoNumerics
@_exported public import RondoText
