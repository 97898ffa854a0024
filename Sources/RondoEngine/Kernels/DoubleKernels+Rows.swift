#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

extension DoubleKernels {
  static func softmax(
    rows: Int, columns: Int, _ x: UnsafePointer<Double>, into y: UnsafeMutablePointer<Double>
  ) {
    for row in 0..<rows {
      let (start, end) = (row * columns, (row + 1) * columns)
      let (_, sum) = exponentials(x + start, columns, into: y + start)
      for i in start..<end { y[i] /= sum }
    }
  }

  static func crossEntropy(
    rows: Int, columns: Int, _ logits: UnsafePointer<Double>, targets: UnsafePointer<Int32>,
    scale: Double, losses: UnsafeMutablePointer<Double>, gradient: UnsafeMutablePointer<Double>?
  ) {
    let spare = UnsafeMutablePointer<Double>.allocate(capacity: columns)
    defer { spare.deallocate() }
    for row in 0..<rows {
      let out = gradient.map { $0 + row * columns } ?? spare
      let target = Int(targets[row])
      guard target >= 0 && target < columns else {
        losses[row] = 0
        out.update(repeating: 0, count: columns)
        continue
      }
      let (shift, sum) = exponentials(logits + row * columns, columns, into: out)
      losses[row] = log(sum) + (shift - logits[row * columns + target])
      for i in 0..<columns { out[i] *= scale / sum }
      out[target] -= scale
    }
  }

  static func smoothLabels(
    rows: Int, columns: Int, _ logits: UnsafePointer<Double>, targets: UnsafePointer<Int32>,
    scale: Double, smoothing: Double, losses: UnsafeMutablePointer<Double>,
    gradient: UnsafeMutablePointer<Double>?
  ) {
    for row in 0..<rows {
      let target = Int(targets[row])
      guard target >= 0 && target < columns else { continue }
      let x = logits + row * columns
      var sum = 0.0
      for i in 0..<columns { sum += x[i] }
      losses[row] += smoothing * (x[target] - sum / Double(columns))
      guard let out = gradient.map({ $0 + row * columns }) else { continue }
      for i in 0..<columns { out[i] -= scale * smoothing / Double(columns) }
      out[target] += scale * smoothing
    }
  }

  static func sigmoidCrossEntropy(
    rows: Int, columns: Int, _ logits: UnsafePointer<Double>, targets: UnsafePointer<Double>,
    weights: UnsafePointer<Double>?, scale: Double, losses: UnsafeMutablePointer<Double>,
    gradient: UnsafeMutablePointer<Double>?
  ) {
    for row in 0..<rows {
      var sum = 0.0
      for column in 0..<columns {
        let at = row * columns + column
        let isYes = targets[at] > 0
        let (z, weight) = isYes ? (-logits[at], weights?[column] ?? 1) : (logits[at], 1)
        let e = exp(-abs(z))
        sum += weight * (max(z, 0) + log1p(e))
        let slope = scale * weight * (z < 0 ? e : 1) / (1 + e)
        gradient?[at] = isYes ? -slope : slope
      }
      losses[row] = sum
    }
  }

  static func applyMask(
    _ n: Int, _ bits: UnsafePointer<UInt16>, scale: Double, _ x: UnsafePointer<Double>,
    into y: UnsafeMutablePointer<Double>, accumulate: Bool
  ) {
    for i in 0..<n {
      let kept = bits[i / 16] >> (i % 16) & 1 == 1 ? scale * x[i] : 0
      y[i] = accumulate ? y[i] + kept : kept
    }
  }

  /// e = exp(x − max x); returns max x and the sum of e.
  private static func exponentials(
    _ x: UnsafePointer<Double>, _ count: Int, into e: UnsafeMutablePointer<Double>
  ) -> (shift: Double, sum: Double) {
    var shift = -Double.infinity
    for i in 0..<count where x[i] > shift || x[i].isNaN { shift = x[i] }
    var sum = 0.0
    for i in 0..<count {
      e[i] = exp(x[i] - shift)
      sum += e[i]
    }
    return (shift, sum)
  }

  static func addColumnSums(
    rows: Int, columns: Int, _ x: MatrixPointer<Double>, into sums: UnsafeMutablePointer<Double>
  ) {
    for row in 0..<rows {
      for i in 0..<columns { sums[i] += x.pointer[row * x.stride + i] }
    }
  }

  static func logistic(_ x: Double) -> Double {
    let e = exp(-abs(x))
    return x < 0 ? e / (1 + e) : 1 / (1 + e)
  }

  static func addLogisticSums(
    rows: Int, columns: Int, _ x: MatrixPointer<Double>, steepness: Double,
    into sums: UnsafeMutablePointer<Double>
  ) {
    for row in 0..<rows {
      for i in 0..<columns {
        sums[i] += logistic(steepness * x.pointer[row * x.stride + i])
      }
    }
  }

  static func addLogisticGradient(
    rows: Int, columns: Int, _ x: MatrixPointer<Double>, steepness: Double,
    dy: UnsafePointer<Double>, into dx: UnsafeMutablePointer<Double>
  ) {
    for row in 0..<rows {
      for i in 0..<columns {
        let place = row * x.stride + i
        let y = logistic(steepness * x.pointer[place])
        dx[place] += dy[i] * (y * (1 - y))
      }
    }
  }

  static func scatterAddRows(
    rows: Int, columns: Int, ids: UnsafePointer<Int32>, _ x: MatrixPointer<Double>,
    into table: UnsafeMutablePointer<Double>, stride: Int
  ) {
    for row in 0..<rows {
      let to = table + Int(ids[row]) * stride
      for i in 0..<columns { to[i] += x.pointer[row * x.stride + i] }
    }
  }

  static func sumOfSquares(_ n: Int, _ x: UnsafePointer<Double>) -> Double {
    var sum = 0.0
    for i in 0..<n { sum.addProduct(x[i], x[i]) }
    return sum
  }

  static func adam(_ step: AdamStep, _ update: ParameterUpdate<Double>) {
    let rate = step.learningRate / step.correction1
    let (mean, square) = (update.slots[0], update.slots[1])
    for i in 0..<update.count {
      let g = update.gradient[i] * update.gradientScale
      mean[i] = step.beta1 * mean[i] + (1 - step.beta1) * g
      square[i] = step.beta2 * square[i] + (1 - step.beta2) * (g * g)
      let root = square[i].squareRoot() / step.correction2
      update.updated[i] = update.parameters[i] - rate * (mean[i] / (root + step.epsilon))
    }
  }

  static func rmsprop(_ step: RMSpropStep, _ update: ParameterUpdate<Double>) {
    let square = update.slots[0]
    for i in 0..<update.count {
      let g = update.gradient[i] * update.gradientScale
      square[i] = step.decay * square[i] + step.rest * (g * g)
      let change = g / (square[i].squareRoot() + step.epsilon)
      update.updated[i] = update.parameters[i] - step.learningRate * change
    }
  }

  static func momentum(_ step: MomentumStep, _ update: ParameterUpdate<Double>) {
    let velocity = update.slots[0]
    for i in 0..<update.count {
      velocity[i] = step.momentum * velocity[i] + update.gradient[i] * update.gradientScale
      update.updated[i] = update.parameters[i] - step.learningRate * velocity[i]
    }
  }
}
