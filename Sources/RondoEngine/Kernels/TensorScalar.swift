/// Element type of tensors: `Float`, with fast kernels, or `Double`, with plain kernels for
/// gradient checks and reference values. No other type can conform.
public protocol TensorScalar: BinaryFloatingPoint, Sendable {
  /// Kernels of this type.
  static var kernelSet: KernelSetReference<Self> { get }
}

/// Opaque reference to the kernels of a number type.
///
/// The requirements of a public protocol are public, and so are all types in them: with this
/// reference `TensorScalar` provides kernels without publishing their interface.
public struct KernelSetReference<Scalar: TensorScalar> {
  fileprivate let kernels: any KernelSet<Scalar>.Type
}

extension TensorScalar {
  /// Kernels of this type. The property is a type and is named like one.
  // swift-format-ignore: AlwaysUseLowerCamelCase
  @inline(__always)
  static var Kernels: any KernelSet<Self>.Type { kernelSet.kernels }
}

extension Float: TensorScalar {
  public static var kernelSet: KernelSetReference<Float> { .init(kernels: FloatKernels.self) }
}

extension Double: TensorScalar {
  public static var kernelSet: KernelSetReference<Double> { .init(kernels: DoubleKernels.self) }
}

/// Inner loops of the engine, concrete for each scalar type: generic code calls them once for each
/// operation, never once for each element.
///
/// Each kernel sums in the fixed order that its comment in `ckernels.h` states, whatever the sizes.
protocol KernelSet<Scalar> {
  /// Type of the elements.
  associatedtype Scalar: TensorScalar

  /// Number of columns of a panel: a packed matrix is a sequence of panels, [depth, panelWidth]
  /// each.
  static var panelWidth: Int { get }

  /// Number of scalars of a packed matrix [depth, columns].
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

  /// c = a ∘ b for each of n elements; with a step of 0 the first element is repeated.
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

  /// Cross-entropy of each row of logits in nats and, if wanted, its gradient times `scale`.
  static func crossEntropy(
    rows: Int, columns: Int, _ logits: UnsafePointer<Scalar>, targets: UnsafePointer<Int32>,
    scale: Scalar, losses: UnsafeMutablePointer<Double>, gradient: UnsafeMutablePointer<Scalar>?)

  /// Changes the losses and gradients from `crossEntropy` to those of smoothed labels.
  static func smoothLabels(
    rows: Int, columns: Int, _ logits: UnsafePointer<Scalar>, targets: UnsafePointer<Int32>,
    scale: Scalar, smoothing: Scalar, losses: UnsafeMutablePointer<Double>,
    gradient: UnsafeMutablePointer<Scalar>?)

  /// Cross-entropy of each row of logits in nats, every column a binary label (positive if its
  /// target is above 0), and, if wanted, its gradient times `scale`; the loss of a positive label
  /// is multiplied by the weight of its column.
  static func sigmoidCrossEntropy(
    rows: Int, columns: Int, _ logits: UnsafePointer<Scalar>, targets: UnsafePointer<Scalar>,
    weights: UnsafePointer<Scalar>?, scale: Scalar, losses: UnsafeMutablePointer<Double>,
    gradient: UnsafeMutablePointer<Scalar>?)

  /// y = scale·x for each of n elements whose bit is set in the mask and 0 for the others; or y +=
  /// that.
  static func applyMask(
    _ n: Int, _ bits: UnsafePointer<UInt16>, scale: Scalar, _ x: UnsafePointer<Scalar>,
    into y: UnsafeMutablePointer<Scalar>, accumulate: Bool)

  /// sums += the sum of the rows, in ascending order.
  static func addColumnSums(
    rows: Int, columns: Int, _ x: MatrixPointer<Scalar>, into sums: UnsafeMutablePointer<Scalar>)

  /// sums += the sum of σ(s·x) over the rows, in ascending order; σ is the logistic function, s the
  /// steepness.
  static func addLogisticSums(
    rows: Int, columns: Int, _ x: MatrixPointer<Scalar>, steepness: Scalar,
    into sums: UnsafeMutablePointer<Scalar>)

  /// dx[r] += dy·σ·(1 − σ) for each row, where σ is that of s·x[r]; dx has the stride of x.
  static func addLogisticGradient(
    rows: Int, columns: Int, _ x: MatrixPointer<Scalar>, steepness: Scalar,
    dy: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>)

  /// table[ids[r]] += x[r], rows ascending.
  static func scatterAddRows(
    rows: Int, columns: Int, ids: UnsafePointer<Int32>, _ x: MatrixPointer<Scalar>,
    into table: UnsafeMutablePointer<Scalar>, stride: Int)

  /// y = x and places = place for each element at which x is larger than y, or NaN.
  static func keepLarger(
    _ n: Int, _ x: UnsafePointer<Scalar>, from place: Int32, into y: UnsafeMutablePointer<Scalar>,
    _ places: UnsafeMutablePointer<Int32>)

  /// y[places[i]][i] += x[i] for y [..., stride].
  static func addAtPlaces(
    _ n: Int, _ x: UnsafePointer<Scalar>, _ places: UnsafePointer<Int32>,
    into y: UnsafeMutablePointer<Scalar>, stride: Int)

  /// Element-wise part of a recurrent cell or of its gradient.
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

  /// One step of dynamic evaluation for a range of the buffers.
  static func adapt(_ step: AdaptationStep<Scalar>, _ range: Range<Int>)
}

/// Element-wise functions of one argument.
@_spi(Kernels) public enum UnaryFunction: Sendable, CaseIterable {
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

/// Element-wise functions of two arguments.
enum BinaryFunction: Sendable, CaseIterable {
  /// a + b.
  case add
  /// a − b.
  case subtract
  /// a·b.
  case multiply
  /// a / b.
  case divide
}
