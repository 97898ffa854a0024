@testable import RondoEngine

/// Operations over axes: broadcasting, choosing by masks, arranging, reducing.
extension OperationCase {
  static let axes = broadcasts + masked + rearrangements + reductionsOverAxes

  private static let forms: [[Shape]] = [
    [[2, 1, 3], [1, 4, 3]], [[2, 3, 1], [2, 3, 4]], [[4, 1], [3]], [[2, 1, 3], [4, 1]],
    [[2, 1, 2, 1], [3, 1, 4]], [[1, 3, 1], [2, 1, 2]], [[3, 1], [3, 1]], [[2, 1, 2], [1, 1]],
  ]

  private static let broadcasts = [
    broadcast("a + b over axes of extent 1", .symmetric, { $0 + $1 }, +),
    broadcast("a − b over axes of extent 1", .symmetric, { $0 - $1 }, -),
    broadcast("a · b over axes of extent 1", .symmetric, { $0 * $1 }, *),
    broadcast("a / b over axes of extent 1", .awayFromZero, { $0 / $1 }, /),
    // Each difference of a and b is far from zero.
    broadcast(
      "the larger of a and 2·b", .awayFromZero, { ($0 * 0.1).pointwiseMax($1 * 2) },
      { max($0 * 0.1, $1 * 2) }),
    broadcast(
      "the smaller of a and 2·b", .awayFromZero, { ($0 * 0.1).pointwiseMin($1 * 2) },
      { min($0 * 0.1, $1 * 2) }),
  ]

  private static let masked = [
    OperationCase(
      "replaced where a mask is not 0",
      [
        [[3, 4], [3, 4]], [[4], [3, 1]], [[2, 3, 4], [1]], [[], [3, 4]], [[3, 1], [2, 1, 4]],
      ],
      run: { $0[0].replacing(with: $0[1], where: mask($0[0].tape)) },
      reference: { x in
        let both = x[0].shape.broadcast(with: x[1].shape)!
        return Reference.elements(both.broadcast(with: [3, 4])!) { place in
          let row = place.suffix(2).reduce(0) { $0 * 4 + $1 }
          return Reference.repeated(row % 3 == 0 ? x[1] : x[0], place)
        }
      }),
    OperationCase(
      "a number where a mask is not 0", [[[3, 4]], [[4]], [[2, 3, 1]]],
      run: { $0[0].replacing(with: -7, where: mask($0[0].tape)) * $0[0] },
      reference: { x in
        Reference.elements(x[0].shape.broadcast(with: [3, 4])!) { place in
          let own = Reference.repeated(x[0], place)
          return (place.suffix(2).reduce(0) { $0 * 4 + $1 } % 3 == 0 ? -7 : own) * own
        }
      }),
    OperationCase(
      "softmax under a mask", [[[3, 4]], [[2, 3, 4]]],
      run: { $0[0].softmax(where: rowMask($0[0].tape)) },
      reference: { x in
        let rows = x[0].scalars.count / 4
        return (0..<rows).flatMap { row -> [Double] in
          let counts = (0..<4).map { row % 3 != 1 && ($0 + row % 3) % 3 != 0 }
          let own = (0..<4).map { counts[$0] ? x[0].scalars[row * 4 + $0] : -.infinity }
          if row % 3 == 1 { return [0, 0, 0, 0] }
          return Reference.softmax(Tensor(own, shape: [1, 4]))
        }
      }),
  ]

  /// 1 in every third place of [3, 4].
  private static func mask(_ tape: Tape<Double>) -> Variable<Double> {
    tape.constant(Tensor((0..<12).map { Double($0 % 3) }, shape: [3, 4])) .== 0
  }

  /// A mask [3, 4] whose second row is zeros.
  private static func rowMask(_ tape: Tape<Double>) -> Variable<Double> {
    tape.constant(
      Tensor(
        (0..<12).map { $0 / 4 != 1 && ($0 % 4 + $0 / 4) % 3 != 0 ? 1 : 0 }, shape: [3, 4]))
  }

  private static let rearrangements = [
    OperationCase(
      "slice of the second axis", [[[2, 4]], [[3, 5, 2]], [[1, 4, 3]], [[2, 3, 2, 2]]],
      run: { $0[0].slice(1..<3, axis: 1) },
      reference: { x in
        let shape = Shape(x[0].shape.indices.map { $0 == 1 ? 2 : x[0].shape[$0] })
        return Reference.elements(shape) { place in
          Reference.repeated(x[0], place.enumerated().map { $0 == 1 ? $1 + 1 : $1 })
        }
      }),
    OperationCase(
      "overlapping slices of the last axis", [[[4]], [[2, 4]], [[2, 3, 5]]],
      run: { $0[0].slice(0..<3, axis: -1) * $0[0].slice(1..<4, axis: -1) },
      reference: { x in
        Reference.elements(x[0].shape.withColumns(3)) { place in
          let next = place.dropLast() + [place.last! + 1]
          return Reference.repeated(x[0], place) * Reference.repeated(x[0], Array(next))
        }
      }),
    permuted([1, 0], [[2, 3], [1, 3]]), permuted([1, 0, 2], [[2, 3, 4], [2, 1, 3]]),
    permuted([0, 2, 1], [[2, 3, 4], [1, 4, 3]]), permuted([2, 0, 1], [[2, 3, 4]]),
    permuted([2, 1, 0], [[2, 3, 4]]), permuted([3, 1, 0, 2], [[2, 3, 2, 4]]),
    permuted([1, 3, 2, 0], [[2, 3, 2, 4]]), permuted([2, 0, 1, 3], [[2, 3, 4, 2]]),
    OperationCase(
      "two axes exchanged", [[[2, 3, 4]], [[2, 2, 3, 2]]],
      run: { $0[0].transposed(0, -1) * 2 },
      reference: { x in
        let last = x[0].shape.rank - 1
        let order = x[0].shape.indices.map { $0 == 0 ? last : $0 == last ? 0 : $0 }
        return Reference.elements(Shape(order.map { x[0].shape[$0] })) { place in
          2 * Reference.repeated(x[0], order.map { place[$0] })
        }
      }),
    OperationCase(
      "concatenated along the second axis, one of them twice",
      [[[2, 1], [2, 3]], [[3, 2, 2], [3, 1, 2]]],
      run: { .concatenated([$0[0], $0[1], $0[0] * $0[0]], axis: 1) },
      reference: { x in
        let (a, b) = (x[0].shape[1], x[1].shape[1])
        let shape = Shape(x[0].shape.indices.map { $0 == 1 ? 2 * a + b : x[0].shape[$0] })
        return Reference.elements(shape) { place in
          var own = place
          own[1] = place[1] < a ? place[1] : place[1] < a + b ? place[1] - a : place[1] - a - b
          let number = Reference.repeated(place[1] < a || place[1] >= a + b ? x[0] : x[1], own)
          return place[1] < a + b ? number : number * number
        }
      }),
    OperationCase(
      "concatenated along the first axis", [[[1, 3], [2, 3]], [[2], [3]]],
      run: { .concatenated([$0[0], $0[1]], axis: 0) },
      reference: { $0[0].scalars + $0[1].scalars }),
    stacked(0), stacked(1), stacked(-1),
  ]

