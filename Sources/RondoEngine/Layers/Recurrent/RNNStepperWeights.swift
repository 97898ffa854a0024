/// The weights of an `RNN` in the form that a step uses.
///
/// `@unchecked Sendable`: nothing in it is ever changed.
final class RNNStepperWeights<Scalar: TensorScalar>: @unchecked Sendable {
  let cell: RecurrentCell
  let inputSize: Int
  let units: Int
  /// Row id: W_ih[:, id] of the first layer and its bias; the last row is the bias alone.
  let table: Storage<Scalar>
  let layers: [Layer]
  /// Each layer's step, which borrows what `layers` holds.
  let steps: [RecurrentStep<Scalar>]

  /// The numbers that the input makes of the gates of a unit and a layer.
  var projected: Int { cell.gateCount * units }

  init(_ rnn: RNN<Scalar>) {
    (cell, inputSize, units) = (rnn.cell, rnn.inputSize, rnn.hiddenSize)
    layers = rnn.layers.enumerated().map { k, layer in
      Layer(layer, rnn.cell, units: rnn.hiddenSize, isFirst: k == 0)
    }
    steps = layers.map(\.step)
    table = Storage(uninitializedCount: (inputSize + 1) * cell.gateCount * units)
    let (depth, columns, rows) = (inputSize, cell.gateCount * units, table.pointer)
    let bias = layers[0].bias.pointer
    rnn.layers[0].inputWeight.withUnsafeBuffer {
      Scalar.Kernels.transpose(
        rows: columns, columns: depth, .init(pointer: $0.baseAddress!, stride: depth),
        adding: bias, into: rows, stride: columns)
    }
    (rows + depth * columns).update(from: bias, count: columns)
  }

  /// One layer's weights.
  struct Layer {
    /// What the input's part of the gates starts from.
    let bias: Storage<Scalar>
    /// W_ih, for the layers above the first.
    private let input: PackedMatrix<Scalar>?
    private let panels: Storage<Scalar>
    private let recurrentBias: Tensor<Scalar>
    private let cell: RecurrentCell
    private let units: Int

    init(_ layer: RNN<Scalar>.Layer, _ cell: RecurrentCell, units: Int, isFirst: Bool) {
      (self.cell, self.units, recurrentBias) = (cell, units, layer.recurrentBias)
      let bias = Storage<Scalar>(uninitializedCount: cell.gateCount * units)
      layer.inputBias.withUnsafeBuffer { a in
        layer.recurrentBias.withUnsafeBuffer { b in
          cell.inputBias(units: units, a.baseAddress!, b.baseAddress!, into: bias.pointer)
        }
      }
      let panels = Storage<Scalar>(
        uninitializedCount: RecurrentStep<Scalar>.packedCount(cell, units: units))
      layer.recurrentWeight.withUnsafeBuffer {
        RecurrentStep.pack(
          cell, units: units, $0.baseAddress!, into: panels.pointer, .single)
      }
      (self.bias, self.panels) = (bias, panels)
      input = isFirst ? nil : PackedMatrix(layer.inputWeight)
    }

    fileprivate var step: RecurrentStep<Scalar> {
      RecurrentStep(
        cell: cell, units: units, panels: UnsafePointer(panels.pointer),
        recurrentBias: UnsafePointer(recurrentBias.storage.pointer + recurrentBias.offset))
    }

    /// gates = x·W_ihᵀ + bias for x [rows, H].
    func project(
      rows: Int, _ x: UnsafePointer<Scalar>, into gates: UnsafeMutablePointer<Scalar>, stride: Int
    ) {
      input?.apply(
        rows: rows, x, into: gates, stride: stride, from: .rows(bias.pointer, stride: 0))
    }
  }
}
