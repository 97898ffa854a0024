private import CKernels

/// Kernels for `Float`: C in versions for AVX-512, AVX2 and any processor, which give the same
/// bits.
public enum FloatKernels {
  /// Name of the version in use: "avx512", "avx2" or "portable".
  public static var version: String { String(cString: rondo_kernels_name()) }

  /// False if the environment variable `RONDO_KERNELS` names a version that does not exist or that
  /// this processor cannot run; the best version is used instead.
  public static var requestIsHonoured: Bool { rondo_kernels_request_honoured() }

  /// Switches to another version. Returns false, and changes nothing, if the processor does not
  /// support it.
  static func select(_ version: String) -> Bool { rondo_kernels_select(version) }
}

/// For use inside the package and by its benchmarks: `@_spi(Kernels) import`.
@_spi(Kernels) extension FloatKernels: KernelSet {
  public static var panelWidth: Int { Int(rondo_panel_width) }

  public static func packedCount(depth: Int, columns: Int) -> Int {
    rondo_packed_count(depth, columns)
  }

  public static func pack(
    depth: Int, columns: Int, _ source: MatrixPointer<Float>,
    into panels: UnsafeMutablePointer<Float>
  ) { rondo_pack(depth, columns, source.pointer, source.stride, panels) }

  public static func packTransposed(
    depth: Int, columns: Int, _ source: MatrixPointer<Float>,
    into panels: UnsafeMutablePointer<Float>
  ) { rondo_pack_transposed(depth, columns, source.pointer, source.stride, panels) }

  public static func product(_ call: ProductCall<Float>) {
    var c = rondo_product_call()
    (c.rows, c.columns, c.depth) = (call.rows, call.columns, call.depth)
    (c.a, c.a_stride, c.panels) = (call.a, call.aStride, call.panels)
    (c.c, c.c_stride, c.descending) = (call.c, call.cStride, call.isDescending)
    switch call.initial {
    case .zero: break
    case .rows(let start, let stride): (c.initial, c.initial_stride) = (start, stride)
    case .gathered(let table, let stride, let ids):
      (c.initial, c.initial_stride, c.initial_rows) = (table, stride, ids)
    }
    switch call.epilogue {
    case .none: break
    case .tanh: c.epilogue = Int32(rondo_epilogue_tanh)
    case .tanhGradient(let y, let stride):
      c.epilogue = Int32(rondo_epilogue_tanh_gradient)
      (c.activations, c.activations_stride) = (y, stride)
    }
    rondo_product(&c)
  }

  public static func productOfTranspose(
    rows: Int, columns: Int, depth: Int, _ a: MatrixPointer<Float>, _ b: MatrixPointer<Float>,
    into c: UnsafeMutablePointer<Float>, stride: Int, accumulate: Bool
  ) {
    rondo_product_of_transpose(
      rows, columns, depth, a.pointer, a.stride, b.pointer, b.stride, c, stride, accumulate)
  }

  public static func transpose(
    rows: Int, columns: Int, _ x: MatrixPointer<Float>, adding addend: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>, stride: Int
  ) { rondo_transpose(rows, columns, x.pointer, x.stride, addend, y, stride) }

  public static func addTransposed(
    rows: Int, columns: Int, _ x: MatrixPointer<Float>, into y: UnsafeMutablePointer<Float>,
    stride: Int
  ) { rondo_add_transposed(rows, columns, x.pointer, x.stride, y, stride) }

  public static func fill(_ n: Int, with value: Float, into y: UnsafeMutablePointer<Float>) {
    PlainLoops.fill(n, value, into: y)
  }

  public static func addSoftmaxGradient(
    rows: Int, columns: Int, y: UnsafePointer<Float>, dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>
  ) { PlainLoops.addSoftmaxGradient(rows: rows, columns: columns, y: y, dy: dy, into: dx) }

  public static func apply(
    _ function: UnaryFunction, _ n: Int, _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>
  ) {
    switch function {
    case .negate: PlainLoops.map(n, x, into: y) { -$0 }
    case .exp: rondo_exp(n, x, y)
    case .log: rondo_log(n, x, y)
    case .tanh: rondo_tanh(n, x, y)
    case .logistic: rondo_logistic(n, x, y)
    case .relu: PlainLoops.map(n, x, into: y) { $0 > 0 || $0.isNaN ? $0 : 0 }
    case .magnitude: PlainLoops.map(n, x, into: y) { $0.magnitude }
    case .square: PlainLoops.map(n, x, into: y) { $0 * $0 }
    case .squareRoot: PlainLoops.map(n, x, into: y) { $0.squareRoot() }
    }
  }

  public static func addGradient(
    of function: UnaryFunction, _ n: Int, x: UnsafePointer<Float>, y: UnsafePointer<Float>,
    dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>
  ) { PlainLoops.addGradient(of: function, n, x: x, y: y, dy: dy, into: dx) }

  static func combine(
    _ function: BinaryFunction, _ n: Int, _ a: UnsafePointer<Float>, step aStep: Int,
    _ b: UnsafePointer<Float>, step bStep: Int, into c: UnsafeMutablePointer<Float>
  ) { PlainLoops.combine(function, n, a, aStep, b, bStep, into: c) }

  public static func keepLarger(
    _ n: Int, _ x: UnsafePointer<Float>, from place: Int32, into y: UnsafeMutablePointer<Float>,
    _ places: UnsafeMutablePointer<Int32>
  ) { rondo_keep_larger(n, x, place, y, places) }

