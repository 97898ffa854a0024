/// A number type that tensors are made of: `Float`, with fast kernels, or `Double`, with plain
/// ones for gradient checks and reference values.
public protocol TensorScalar: BinaryFloatingPoint, Sendable {
  /// The kernels for this type.
  associatedtype Kernels: KernelSet where Kernels.Scalar == Self
}

extension Float: TensorScalar {
  public typealias Kernels = FloatKernels
}

extension Double: TensorScalar {
  public typealias Kernels = DoubleKernels
}

/// The inner loops of the engine, concrete for each scalar type: generic code calls them once an
/// operation, never once an element.
///
/// Each sums in the one order that its comment in `ckernels.h` states, whatever the sizes.
public protocol KernelSet<Scalar> {
  /// The type of number.
  associatedtype Scalar: TensorScalar

  /// The columns of a panel: a packed matrix is a sequence of panels, [depth, panelWidth] each.
  static var panelWidth: Int { get }

  /// The number of scalars that a packed matrix [depth, columns] takes.
  static func packedCount(depth: Int, columns: Int) -> Int

  /// Packs B [depth, columns] for `product`.
  static func pack(
    depth: Int, columns: Int, _ source: MatrixPointer<Scalar>,
    into panels: UnsafeMutablePointer<Scalar>)

  /// Packs B = sourceᵀ, where the source is [columns, depth].
  static func packTransposed(
    depth: Int, columns: Int, _ source: MatrixPointer<Scalar>,
    into panels: UnsafeMutablePointer<Scalar>)

  /// C = epilogue(initial + A·B).
  static func product(_ call: ProductCall<Scalar>)

  /// C [rows, columns] = Aᵀ·B for A [depth, rows] and B [depth, columns]; or C += Aᵀ·B.
  static func productOfTranspose(
    rows: Int, columns: Int, depth: Int, _ a: MatrixPointer<Scalar>, _ b: MatrixPointer<Scalar>,
    into c: UnsafeMutablePointer<Scalar>, stride: Int, accumulate: Bool)

  /// y[c][r] = x[r][c] + addend[r] for x [rows, columns]; without an addend, plain transposition.
  static func transpose(
    rows: Int, columns: Int, _ x: MatrixPointer<Scalar>, adding addend: UnsafePointer<Scalar>?,
    into y: UnsafeMutablePointer<Scalar>, stride: Int)

  /// y[c][r] += x[r][c] for x [rows, columns].
  static func addTransposed(
    rows: Int, columns: Int, _ x: MatrixPointer<Scalar>, into y: UnsafeMutablePointer<Scalar>,
    stride: Int)

  /// y = value for each of n elements.
  static func fill(_ n: Int, with value: Scalar, into y: UnsafeMutablePointer<Scalar>)

  /// y = f(x) for each of n elements.
  static func apply(
    _ function: UnaryFunction, _ n: Int, _ x: UnsafePointer<Scalar>,
    into y: UnsafeMutablePointer<Scalar>)

  /// dx += dy·f′(x), given y = f(x).
  static func addGradient(
    of function: UnaryFunction, _ n: Int, x: UnsafePointer<Scalar>, y: UnsafePointer<Scalar>,
    dy: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>)

  /// c = a ∘ b for each of n elements; a step of 0 repeats the first one.
  static func combine(
    _ function: BinaryFunction, _ n: Int, _ a: UnsafePointer<Scalar>, step aStep: Int,
    _ b: UnsafePointer<Scalar>, step bStep: Int, into c: UnsafeMutablePointer<Scalar>)

  /// y += factor·x.
  static func addScaled(
    _ n: Int, factor: Scalar, _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>)

  /// y += rest·(x − y).
  static func approach(
    _ n: Int, rest: Scalar, _ x: UnsafePointer<Scalar>, from y: UnsafeMutablePointer<Scalar>)

  /// y = softmax(x) for each row.
  static func softmax(
    rows: Int, columns: Int, _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>)

  /// dxᵢ += yᵢ·(dyᵢ − Σⱼ dyⱼ·yⱼ) for each row, given y = softmax(x).
  static func addSoftmaxGradient(
    rows: Int, columns: Int, y: UnsafePointer<Scalar>, dy: UnsafePointer<Scalar>,
    into dx: UnsafeMutablePointer<Scalar>)

  /// Cross-entropy of each row of logits in nats, and its gradient times `scale` if asked for.
  static func crossEntropy(
    rows: Int, columns: Int, _ logits: UnsafePointer<Scalar>, targets: UnsafePointer<Int32>,
    scale: Scalar, losses: UnsafeMutablePointer<Double>, gradient: UnsafeMutablePointer<Scalar>?)

