import Testing

@_spi(Kernels) @testable import RondoEngine

/// One matrix product with all that a kernel takes, drawn from a seed; strides are wider than the
/// rows, and what lies between them must stay.
struct ProductCase {
  let seed: Int
  var rows: Int
  var columns: Int
  var depth: Int
  let initial: Int
  let epilogue: Int
  let a: [Float]
  let b: [Float]
  let start: [Float]
  let activations: [Float]
  let ids: [Int32]
  let gap: Int

  /// `large`: one extent beyond 70.
  init(seed: Int, large: Bool = false) {
    self.seed = seed
    var draw = Draw(seed: seed)
    let limit = isDebugBuild ? 40 : 70
    (rows, columns) = (draw.integer(in: 1...limit), draw.integer(in: 1...limit))
    depth = draw.integer(in: seed % 9 == 0 ? 0...0 : 1...limit)
    if large { (rows, columns, depth) = [(131, 5, 67), (3, 257, 31), (14, 33, 517)][seed % 3] }
    (initial, epilogue, gap) = (seed % 4, seed / 4 % 3, draw.integer(in: 0...3))
    a = draw.floats(rows * (depth + gap))
    b = draw.floats(max(depth * columns, 1))
    start = draw.floats(max(rows, 5) * (columns + gap))
    activations = draw.floats(rows * (columns + gap))
    ids = draw.ids(rows, upTo: 4)
  }

  /// C with its gaps, by the kernel, for some of the rows.
  func product(_ range: Range<Int>, descending: Bool = false) -> [Float] {
    let panels = packed(b, depth: depth, columns: columns)
    let c = [Float](repeating: 77, count: rows * stride)
    return withPointers(a, panels, start, activations, c) { pointers in
      let (start, at) = (pointers[2], range.lowerBound * stride)
      var call = ProductCall<Float>(
        rows: range.count, columns: columns, depth: depth,
        a: pointers[0] + range.lowerBound * (depth + gap), aStride: depth + gap,
        panels: pointers[1], c: pointers[4] + at, cStride: stride, isDescending: descending)
      if epilogue == 1 { call.epilogue = .tanh }
      if epilogue == 2 { call.epilogue = .tanhGradient(y: pointers[3] + at, stride: stride) }
      ids.withUnsafeBufferPointer { ids in
        switch initial {
        case 0: break
        case 1: call.initial = .rows(start + at, stride: stride)
        case 2: call.initial = .rows(start, stride: 0)
        default:
          let ids = ids.baseAddress! + range.lowerBound
          call.initial = .gathered(start, stride: stride, ids: ids)
        }
        FloatKernels.product(call)
      }
      return pointers[4].array(c.count)
    }
  }

  var stride: Int { columns + gap }

  /// What row r starts from, in `start`.
  func origin(_ row: Int) -> Int? { [nil, row, 0, Int(ids[row])][initial].map { $0 * stride } }
}
