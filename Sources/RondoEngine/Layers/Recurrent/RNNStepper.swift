/// Runs an `RNN` over ids one time step at a time, without a tape: for sampling and streaming.
///
///     let stepper = RNNStepper(rnn, batch: 1)
///     stepper.advance([17])
///     let output = stepper.output  // [B, H]
///
/// The weights are prepared once and shared by copies of the stepper; a step allocates nothing
/// and gives the same bits as `RNN.sequence`. Not `Sendable`: it holds the state of one batch.
public final class RNNStepper<Scalar: TensorScalar> {
  private let weights: RNNStepperWeights<Scalar>
  private let steps: [RecurrentStep<Scalar>]  // each layer's, which borrows from the weights
  private var hidden: [Storage<Scalar>]
  private var next: Storage<Scalar>
  private let cell: [Storage<Scalar>]
  private let gates: Storage<Scalar>
  private let joined: Storage<Scalar>?  // the outputs of all layers, with skip connections
  private var isDescending = false  // every second step

  /// B: the number of sequences that advance together.
  public let batch: Int

  /// The threads that share a step's products, where these are large enough to be shared.
  public let workers: Workers

  /// Prepares the weights of `rnn`, whose input is that of the embedding, if there is one; the state
  /// is zero.
  public convenience init(
    _ rnn: RNN<Scalar>, embedding: Embedding<Scalar>? = nil, batch: Int,
    workers: Workers = .single
  ) {
    if let embedding {
      precondition(
        embedding.size == rnn.inputSize,
        "vectors of \(embedding.size) numbers for a network that takes \(rnn.inputSize)")
    }
    self.init(RNNStepperWeights(rnn, embedding), batch: batch, workers)
  }

  private init(_ weights: RNNStepperWeights<Scalar>, batch: Int, _ workers: Workers) {
    precondition(batch > 0, "a batch has at least one sequence, not \(batch)")
    (self.weights, self.batch, self.workers) = (weights, batch, workers)
    steps = weights.steps.map { step in
      var step = step
      step.workers = workers
      return step
    }
    let count = batch * weights.units
    hidden = weights.layers.map { _ in Storage(zeros: count) }
    next = Storage(zeros: count)
    cell = weights.cell.hasCell ? weights.layers.map { _ in Storage(zeros: count) } : []
    gates = Storage(zeros: weights.cell.width * count)
    joined = weights.hasSkipConnections ? Storage(zeros: weights.layers.count * count) : nil
  }

  /// Another stepper with the same weights and a state of zeros.
  public func fresh(batch: Int) -> RNNStepper { RNNStepper(weights, batch: batch, workers) }

  /// One time step: an id for each sequence of the batch; the one after the last stands for an
  /// unknown symbol.
  @_specialize(where Scalar == Float)
  public func advance(_ ids: [Int32]) {
    precondition(ids.count == batch, "\(ids.count) ids for a batch of \(batch)")
    let limit = Int32(weights.idCount)
    for id in ids { precondition(id >= 0 && id <= limit, "an id is not in 0...\(limit)") }
    ids.withUnsafeBufferPointer { advance($0) }
  }

  @_specialize(where Scalar == Float)
  private func advance(_ ids: UnsafeBufferPointer<Int32>) {
    for k in hidden.indices {
      let initial = weights.layers[k].initial(
        ids, below: k == 0 ? nil : UnsafePointer(hidden[k - 1].pointer), in: gates.pointer, workers)
      let (before, c) = (hidden[k].pointer, cell.isEmpty ? nil : cell[k].pointer)
      steps[k].advance(
        rows: batch, from: .init(hidden: before, cell: c), initial, gates: gates.pointer,
        to: .init(hidden: next.pointer, cell: c), descending: isDescending)
      swap(&hidden[k], &next)
    }
    isDescending.toggle()
    joinOutputs()
  }

  private func joinOutputs() {
    guard let joined else { return }
    let (units, columns) = (weights.units, outputSize)
    for (k, hidden) in hidden.enumerated() {
      for row in 0..<batch {
        (joined.pointer + row * columns + k * units).update(
          from: hidden.pointer + row * units, count: units)
      }
    }
  }

  private var outputSize: Int { (joined == nil ? 1 : hidden.count) * weights.units }

  /// The output of the last layer, or with skip connections of all of them, [B, outputSize]. Copies
  /// it.
  public var output: Tensor<Scalar> {
    Tensor(copying: outputPointer, shape: [batch, outputSize])
  }

  var outputPointer: UnsafePointer<Scalar> {
    UnsafePointer((joined ?? hidden[hidden.count - 1]).pointer)
  }

  private var shape: Shape { [batch, weights.units] }

  /// The state. Copies it.
  public var state: RNNState<Scalar> {
    get {
      RNNState(
        hidden: hidden.map { Tensor(copying: $0.pointer, shape: shape) },
        cell: cell.map { Tensor(copying: $0.pointer, shape: shape) })
    }
    set {
      precondition(
        newValue.hidden.count == hidden.count && newValue.cell.count == cell.count
          && (newValue.hidden + newValue.cell).allSatisfy { $0.shape == shape },
        "a state must hold \(hidden.count) hidden vectors and \(cell.count) cells of shape \(shape)"
      )
      for (to, from) in zip(hidden + cell, newValue.hidden + newValue.cell) {
        from.withUnsafeBuffer { to.pointer.update(from: $0.baseAddress!, count: to.count) }
      }
      joinOutputs()
    }
  }
}
