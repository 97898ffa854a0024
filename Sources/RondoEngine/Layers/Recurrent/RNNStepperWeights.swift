/// The weights of an `RNN` in the form that a step uses.
///
/// `@unchecked Sendable`: nothing in it is ever changed.
final class RNNStepperWeights<Scalar: TensorScalar>: @unchecked Sendable {
  let cell: RecurrentCell
  /// The number of ids; the id after the last one is unknown.
  let idCount: Int
  let units: Int
  let hasSkipConnections: Bool
  let layers: [RNNStepperLayer<Scalar>]
  /// Each layer's step, which borrows what `layers` holds.
  let steps: [RecurrentStep<Scalar>]

  init(_ rnn: RNN<Scalar>, _ embedding: Embedding<Scalar>?) {
    precondition(!rnn.isBidirectional, "a bidirectional network reads whole sequences: no steps")
    (cell, units, hasSkipConnections) = (rnn.cell, rnn.hiddenSize, rnn.hasSkipConnections)
    idCount = embedding?.count ?? rnn.inputSize
    layers = rnn.layers.indices.map { RNNStepperLayer(rnn, $0, embedding) }
    steps = layers.map(\.step)
  }
}

/// The weights of one layer.
struct RNNStepperLayer<Scalar: TensorScalar> {
  /// What each id, and the unknown one, makes of the gates, [ids + 1, G·H], for a layer that gets
  /// the network's input; else one row, the bias.
  private let table: Storage<Scalar>
  private let takesInput: Bool
  /// The columns of W_ih for the output of the layer below.
  private let below: PackedMatrix<Scalar>?
  private let panels: Storage<Scalar>
  private let recurrentBias: Tensor<Scalar>
  private let cell: RecurrentCell
  private let units: Int

  init(_ rnn: RNN<Scalar>, _ index: Int, _ embedding: Embedding<Scalar>?) {
    let layer = rnn.layers[index]
    (cell, units, recurrentBias) = (rnn.cell, rnn.hiddenSize, layer.recurrentBias)
    takesInput = index == 0 || rnn.hasSkipConnections
    let inputs = takesInput ? rnn.inputSize : 0
    let ids = takesInput ? embedding?.count ?? rnn.inputSize : 0
    let columns = cell.gateCount * units
    let table = Storage<Scalar>(uninitializedCount: (ids + 1) * columns)
    let last = table.pointer + ids * columns
    layer.inputBias.withUnsafeBuffer { a in
      layer.recurrentBias.withUnsafeBuffer { b in
        rnn.cell.inputBias(units: rnn.hiddenSize, a.baseAddress!, b.baseAddress!, into: last)
      }
    }
    if takesInput, let embedding {
      let weight = PackedMatrix(layer.inputWeight, columns: 0..<inputs)
      embedding.weight.withUnsafeBuffer {
        weight.apply(
          rows: ids, $0.baseAddress!, into: table.pointer, from: .rows(last, stride: 0))
      }
    } else if takesInput {
      layer.inputWeight.withUnsafeBuffer {
        Scalar.Kernels.transpose(
          rows: columns, columns: ids,
          .init(pointer: $0.baseAddress!, stride: layer.inputWeight.shape[1]), adding: last,
          into: table.pointer, stride: columns)
      }
    }
    below =
      index == 0
      ? nil : PackedMatrix(layer.inputWeight, columns: inputs..<inputs + rnn.hiddenSize)
    let panels = Storage<Scalar>(
      uninitializedCount: RecurrentStep<Scalar>.packedCount(cell, units: units))
    layer.recurrentWeight.withUnsafeBuffer {
      RecurrentStep.pack(
        rnn.cell, units: rnn.hiddenSize, $0.baseAddress!, into: panels.pointer, .single)
    }
    (self.table, self.panels) = (table, panels)
  }

  /// The step, which borrows this layer's memory.
  fileprivate var step: RecurrentStep<Scalar> {
    RecurrentStep(
      cell: cell, units: units, panels: UnsafePointer(panels.pointer),
      recurrentBias: UnsafePointer(recurrentBias.storage.pointer + recurrentBias.offset))
  }

  /// What the recurrence starts from: a row of the table for each id or, above the first layer,
  /// `gates`, where that or the bias and the product with the output `x` of the layer below are put.
  func initial(
    _ ids: UnsafeBufferPointer<Int32>, below x: UnsafePointer<Scalar>?,
    in gates: UnsafeMutablePointer<Scalar>, _ workers: Workers
  ) -> ProductCall<Scalar>.Initial {
    let (columns, width) = (cell.gateCount * units, cell.width * units)
    let first: ProductCall<Scalar>.Initial =
      takesInput
      ? .gathered(table.pointer, stride: columns, ids: ids.baseAddress!)
      : .rows(table.pointer, stride: 0)
    guard let below, let x else { return first }
    below.apply(rows: ids.count, x, into: gates, stride: width, from: first, workers)
    return .rows(gates, stride: width)
  }
}
