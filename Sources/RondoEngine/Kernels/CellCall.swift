/// One time step of a gated recurrent cell for some rows, between its products, as kernels take it.
///
/// Matrices are contiguous. A row of gates has four blocks of as many numbers as there are units;
/// what they hold, `CellPass` says.
@_spi(Kernels) public struct CellCall<Scalar> {
  var rows: Int
  var units: Int
  /// [rows, 4 · units].
  var gates: UnsafeMutablePointer<Scalar>
  /// h [rows, units].
  var hiddenBefore: UnsafePointer<Scalar>
  /// h′ [rows, units].
  var hidden: UnsafeMutablePointer<Scalar>
  /// c [rows, units], where the cell has one.
  var cellBefore: UnsafePointer<Scalar>?
  /// c′ [rows, units].
  var cell: UnsafeMutablePointer<Scalar>?
  /// The slope that a gradient pass begins with, [rows, units].
  var slope: UnsafePointer<Scalar>?
  /// What a gradient pass takes from the step after and leaves for the step before, past the
  /// products, [rows, units].
  var carry: UnsafeMutablePointer<Scalar>?
}

extension CellCall {
  /// A forward pass.
  public init(
    rows: Int, units: Int, gates: UnsafeMutablePointer<Scalar>,
    hiddenBefore: UnsafePointer<Scalar>, hidden: UnsafeMutablePointer<Scalar>,
    cellBefore: UnsafePointer<Scalar>?, cell: UnsafeMutablePointer<Scalar>?
  ) {
    self.init(
      rows: rows, units: units, gates: gates, hiddenBefore: hiddenBefore, hidden: hidden,
      cellBefore: cellBefore, cell: cell, slope: nil, carry: nil)
  }
}

/// The element-wise parts of recurrent cells.
///
/// σ is the logistic function. A gate's block holds what its function is of before a forward pass,
/// its value after it, and the slope of the former after a gradient pass.
@_spi(Kernels) public enum CellPass: Int, Sendable, CaseIterable {
  /// Blocks i, f, g, o: c′ = σ(f)∘c + σ(i)∘tanh(g), h′ = σ(o)∘tanh(c′).
  case lstm
  /// From the slope dh′ and the carry dc′, which becomes dc.
  case lstmGradient
  /// Blocks r, z, n, q: h′ = (1 − z)∘n + z∘h with n = tanh(n + σ(r)∘q).
  case gru
  /// From slope + carry, dh′; the carry becomes what reaches h past the products.
  case gruGradient
  /// Blocks r, z, n, s: r = σ(r), z = σ(z), s = r∘h.
  case gruReset
  /// n = tanh(n), h′ = (1 − z)∘n + z∘h.
  case gruUpdate
  /// From slope + carry, dh′: dz and dn.
  case gruUpdateGradient
  /// From the slope ds: dr, and ds∘r added to the carry.
  case gruResetGradient
}
