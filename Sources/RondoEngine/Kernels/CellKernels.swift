#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// Arguments of the element-wise kernels of a gated recurrent cell: one time step for some rows,
/// between the products.
///
/// Matrices are contiguous. A row of gates has blocks of H numbers, the number of units; how many
/// and which depends on the `CellPass`.
@_spi(Kernels) public struct CellCall<Scalar> {
  var rows: Int
  var units: Int
  /// [rows, blocks · units].
  var gates: UnsafeMutablePointer<Scalar>
  /// h [rows, units].
  var hiddenBefore: UnsafePointer<Scalar>
  /// h′ [rows, units].
  var hidden: UnsafeMutablePointer<Scalar>
  /// c [rows, units]; nil for a cell without c.
  var cellBefore: UnsafePointer<Scalar>?
  /// c′ [rows, units].
  var cell: UnsafeMutablePointer<Scalar>?
  /// Gradient that a backward pass starts from, [rows, units].
  var slope: UnsafePointer<Scalar>?
  /// Gradient that bypasses the products, [rows, units]: a backward pass reads that of the step
  /// after and leaves that for the step before.
  var carry: UnsafeMutablePointer<Scalar>?
}

extension CellCall {
  /// Creates the arguments of a forward pass.
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

/// Element-wise parts of recurrent cells.
///
/// σ is the logistic function. The block of a gate holds its argument before a forward pass, its
/// value after it, and the gradient of the argument after a backward pass. In the order of
/// `kernels-cells.h`, which implements them in single precision; the `Double` versions are below.
@_spi(Kernels) public enum CellPass: Int, Sendable, CaseIterable {
  /// Blocks i, f, g, o: c′ = σ(f)∘c + σ(i)∘tanh(g), h′ = σ(o)∘tanh(c′).
  case lstm
  /// From the gradient dh′ in `slope` and dc′ in the carry, which becomes dc.
  case lstmGradient
  /// Blocks r, z, n, q: h′ = (1 − z)∘n + z∘h with n = tanh(n + σ(r)∘q).
  case gru
  /// From dh′ = slope + carry; the carry becomes the part of dh that bypasses the products.
  case gruGradient
  /// Blocks r, z, n, s: r = σ(r), z = σ(z), s = r∘h.
  case gruReset
  /// n = tanh(n), h′ = (1 − z)∘n + z∘h.
  case gruUpdate
  /// From dh′ = slope + carry: dz and dn.
  case gruUpdateGradient
  /// From ds in `slope`: dr, and ds∘r added to the carry.
  case gruResetGradient
  /// Blocks z, v: z = σ(z), v = v + ½ where v > 0, else σ(v), h′ = (1 − z)∘h + z∘v.
  case minGRU
  /// From dh′ = slope + carry; the carry becomes dh.
  case minGRUGradient

  /// Number of blocks in a row of gates.
  var blocks: Int { self == .minGRU || self == .minGRUGradient ? 2 : 4 }
}

extension DoubleKernels {
  static func cell(_ pass: CellPass, _ call: CellCall<Double>) {
    let units = call.units
    for row in 0..<call.rows {
      let (gates, at) = (call.gates + pass.blocks * row * units, row * units)
      var place = CellPlace(
        gates: (gates, gates + units, gates + 2 * units, gates + 3 * units),
        hiddenBefore: call.hiddenBefore + at, hidden: call.hidden + at)
      (place.cellBefore, place.cell) = (call.cellBefore.map { $0 + at }, call.cell.map { $0 + at })
      (place.slope, place.carry) = (call.slope.map { $0 + at }, call.carry.map { $0 + at })
      applyFunctions(of: pass, units, place)
      for i in 0..<units { place.apply(pass, i) }
    }
  }

  /// Applies the functions of gates that depend on their own block only.
  private static func applyFunctions(of pass: CellPass, _ units: Int, _ place: CellPlace) {
    let (first, second, third, fourth) = place.gates
    switch pass {
    case .lstm:
      apply(.logistic, 2 * units, first, into: first)
      apply(.tanh, units, third, into: third)
      apply(.logistic, units, fourth, into: fourth)
    case .gru, .gruReset:
      apply(.logistic, units, first, into: first)
      apply(.logistic, units, second, into: second)
    case .minGRU: apply(.logistic, units, first, into: first)
    default: break
    }
  }
}

/// One row of a call: the blocks of its gates, of which a pass may use fewer than four, and its
/// state.
private struct CellPlace {
  typealias Numbers = UnsafeMutablePointer<Double>

