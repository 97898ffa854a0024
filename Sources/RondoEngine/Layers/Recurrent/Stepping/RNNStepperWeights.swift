/// The weights of an `RNN`, packed for steps.
///
/// `@unchecked Sendable`: it is immutable.
final class RNNStepperWeights<Scalar: TensorScalar>: @unchecked Sendable {
  let cell: BuiltInCell
  let inputs: RNNStepper<Scalar>.Inputs
  /// Number of ids; the id after the last one is the unknown one.
  let idCount: Int
  /// D: size of an input vector.
  let inputSize: Int
  let units: Int
  let hasSkipConnections: Bool
  let layers: [RNNStepperLayer<Scalar>]
  /// The step of each layer, in memory owned by `layers`.
  let steps: [FusedStep<Scalar>]

  init(
    _ rnn: RNN<Scalar>, _ inputs: RNNStepper<Scalar>.Inputs, _ embedding: Embedding<Scalar>?
  ) {
    precondition(!rnn.isBidirectional, "a bidirectional network reads whole sequences: no steps")
    (cell, units, hasSkipConnections) = (rnn.cell, rnn.hiddenSize, rnn.hasSkipConnections)
    (self.inputs, inputSize) = (inputs, rnn.inputSize)
    idCount = embedding?.count ?? rnn.inputSize
    layers = rnn.layers.indices.map { RNNStepperLayer(rnn, $0, inputs, embedding) }
    steps = layers.map(\.step)
  }
}

/// Inputs of a step, one for each row of the batch.
enum StepInput<Scalar: TensorScalar> {
  case ids(UnsafePointer<Int32>)
  case vectors(UnsafePointer<Scalar>)
}

/// Weights of one layer.
struct RNNStepperLayer<Scalar: TensorScalar> {
  /// The input's contribution to the gates for each id and the unknown one, [ids + 1, G·H], if the
  /// layer reads the network's ids; otherwise one row, the bias.
  private let table: Storage<Scalar>
  private let takesInput: Bool
  /// Columns of W_ih for the network's vectors, if the layer reads them.
  private let vectors: PackedMatrix<Scalar>?
  /// Columns of W_ih for the output of the layer below.
  private let below: PackedMatrix<Scalar>?
  private let panels: Storage<Scalar>
  private let recurrentBias: Tensor<Scalar>?
  private let cell: BuiltInCell
  private let units: Int

  init(
    _ rnn: RNN<Scalar>, _ index: Int, _ kind: RNNStepper<Scalar>.Inputs,
    _ embedding: Embedding<Scalar>?
  ) {
    let layer = rnn.layers[index]
    (cell, units, recurrentBias) = (rnn.cell, rnn.hiddenSize, layer.recurrentBias)
    takesInput = index == 0 || rnn.hasSkipConnections
    let inputs = takesInput ? rnn.inputSize : 0
    table = Self.table(rnn, layer, kind == .ids && takesInput, embedding)
    vectors =
      takesInput && kind == .vectors ? PackedMatrix(layer.inputWeight, columns: 0..<inputs) : nil
    below =
      index == 0
      ? nil : PackedMatrix(layer.inputWeight, columns: inputs..<inputs + rnn.hiddenSize)
    panels = Storage<Scalar>(
      uninitializedCount: FusedStep<Scalar>.packedCount(cell, units: units))
    layer.recurrentWeight?.withUnsafeBuffer {
      FusedStep.pack(
        rnn.cell, units: rnn.hiddenSize, $0.baseAddress!, into: panels.pointer, .single)
    }
  }

  /// The table of a layer that reads ids, otherwise the bias alone.
  private static func table(
    _ rnn: RNN<Scalar>, _ layer: RNN<Scalar>.Layer, _ readsIds: Bool,
    _ embedding: Embedding<Scalar>?
  ) -> Storage<Scalar> {
    let ids = readsIds ? embedding?.count ?? rnn.inputSize : 0
    let columns = rnn.cell.gateCount * rnn.hiddenSize
    let table = Storage<Scalar>(uninitializedCount: (ids + 1) * columns)
    let last = table.pointer + ids * columns
    withExtendedLifetime(layer) {
      rnn.cell.inputBias(
        units: rnn.hiddenSize, layer.inputBias.start, layer.recurrentBias?.start, into: last)
    }
    guard readsIds else { return table }
    if let embedding {
      let weight = PackedMatrix(layer.inputWeight, columns: 0..<rnn.inputSize)
      embedding.weight.withUnsafeBuffer {
        weight.apply(
          rows: ids, $0.baseAddress!, into: table.pointer, from: .rows(last, stride: 0))
      }
    } else {
      layer.inputWeight.withUnsafeBuffer {
        Scalar.Kernels.transpose(
          rows: columns, columns: ids,
          .init(pointer: $0.baseAddress!, stride: layer.inputWeight.shape[1]), adding: last,
          into: table.pointer, stride: columns)
      }
    }
    return table
  }

  /// The step, in memory owned by this layer.
  fileprivate var step: FusedStep<Scalar> {
    FusedStep(
      cell: cell, units: units, panels: UnsafePointer(panels.pointer),
      recurrentBias: recurrentBias?.start)
  }

  /// Arguments of the gates before the recurrent products: a row of the table for each id,
  /// otherwise `gates`, filled with the bias and the products with the network's vectors and with
  /// the output `x` of the layer below.
  func initial(
    _ input: StepInput<Scalar>, rows: Int, below x: UnsafePointer<Scalar>?,
    in gates: UnsafeMutablePointer<Scalar>, _ workers: Workers
  ) -> ProductCall<Scalar>.Initial {
    let (columns, width) = (cell.gateCount * units, cell.width * units)
    var result: ProductCall<Scalar>.Initial = .rows(table.pointer, stride: 0)
    switch input {
    case .ids(let ids) where takesInput:
      result = .gathered(table.pointer, stride: columns, ids: ids)
    case .vectors(let numbers):
      guard let vectors else { break }
      vectors.apply(rows: rows, numbers, into: gates, stride: width, from: result, workers)
      result = .rows(gates, stride: width)
    default: break
    }
    guard let below, let x else { return result }
    below.apply(rows: rows, x, into: gates, stride: width, from: result, workers)
    return .rows(gates, stride: width)
  }
}

extension Tensor {
  /// The first element; valid while the tensor exists and is not changed.
  fileprivate var start: UnsafePointer<Scalar> { UnsafePointer(storage.pointer + offset) }
}
