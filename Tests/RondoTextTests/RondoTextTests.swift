import Testing

@testable import RondoText
