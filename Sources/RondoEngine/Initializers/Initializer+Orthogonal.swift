import RondoNumerics

extension Initializer {
  /// Row-major matrix [rows, columns] with orthonormal rows if rows ≤ columns, otherwise with
  /// orthonormal columns.
  static func orthogonalMatrix(_ rows: Int, _ columns: Int, _ stream: RandomStream) -> [Double] {
    let (vectors, length) = (min(rows, columns), max(rows, columns))
    var basis = (0..<vectors * length).map { stream.normal(at: UInt64($0)) }
    basis.withUnsafeMutableBufferPointer { basis in
      for i in 0..<vectors {
        let vector = UnsafeMutableBufferPointer(rebasing: basis[i * length..<(i + 1) * length])
        let size = dot(UnsafeBufferPointer(vector), UnsafeBufferPointer(vector)).squareRoot()
        for k in 0..<length { vector[k] /= size }
        for j in i + 1..<max(vectors, i + 1) {
          let other = UnsafeMutableBufferPointer(rebasing: basis[j * length..<(j + 1) * length])
          let share = dot(UnsafeBufferPointer(vector), UnsafeBufferPointer(other))
          for k in 0..<length { other[k] -= share * vector[k] }
        }
      }
    }
    guard rows > columns else { return basis }
    return (0..<rows * columns).map { basis[$0 % columns * length + $0 / columns] }
  }

  /// Σ aᵢ·bᵢ in eight lanes, which are added in order, followed by the remaining terms.
  private static func dot(
    _ a: UnsafeBufferPointer<Double>, _ b: UnsafeBufferPointer<Double>
  ) -> Double {
    var lanes = SIMD8<Double>.zero
    let whole = a.count / 8 * 8
    for i in stride(from: 0, to: whole, by: 8) {
      let x = UnsafeRawPointer(a.baseAddress! + i).loadUnaligned(as: SIMD8<Double>.self)
      let y = UnsafeRawPointer(b.baseAddress! + i).loadUnaligned(as: SIMD8<Double>.self)
      lanes += x * y
    }
    var sum = 0.0
    for i in 0..<8 { sum += lanes[i] }
    for i in whole..<a.count { sum += a[i] * b[i] }
    return sum
  }
}