  public static func addAtPlaces(
    _ n: Int, _ x: UnsafePointer<Float>, _ places: UnsafePointer<Int32>,
    into y: UnsafeMutablePointer<Float>, stride: Int
  ) { PlainLoops.addAtPlaces(n, x, places, into: y, stride: stride) }

  public static func addScaled(
    _ n: Int, factor: Float, _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>
  ) { PlainLoops.addScaled(n, factor: factor, x, into: y) }

  public static func approach(
    _ n: Int, rest: Float, _ x: UnsafePointer<Float>, from y: UnsafeMutablePointer<Float>
  ) { PlainLoops.approach(n, rest, x, from: y) }

  public static func softmax(
    rows: Int, columns: Int, _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>
  ) { rondo_softmax(rows, columns, x, columns, y, columns) }

  public static func crossEntropy(
    rows: Int, columns: Int, _ logits: UnsafePointer<Float>, targets: UnsafePointer<Int32>,
    scale: Float, losses: UnsafeMutablePointer<Double>, gradient: UnsafeMutablePointer<Float>?
  ) {
    rondo_cross_entropy(
      rows, columns, logits, columns, targets, scale, losses, gradient, columns)
  }

  public static func smoothLabels(
    rows: Int, columns: Int, _ logits: UnsafePointer<Float>, targets: UnsafePointer<Int32>,
    scale: Float, smoothing: Float, losses: UnsafeMutablePointer<Double>,
    gradient: UnsafeMutablePointer<Float>?
  ) {
    rondo_smooth_labels(
      rows, columns, logits, columns, targets, scale, smoothing, losses, gradient, columns)
  }

  public static func sigmoidCrossEntropy(
    rows: Int, columns: Int, _ logits: UnsafePointer<Float>, targets: UnsafePointer<Float>,
    weights: UnsafePointer<Float>?, scale: Float, losses: UnsafeMutablePointer<Double>,
    gradient: UnsafeMutablePointer<Float>?
  ) {
    rondo_sigmoid_cross_entropy(
      rows, columns, logits, columns, targets, weights, scale, losses, gradient, columns)
  }

  public static func applyMask(
    _ n: Int, _ bits: UnsafePointer<UInt16>, scale: Float, _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>, accumulate: Bool
  ) { rondo_apply_mask(n, bits, scale, x, y, accumulate) }

  public static func addColumnSums(
    rows: Int, columns: Int, _ x: MatrixPointer<Float>, into sums: UnsafeMutablePointer<Float>
  ) { rondo_add_column_sums(rows, columns, x.pointer, x.stride, sums) }

  public static func addLogisticSums(
    rows: Int, columns: Int, _ x: MatrixPointer<Float>, steepness: Float,
    into sums: UnsafeMutablePointer<Float>
  ) { rondo_add_logistic_sums(rows, columns, x.pointer, x.stride, steepness, sums) }

  public static func addLogisticGradient(
    rows: Int, columns: Int, _ x: MatrixPointer<Float>, steepness: Float,
    dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>
  ) { rondo_add_logistic_gradient(rows, columns, x.pointer, x.stride, steepness, dy, dx) }

  public static func scatterAddRows(
    rows: Int, columns: Int, ids: UnsafePointer<Int32>, _ x: MatrixPointer<Float>,
    into table: UnsafeMutablePointer<Float>, stride: Int
  ) { rondo_scatter_add_rows(rows, columns, ids, x.pointer, x.stride, table, stride) }

  public static func cell(_ pass: CellPass, _ call: CellCall<Float>) {
    var c = rondo_cell_call()
    (c.rows, c.units, c.gates) = (call.rows, call.units, call.gates)
    (c.hidden_before, c.cell_before) = (call.hiddenBefore, call.cellBefore)
    (c.hidden, c.cell) = (call.hidden, call.cell)
    (c.slope, c.carry) = (call.slope.map { UnsafePointer($0) }, call.carry)
    rondo_cell(Int32(pass.rawValue), &c)
  }

  public static func sumOfSquares(_ n: Int, _ x: UnsafePointer<Float>) -> Double {
    rondo_sum_of_squares(n, x)
  }

  static func adam(_ step: AdamStep, _ update: ParameterUpdate<Float>) {
    let settings = rondo_adam_settings(
      gradient_scale: update.gradientScale, beta1: Float(step.beta1),
      rest1: Float(1 - step.beta1), beta2: Float(step.beta2), rest2: Float(1 - step.beta2),
      epsilon: Float(step.epsilon), learning_rate: Float(step.learningRate),
      correction1: Float(step.correction1), correction2: Float(step.correction2))
    rondo_adam(
      update.count, settings, update.gradient, update.parameters, update.updated,
      update.slots[0], update.slots[1])
  }

  static func rmsprop(_ step: RMSpropStep, _ update: ParameterUpdate<Float>) {
    rondo_rmsprop(
      update.count, update.gradientScale, Float(step.decay), Float(step.rest),
      Float(step.epsilon), Float(step.learningRate), update.gradient, update.parameters,
      update.updated, update.slots[0])
  }

  static func momentum(_ step: MomentumStep, _ update: ParameterUpdate<Float>) {
    rondo_momentum(
      update.count, update.gradientScale, Float(step.momentum), Float(step.learningRate),
      update.gradient, update.parameters, update.updated, update.slots[0])
  }
}
