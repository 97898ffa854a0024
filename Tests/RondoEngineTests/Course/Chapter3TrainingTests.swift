import RondoNumerics
import Testing

@testable import RondoEngine

/// Chapter 3 of the course: initialisation that keeps signals alive.
struct Chapter3TrainingTests {
  /// With signals in the middle of tanh's range, where it is nearly the identity.
  @Test(arguments: [Initializer.glorotUniform, .orthogonal, .normal(deviation: 0.125)])
  func `pre-activations keep their variance within a factor of 2 over 10 tanh layers`(
    initializer: Initializer
  ) {
    let variances = variances(initializer) { $0.tanh() }
    #expect(variances.max()! / variances.min()! < 2, "\(variances)")
  }

  @Test func `He's rule keeps the variance within a factor of 2 over 10 layers of ReLU`() {
    let variances = variances(.heNormal) { $0.relu() }
    #expect(variances.max()! / variances.min()! < 2, "\(variances)")
  }

  @Test func `weights that are too small lose the signal`() {
    let variances = variances(.normal(deviation: 0.01)) { $0.tanh() }
    #expect(variances[9] < 1e-6 * variances[0])
  }

  /// The variance of the pre-activations of each of ten layers of 64 units over 64 cases.
  private func variances(
    _ initializer: Initializer, _ activation: (Variable<Float>) -> Variable<Float>
  ) -> [Double] {
    let (units, tape) = (64, Tape<Float>())
    var random = RandomSource(seed: 8)
    var signal = tape.constant(
      Initializer.normal(deviation: 0.1).tensor([units, units], from: random.next()))
    return (0..<10).map { _ in
      let layer = Linear<Float>(
        inputs: units, outputs: units, initializer: initializer, random: &random)
      let net = layer(signal)
      signal = activation(net)
      let values = net.value.scalars.map { Double($0) }
      let mean = values.reduce(0, +) / Double(values.count)
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }
  }
}