  var gates: (Numbers, Numbers, Numbers, Numbers)
  var hiddenBefore: UnsafePointer<Double>
  var hidden: Numbers
  var cellBefore: UnsafePointer<Double>?
  var cell: Numbers?
  var slope: UnsafePointer<Double>?
  var carry: Numbers?

  @inline(__always)
  func apply(_ pass: CellPass, _ i: Int) {
    switch pass {
    case .lstm: lstm(i)
    case .lstmGradient: lstmGradient(i)
    case .gru: blend(i, n: tanh(gates.2[i] + gates.0[i] * gates.3[i]))
    case .gruGradient:
      let (r, q, dn) = (gates.0[i], gates.3[i], blendSlope(i))
      (gates.0[i], gates.2[i], gates.3[i]) = (dn * q * r * (1 - r), dn, dn * r)
    case .gruReset: gates.3[i] = gates.0[i] * hiddenBefore[i]
    case .gruUpdate: blend(i, n: tanh(gates.2[i]))
    case .gruUpdateGradient: gates.2[i] = blendSlope(i)
    case .gruResetGradient:
      guard let slope, let carry else { return }
      let r = gates.0[i]
      gates.0[i] = slope[i] * hiddenBefore[i] * r * (1 - r)
      carry[i] += slope[i] * r
    case .minGRU: minGRU(i)
    case .minGRUGradient: minGRUGradient(i)
    }
  }

  private func lstm(_ i: Int) {
    guard let cellBefore, let cell else { return }
    let c = gates.1[i] * cellBefore[i] + gates.0[i] * gates.2[i]
    (cell[i], hidden[i]) = (c, gates.3[i] * tanh(c))
  }

  private func lstmGradient(_ k: Int) {
    guard let cellBefore, let cell, let slope, let carry else { return }
    let (i, f, g, o) = (gates.0[k], gates.1[k], gates.2[k], gates.3[k])
    let (squashed, dh) = (tanh(cell[k]), slope[k])
    let dc = carry[k] + dh * o * (1 - squashed * squashed)
    gates.0[k] = dc * g * i * (1 - i)
    gates.1[k] = dc * cellBefore[k] * f * (1 - f)
    gates.2[k] = dc * i * (1 - g * g)
    gates.3[k] = dh * squashed * o * (1 - o)
    carry[k] = dc * f
  }

  private func minGRU(_ i: Int) {
    let (z, v, e) = (gates.0[i], gates.1[i], exp(-abs(gates.1[i])))
    gates.1[i] = v > 0 ? v + 0.5 : e / (1 + e)
    hidden[i] = (1 - z) * hiddenBefore[i] + z * gates.1[i]
  }

  private func minGRUGradient(_ i: Int) {
    guard let slope, let carry else { return }
    let (z, v, dh) = (gates.0[i], gates.1[i], slope[i] + carry[i])
    gates.0[i] = dh * (v - hiddenBefore[i]) * z * (1 - z)
    gates.1[i] = dh * z * (v > 0.5 ? 1 : v * (1 - v))
    carry[i] = dh * (1 - z)
  }

  private func blend(_ i: Int, n: Double) {
    let z = gates.1[i]
    (gates.2[i], hidden[i]) = (n, (1 - z) * n + z * hiddenBefore[i])
  }

  /// Stores dz and the part of dh that bypasses the products; returns dn.
  private func blendSlope(_ i: Int) -> Double {
    guard let slope, let carry else { return 0 }
    let (z, n, dh) = (gates.1[i], gates.2[i], slope[i] + carry[i])
    gates.1[i] = dh * (hiddenBefore[i] - n) * z * (1 - z)
    carry[i] = dh * z
    return dh * (1 - z) * (1 - n * n)
  }
}
