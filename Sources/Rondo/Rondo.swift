@_exported public import RondoEngine
@_exported public import RondoModels
@_exported public import RondoNumerics
@_exported public import RondoText
