/// One step of a rule over all parameters of a model, part by part.
struct RuleStep<Scalar: TensorScalar>: RangeWork {
  let rule: any OptimizationRule
  let update: ParameterUpdate<Scalar>
  /// Number of this step, from 1.
  let step: Int
  let learningRate: Double
  let weightDecay: Double
  /// Parts in order; empty if the rule applies to all parameters alike.
  let parts: [StepPart]

  func run(_ range: Range<Int>) {
    guard !parts.isEmpty else {
      return rule.apply(
        update.part(range, firstSlot: range.lowerBound), step: step, learningRate: learningRate)
    }
    for part in parts where part.range.overlaps(range) {
      let own = range.clamped(to: part.range)
      guard let pace = part.pace, step > pace.firstStep else {
        keep(own)
        continue
      }
      let firstSlot = part.firstSlot + own.lowerBound - part.range.lowerBound
      guard part.decays else {
        apply(update.part(own, firstSlot: firstSlot), pace)
        continue
      }
      // Blocks small enough to be still in the cache when the rule reads them.
      for first in stride(from: own.lowerBound, to: own.upperBound, by: 4096) {
        let block = first..<min(first + 4096, own.upperBound)
        decay(update.part(block, firstSlot: firstSlot + first - own.lowerBound), pace)
      }
    }
  }

  private func keep(_ range: Range<Int>) {
    let first = range.lowerBound
    (update.updated + first).update(from: update.parameters + first, count: range.count)
  }

  private func decay(_ update: ParameterUpdate<Scalar>, _ pace: ParameterRates.Pace) {
    var decayed = update
    decayed.parameters = UnsafePointer(update.updated)
    withUnsafePointer(to: Scalar(1 - learningRate * pace.factor * weightDecay)) {
      Scalar.Kernels.combine(
        .multiply, update.count, update.parameters, step: 1, $0, step: 0, into: update.updated)
    }
    apply(decayed, pace)
  }

  private func apply(_ update: ParameterUpdate<Scalar>, _ pace: ParameterRates.Pace) {
    rule.apply(
      update, step: step - pace.firstStep, learningRate: learningRate * pace.factor)
  }
}

/// Neighbouring parameters that an optimizer treats alike.
struct StepPart: Sendable {
  var range: Range<Int>
  let decays: Bool
  /// Nil if the optimizer leaves the parameters unchanged.
  let pace: ParameterRates.Pace?
  /// Position of the first parameter within a slot, which holds only parameters that the optimizer
  /// changes.
  let firstSlot: Int

  /// The parts of a model; only weights decay, not biases.
  static func all(
    _ layout: ParameterLayout, decaying: Bool, _ rates: ParameterRates?
  ) -> [StepPart] {
    var (parts, slotCount): ([StepPart], Int) = ([], 0)
    for entry in layout.entries {
      let range = entry.offset..<entry.offset + entry.shape.elementCount
      let pace = rates.map { $0.pace(at: range.lowerBound) } ?? .full
      let decays = decaying && entry.shape.rank > 1
      if let last = parts.last, last.decays == decays, last.pace == pace {
        parts[parts.count - 1].range = last.range.lowerBound..<range.upperBound
      } else {
        parts.append(StepPart(range: range, decays: decays, pace: pace, firstSlot: slotCount))
      }
      if pace != nil { slotCount += range.count }
    }
    return parts
  }
}

/// Memory of a rule: a vector of `width` numbers for each slot, aligned to a cache line.
struct SlotMemory<Scalar: TensorScalar>: Sendable {
  /// Number of scalars in a slot.
  let width: Int
  private let count: Int
  /// [slots, stride]
  private var numbers: Tensor<Scalar>

  init(slots count: Int, width: Int) {
    (self.count, self.width) = (count, width)
    numbers = Tensor(zeros: [count, (width + 15) / 16 * 16])
  }

  /// Creates slots with these values, vectors of equal length.
  init(_ slots: [Tensor<Scalar>]) {
    self.init(slots: slots.count, width: slots.first?.count ?? 0)
    let pointers = pointers()
    for (k, slot) in slots.enumerated() {
      precondition(slot.count == width, "slots of \(width) and of \(slot.count) numbers")
      slot.withUnsafeBuffer {
        if width > 0 { pointers[k].update(from: $0.baseAddress!, count: width) }
      }
    }
  }

  /// The slots as tensors that share this memory.
  var vectors: [Tensor<Scalar>] {
    (0..<count).map {
      Tensor(
        storage: numbers.storage, offset: numbers.offset + $0 * numbers.shape[1], shape: [width])
    }
  }

  /// Pointers to the slots for writing; copies them first if their memory is shared.
  mutating func pointers() -> ParameterUpdate<Scalar>.Slots {
    let stride = numbers.shape[1]
    return numbers.withUnsafeMutableBuffer {
      ParameterUpdate.Slots(count: count, start: $0.baseAddress!, stride: stride)
    }
  }
}
