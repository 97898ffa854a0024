import Testing

@testable import RondoModels
