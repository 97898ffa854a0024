@_spi(Kernels) import RondoEngine

/// The kernel calls of training and sampling steps, with their shapes: 25 rows are one thread's
/// share of a batch of 50, 1,250 rows its share of all 50 time steps. Operands fit in the caches
/// where possible.
enum KernelCases {
  static var all: [KernelCase] {
    let sizes = [128, 256, 512, 1024]
    return sizes.flatMap { recurrent($0) } + sizes.map { vector($0) }
      + sizes.flatMap { [output($0), weightGradient($0)] } + functions + rows
      + [128, 512].flatMap { packing($0) } + [128, 512].flatMap { cells($0) }
  }

  private static func product(
    _ name: String, _ rows: Int, _ columns: Int, _ depth: Int, tanh: Bool = false
  ) -> KernelCase {
    let a = KernelMemory(rows * depth)
    let panels = KernelMemory(FloatKernels.packedCount(depth: depth, columns: columns))
    let (c, start) = (KernelMemory(rows * columns), KernelMemory(rows * columns))
    var isDescending = true  // every second time, as in a sequence
    return KernelCase(
      name: "\(name), \(rows) × \(columns) × \(depth)", unit: .operations,
      work: 2 * rows * columns * depth
    ) {
      isDescending.toggle()
      FloatKernels.product(
        ProductCall(
          rows: rows, columns: columns, depth: depth, a: a.pointer, panels: panels.pointer,
          c: c.pointer, initial: .rows(start.pointer, stride: columns),
          epilogue: tanh ? .tanh : .none, isDescending: isDescending))
    }
  }

  private static func recurrent(_ size: Int) -> [KernelCase] {
    [
      product("product", 25, size, size),
      product("product with tanh", 25, size, size, tanh: true),
    ]
  }

  private static func vector(_ size: Int) -> KernelCase {
    product("matrix–vector product", 1, size, size)
  }

  private static func output(_ size: Int) -> KernelCase {
    product("output layer", 1250, 65, size)
  }

  private static func weightGradient(_ size: Int) -> KernelCase {
    let (depth, half) = (2500, size / 2)
    let (a, b) = (KernelMemory(depth * size), KernelMemory(depth * size))
    let c = KernelMemory(size * size)
    return KernelCase(
      name: "weight gradient, \(size) × \(half) × \(depth)", unit: .operations,
      work: 2 * size * half * depth
    ) {
      FloatKernels.productOfTranspose(
        rows: size, columns: half, depth: depth, .init(pointer: a.pointer, stride: size),
        .init(pointer: b.pointer, stride: size), into: c.pointer, stride: size, accumulate: false)
    }
  }

  private static var functions: [KernelCase] {
    let count = 4096
    return [("tanh", UnaryFunction.tanh), ("exp", .exp), ("logistic", .logistic), ("log", .log)]
      .map { name, function in
        let (x, y) = (KernelMemory(count), KernelMemory(count))
        return KernelCase(name: name, unit: .elements, work: count) {
          FloatKernels.apply(function, count, x.pointer, into: y.pointer)
        }
      }
  }

  private static var rows: [KernelCase] {
    let (rows, columns) = (1250, 65)
    let (x, y) = (KernelMemory(rows * columns), KernelMemory(rows * columns))
    let targets = (0..<rows).map { Int32($0 % columns) }
    return [
      KernelCase(name: "softmax, 1250 × 65", unit: .elements, work: rows * columns) {
        FloatKernels.softmax(rows: rows, columns: columns, x.pointer, into: y.pointer)
      },
      KernelCase(
        name: "cross-entropy and gradient, 1250 × 65", unit: .elements, work: rows * columns
      ) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: rows) { losses in
          FloatKernels.crossEntropy(
            rows: rows, columns: columns, x.pointer, targets: targets, scale: 0.01,
            losses: losses.baseAddress!, gradient: y.pointer)
        }
      },
    ]
  }

  private static func packing(_ size: Int) -> [KernelCase] {
    let weight = KernelMemory(size * size)
    let panels = KernelMemory(FloatKernels.packedCount(depth: size, columns: size))
    return [
      KernelCase(name: "packing, \(size) × \(size)", unit: .elements, work: size * size) {
        FloatKernels.pack(
          depth: size, columns: size, .init(pointer: weight.pointer, stride: size),
          into: panels.pointer)
      },
      KernelCase(
        name: "packing transposed, \(size) × \(size)", unit: .elements, work: size * size
      ) {
        FloatKernels.packTransposed(
          depth: size, columns: size, .init(pointer: weight.pointer, stride: size),
          into: panels.pointer)
      },
    ]
  }

  private static func cells(_ units: Int) -> [KernelCase] {
    let rows = 25
    let count = rows * units
    let (gates, h, next) = (KernelMemory(4 * count), KernelMemory(count), KernelMemory(count))
    let (c, after) = (KernelMemory(count), KernelMemory(count))
    return [("LSTM gates", CellPass.lstm), ("GRU gates", .gru)].map { name, pass in
      KernelCase(name: "\(name), 25 × \(units)", unit: .elements, work: count) {
        FloatKernels.cell(
          pass,
          CellCall(
            rows: rows, units: units, gates: gates.pointer, hiddenBefore: h.pointer,
            hidden: next.pointer, cellBefore: c.pointer, cell: after.pointer))
      }
    }
  }
}