  private static func permuted(_ order: [Int], _ shapes: [Shape]) -> OperationCase {
    OperationCase(
      "axes in the order \(order)", shapes.map { [$0] }, run: { $0[0].permuted(order) },
      reference: { x in
        Reference.elements(Shape(order.map { x[0].shape[$0] })) { place in
          Reference.repeated(x[0], order.indices.map { place[order.firstIndex(of: $0)!] })
        }
      })
  }

  private static func stacked(_ axis: Int) -> OperationCase {
    OperationCase(
      "stacked along axis \(axis)", [[[3], [3]], [[2, 3], [2, 3]]],
      run: { .stacked([$0[0], $0[1], $0[0]], axis: axis) },
      reference: { x in
        let place = axis < 0 ? x[0].shape.rank : axis
        var extents = Array(x[0].shape)
        extents.insert(3, at: place)
        return Reference.elements(Shape(extents)) { all in
          var own = all
          return Reference.repeated(x[own.remove(at: place) % 2], own)
        }
      })
  }

  private static let reductionsOverAxes =
    [[0], [1], [0, 1], [-1], [0, 2], [2, 0], [0, 1, 2]].flatMap { axes in
      [
        reduction("sum", axes, { $0.sum(axes: axes) }, { $0.reduce(0, +) }),
        reduction(
          "mean", axes, { $0.mean(axes: axes, keepingRank: true) },
          { $0.reduce(0, +) / Double($0.count) }),
        reduction("max", axes, { apart($0).max(axes: axes) }, { $0.max()! }, isApart: true),
        reduction(
          "min", axes, { apart($0).min(axes: axes, keepingRank: true) }, { $0.min()! },
          isApart: true),
      ]
    } + [
      reduction("largest", [0, 1, 2], { apart($0).max() }, { $0.max()! }, isApart: true),
      reduction("smallest", [0, 1, 2], { apart($0).min() }, { $0.min()! }, isApart: true),
      reduction(
        "sum along an axis and of the rest", [0, 1, 2], { $0.sum(axes: []).sum() },
        { $0.reduce(0, +) }),
      OperationCase(
        "sum along two axes of four that are apart", [[[2, 3, 2, 2]]],
        run: { $0[0].sum(axes: [3, 1]) },
        reference: { Reference.reduced($0[0], [1, 3]) { $0.reduce(0, +) } }),
    ]

  private static func reduction(
    _ name: String, _ axes: [Int],
    _ run: @escaping @Sendable (Variable<Double>) -> Variable<Double>,
    _ combine: @escaping @Sendable ([Double]) -> Double, isApart: Bool = false
  ) -> OperationCase {
    let set = Set(axes.map { $0 < 0 ? $0 + 3 : $0 })
    return OperationCase(
      "\(name) along axes \(axes)", [[[2, 3, 4]], [[3, 1, 2]], [[1, 4, 1]]], run: { run($0[0]) },
      reference: { x in
        let numbers = zip(x[0].scalars, steps(x[0].count)).map { isApart ? $0 + $1 : $0 }
        return Reference.reduced(Tensor(numbers, shape: x[0].shape), set, combine)
      })
  }

  /// Numbers that lie further apart than x from −1 to 1 does.
  private static func steps(_ count: Int) -> [Double] {
    (0..<count).map { Double($0 * 7 % 29) * 3 }
  }

  private static func apart(_ x: Variable<Double>) -> Variable<Double> {
    x + x.tape.constant(Tensor(steps(x.shape.elementCount), shape: x.shape))
  }

  private static func broadcast(
    _ name: String, _ domain: Domain,
    _ run: @escaping @Sendable (Variable<Double>, Variable<Double>) -> Variable<Double>,
    _ reference: @escaping @Sendable (Double, Double) -> Double
  ) -> OperationCase {
    OperationCase(
      name, forms + forms.map { [$0[1], $0[0]] }, domain, run: { run($0[0], $0[1]) },
      reference: { x in
        Reference.elements(x[0].shape.broadcast(with: x[1].shape)!) {
          reference(Reference.repeated(x[0], $0), Reference.repeated(x[1], $0))
        }
      })
  }
}
