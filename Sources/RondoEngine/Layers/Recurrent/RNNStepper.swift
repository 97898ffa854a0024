/// Runs an `RNN` over ids one time step at a time, without a tape: for sampling and streaming.
///
///     let stepper = RNNStepper(rnn, batch: 1)
///     stepper.advance([17])
///     let output = stepper.output  // [B, H]
///
/// The weights are prepared once and shared by copies of the stepper; a step allocates nothing
/// and gives the same bits as `RNN.sequence`. Not `Sendable`: it holds the state of one batch.
public final class RNNStepper<Scalar: TensorScalar> {
  private let weights: Weights
  private var hidden: [Storage<Scalar>]
  private var next: Storage<Scalar>

  /// B: the number of sequences that advance together.
  public let batch: Int

  /// Prepares the weights of `rnn`; the state is zero.
  public convenience init(_ rnn: RNN<Scalar>, batch: Int) {
    self.init(Weights(rnn), batch: batch)
  }

  private init(_ weights: Weights, batch: Int) {
    precondition(batch > 0, "a batch has at least one sequence, not \(batch)")
    (self.weights, self.batch) = (weights, batch)
    hidden = weights.recurrent.map { _ in Storage(zeros: batch * weights.hiddenSize) }
    next = Storage(zeros: batch * weights.hiddenSize)
  }

  /// Another stepper with the same weights and a state of zeros.
  public func fresh(batch: Int) -> RNNStepper { RNNStepper(weights, batch: batch) }

  /// One time step: an id for each sequence of the batch; D stands for an unknown symbol.
  public func advance(_ ids: [Int32]) {
    precondition(ids.count == batch, "\(ids.count) ids for a batch of \(batch)")
    ids.withUnsafeBufferPointer { advance($0) }
  }

  private func advance(_ ids: UnsafeBufferPointer<Int32>) {
    let size = weights.hiddenSize
    for k in hidden.indices {
      if k == 0 {
        precondition(
          ids.allSatisfy { $0 >= 0 && $0 <= weights.inputSize },
          "an id is not in 0...\(weights.inputSize)")
        weights.recurrent[0].apply(
          rows: batch, hidden[0].pointer, into: next.pointer,
          from: .gathered(weights.table.pointer, stride: size, ids: ids.baseAddress!), .tanh)
      } else {
        let below = weights.input[k - 1]
        below.weight.apply(
          rows: batch, hidden[k - 1].pointer, into: next.pointer,
          from: .rows(below.bias.pointer, stride: 0))
        weights.recurrent[k].apply(
          rows: batch, hidden[k].pointer, into: next.pointer,
          from: .rows(next.pointer, stride: size), .tanh)
      }
      swap(&hidden[k], &next)
    }
  }

  /// The output of the last layer, [B, H]. Copies it.
  public var output: Tensor<Scalar> { Tensor(copying: outputPointer, shape: shape) }

  var outputPointer: UnsafePointer<Scalar> { UnsafePointer(hidden[hidden.count - 1].pointer) }

  private var shape: Shape { [batch, weights.hiddenSize] }

  /// The state. Copies it.
  public var state: RNNState<Scalar> {
    get { RNNState(hidden: hidden.map { Tensor(copying: $0.pointer, shape: shape) }) }
    set {
      precondition(
        newValue.hidden.count == hidden.count && newValue.hidden.allSatisfy { $0.shape == shape },
        "a state must hold \(hidden.count) tensors of shape \(shape)")
      for (to, from) in zip(hidden, newValue.hidden) {
        from.withUnsafeBuffer { to.pointer.update(from: $0.baseAddress!, count: to.count) }
      }
    }
  }

  /// The weights in the form that a step uses; never changed.
  private final class Weights: Sendable {
    let inputSize: Int
    let hiddenSize: Int
    let table: Storage<Scalar>  // row id: W_ih[:, id] + b_ih + b_hh; the last row is the bias alone
    let recurrent: [PackedMatrix<Scalar>]
    let input: [(weight: PackedMatrix<Scalar>, bias: Storage<Scalar>)]  // of the layers above

    init(_ rnn: RNN<Scalar>) {
      (inputSize, hiddenSize) = (rnn.inputSize, rnn.hiddenSize)
      let size = rnn.hiddenSize
      let biases = rnn.layers.map { layer in
        let bias = Storage<Scalar>(uninitializedCount: size)
        layer.inputBias.withUnsafeBuffer { a in
          layer.recurrentBias.withUnsafeBuffer { b in
            Scalar.Kernels.combine(
              .add, size, a.baseAddress!, step: 1, b.baseAddress!, step: 1, into: bias.pointer)
          }
        }
        return bias
      }
      recurrent = rnn.layers.map { PackedMatrix($0.recurrentWeight) }
      input = zip(rnn.layers, biases).dropFirst().map { (PackedMatrix($0.inputWeight), $1) }
      table = Storage(uninitializedCount: (inputSize + 1) * size)
      // Swift lets an array go after its last use, and with it the memory behind the pointer.
      withExtendedLifetime(biases) { fillTable(rnn.layers[0].inputWeight, biases[0].pointer) }
    }

    private func fillTable(_ weight: Tensor<Scalar>, _ bias: UnsafePointer<Scalar>) {
      let (depth, size, rows) = (inputSize, hiddenSize, table.pointer)
      weight.withUnsafeBuffer {
        Scalar.Kernels.transpose(
          rows: size, columns: depth, .init(pointer: $0.baseAddress!, stride: depth),
          adding: bias, into: rows, stride: size)
      }
      (rows + depth * size).update(from: bias, count: size)
    }
  }
}
