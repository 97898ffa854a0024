import Testing

@testable import RondoEngine
