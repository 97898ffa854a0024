/// Runs an `RNN` over ids or vectors one time step at a time, without a tape, for sampling and
/// streaming.
///
///     var random = RandomSource(seed: 1)
///     let rnn = RNN<Float>(inputSize: 65, hiddenSize: 16, random: &random)
///     let stepper = RNNStepper(rnn, batch: 1)
///     stepper.advance([17])
///     stepper.output.shape  // [1, 16], that is [B, H]
///
///     let sensor = RNN<Float>(inputSize: 3, hiddenSize: 16, random: &random)
///     let stream = RNNStepper(sensor, over: .vectors, batch: 1)
///     stream.advance(vectors: [0.5, -1, 2])  // [B, D]
///
/// The weights are packed once and shared by the steppers that `fresh(batch:)` creates; a step
/// allocates nothing and gives the same bits as `RNN.sequence`. Not `Sendable`: it holds the state
/// of a batch.
public final class RNNStepper<Scalar: TensorScalar> {
  /// Kind of input. `Sendable`.
  public enum Inputs: Sendable, Hashable {
    /// Ids: the input weights are stored as a table with a row for each id.
    case ids
    /// Vectors [B, D].
    case vectors
  }

  private let weights: RNNStepperWeights<Scalar>
  private let steps: [FusedStep<Scalar>]  // each layer's, which borrows from the weights
  @exclusivity(unchecked) private var hidden: [Storage<Scalar>]
  @exclusivity(unchecked) private var next: Storage<Scalar>
  private let cell: [Storage<Scalar>]
  private let gates: Storage<Scalar>
  private let joined: Storage<Scalar>?  // the outputs of all layers, with skip connections
  @exclusivity(unchecked) private var isDescending = false  // every second step

  /// B: number of sequences that advance together.
  public let batch: Int

  /// Threads that share the products of a step, if they are large enough.
  public let workers: Workers

  /// Packs the weights of `rnn`, which reads ids, directly or as vectors of an embedding, or
  /// vectors; the initial state is zero.
  public convenience init(
    _ rnn: RNN<Scalar>, over inputs: Inputs = .ids, embedding: Embedding<Scalar>? = nil,
    batch: Int, workers: Workers = .single
  ) {
    if let embedding {
      precondition(
        embedding.size == rnn.inputSize && inputs == .ids,
        "an embedding of ids into vectors of \(embedding.size) numbers for a network that takes "
          + "\(inputs) of size \(rnn.inputSize)")
    }
    self.init(RNNStepperWeights(rnn, inputs, embedding), batch: batch, workers)
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

  /// Creates another stepper with the same weights and a state of zero.
  public func fresh(batch: Int) -> RNNStepper { RNNStepper(weights, batch: batch, workers) }

  /// Advances by one time step, with an id for each sequence of the batch; the id after the last
  /// one stands for an unknown symbol.
  @_specialize(where Scalar == Float)
  public func advance(_ ids: [Int32]) {
    precondition(weights.inputs == .ids, "this stepper reads vectors")
    precondition(ids.count == batch, "\(ids.count) ids for a batch of \(batch)")
    let limit = Int32(weights.idCount)
    for id in ids { precondition(id >= 0 && id <= limit, "an id is not in 0...\(limit)") }
    ids.withUnsafeBufferPointer { advance(.ids($0.baseAddress!)) }
  }

  /// Advances by one time step, with a vector for each sequence of the batch, [B, D].
  @_specialize(where Scalar == Float)
  public func advance(vectors: [Scalar]) {
    precondition(weights.inputs == .vectors, "this stepper reads ids")
    precondition(
      vectors.count == batch * weights.inputSize,
      "\(vectors.count) numbers for \(batch) vectors of size \(weights.inputSize)")
    vectors.withUnsafeBufferPointer { advance(.vectors($0.baseAddress!)) }
  }

  @_specialize(where Scalar == Float)
  private func advance(_ input: StepInput<Scalar>) {
    for k in hidden.indices {
      let initial = weights.layers[k].initial(
        input, rows: batch, below: k == 0 ? nil : UnsafePointer(hidden[k - 1].pointer),
        in: gates.pointer, workers)
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

  /// Output of the last layer, or with skip connections of all layers concatenated, [B,
  /// outputSize]. Copies it.
  public var output: Tensor<Scalar> {
    Tensor(copying: outputPointer, shape: [batch, outputSize])
  }

  var outputPointer: UnsafePointer<Scalar> {
    UnsafePointer((joined ?? hidden[hidden.count - 1]).pointer)
  }

  private var shape: Shape { [batch, weights.units] }

  /// Present state. Copies it.
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