  /// Makes of the losses and gradients that `crossEntropy` found those against smoothed labels.
  static func smoothLabels(
    rows: Int, columns: Int, _ logits: UnsafePointer<Scalar>, targets: UnsafePointer<Int32>,
    scale: Scalar, smoothing: Scalar, losses: UnsafeMutablePointer<Double>,
    gradient: UnsafeMutablePointer<Scalar>?)

  /// The cross-entropy of each row of logits in nats, every column an answer of yes (its target above
  /// 0) or no, and its gradient times `scale` if asked for; a yes counts as much as its column's
  /// weight.
  static func sigmoidCrossEntropy(
    rows: Int, columns: Int, _ logits: UnsafePointer<Scalar>, targets: UnsafePointer<Scalar>,
    weights: UnsafePointer<Scalar>?, scale: Scalar, losses: UnsafeMutablePointer<Double>,
    gradient: UnsafeMutablePointer<Scalar>?)

  /// y = scale·x for each of n elements whose bit is set in the mask, 0 for the others; or y += that.
  static func applyMask(
    _ n: Int, _ bits: UnsafePointer<UInt16>, scale: Scalar, _ x: UnsafePointer<Scalar>,
    into y: UnsafeMutablePointer<Scalar>, accumulate: Bool)

  /// sums += the sum of the rows, ascending.
  static func addColumnSums(
    rows: Int, columns: Int, _ x: MatrixPointer<Scalar>, into sums: UnsafeMutablePointer<Scalar>)

  /// table[ids[r]] += x[r], rows ascending.
  static func scatterAddRows(
    rows: Int, columns: Int, ids: UnsafePointer<Int32>, _ x: MatrixPointer<Scalar>,
    into table: UnsafeMutablePointer<Scalar>, stride: Int)

  /// Where x is larger than y, or not a number: y = x, and its place is `place`.
  static func keepLarger(
    _ n: Int, _ x: UnsafePointer<Scalar>, from place: Int32, into y: UnsafeMutablePointer<Scalar>,
    _ places: UnsafeMutablePointer<Int32>)

  /// y[places[i]][i] += x[i] for y [..., stride].
  static func addAtPlaces(
    _ n: Int, _ x: UnsafePointer<Scalar>, _ places: UnsafePointer<Int32>,
    into y: UnsafeMutablePointer<Scalar>, stride: Int)

  /// The element-wise part of a recurrent cell, or of its gradient.
  static func cell(_ pass: CellPass, _ call: CellCall<Scalar>)

  /// Σ x², in blocks of 4,096.
  static func sumOfSquares(_ n: Int, _ x: UnsafePointer<Scalar>) -> Double

  /// One step of Adam over a buffer.
  static func adam(_ step: AdamStep, _ update: ParameterUpdate<Scalar>)

  /// One step of RMSprop over a buffer.
  static func rmsprop(_ step: RMSpropStep, _ update: ParameterUpdate<Scalar>)

  /// One step of SGD with momentum over a buffer.
  static func momentum(_ step: MomentumStep, _ update: ParameterUpdate<Scalar>)

  /// sums += (factor·x)².
  static func addSquares(
    _ n: Int, factor: Scalar, _ x: UnsafePointer<Scalar>, into sums: UnsafeMutablePointer<Scalar>)

  /// One step of dynamic evaluation over a part of the buffers.
  static func adapt(_ step: AdaptationStep<Scalar>, _ range: Range<Int>)
}

/// The element-wise functions of one argument that kernels know.
public enum UnaryFunction: Sendable, CaseIterable {
  /// −x.
  case negate
  /// eˣ.
  case exp
  /// ln x.
  case log
  /// tanh x.
  case tanh
  /// 1 / (1 + e⁻ˣ).
  case logistic
  /// max(x, 0).
  case relu
  /// |x|.
  case magnitude
  /// x².
  case square
  /// √x.
  case squareRoot
}

/// The element-wise functions of two arguments that kernels know.
public enum BinaryFunction: Sendable, CaseIterable {
  /// a + b.
  case add
  /// a − b.
  case subtract
  /// a·b.
  case multiply
  /// a / b.
  case divide
}

/// The numbers of one Adam step; a correction is 1 − βᵗ, the second one's square root.
public struct AdamStep: Sendable {
  var beta1: Double
  var beta2: Double
  var epsilon: Double
  var learningRate: Double
  var correction1: Double
  var correction2: Double
}

/// The numbers of one RMSprop step: the mean square becomes decay·itself + rest·g².
public struct RMSpropStep: Sendable {
  var decay: Double
  var rest: Double
  var epsilon: Double
  var learningRate: Double
}

/// The numbers of one momentum step.
public struct MomentumStep: Sendable {
  var momentum: Double
  var learningRate: Double
}
