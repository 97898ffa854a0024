import RondoData
public import RondoEngine
public import RondoModels

/// Classifies a series while its samples arrive; each output has the same bits as that of the
/// samples so far as a whole series.
///
///     let (file, _) = try SeriesClassifierFile.load("checkpoints/motion/model.safetensors")
///     let stream = SeriesStream(file)
///     for sample in [[0.5], [0.7], [0.4]] {  // one channel
///       stream.append(sample)
///       if stream.isOutputDue { print(stream.outputs()) }
///     }
///
/// A network that reads in one direction continues from its last state: a sample costs one time
/// step, and for the readouts `mean`, `attention` and `concat` one pass over all outputs so far,
/// which are kept. A bidirectional network, one with convolutions or whose series are scaled case by
/// case, and a model with other methods read all samples again for each output; outputs are then due
/// after each time step of the first 256 samples, and later each time the series has grown by a
/// thirty-second (`isOutputDue`). Not `Sendable`: it holds the state of one series.
public final class SeriesStream {
  private let ensemble: SequenceEnsemble<Float>
  private let preparation: SeriesPreparation
  private let tape: Tape<Float>
  /// Stepper of each network; empty if all samples are read again.
  private let steppers: [RNNStepper<Float>]

  /// True if an output costs only the samples since the last one.
  public let isIncremental: Bool

  /// Number of samples so far.
  public private(set) var count = 0

  /// All samples so far, or only those of the current time step if earlier ones are not needed.
  private var samples: [Double] = []
  private let forgets: Bool
  /// Number of samples from which the next output is due.
  private var nextOutput = 0
  /// Last measured value of each channel, NaN before the first.
  private var last: [Double]
  /// State of each network.
  private var places: [Place]
  /// Result of `step()` until the next sample.
  private var present: [Place]?

  /// State of a network, and the outputs of its recurrent layers that the readout needs, [T, D].
  private struct Place {
    var state: RNNState<Float>
    var past: [Float] = []
  }

  /// Creates a stream without samples.
  public init(_ file: SeriesClassifierFile, workers: Workers = .single) {
    (ensemble, preparation, tape) = (file.model.ensemble, file.preparation, Tape(workers: workers))
    isIncremental =
      !ensemble.architecture.isBidirectional && file.preparation.scaling.kind != .case
      && !ensemble.architecture.convolution.isPresent && ensemble.opinionWeights == nil
    steppers =
      isIncremental
      ? ensemble.members.map {
        RNNStepper($0.encoder.rnn, over: .vectors, batch: 1, workers: workers)
      } : []
    forgets =
      isIncremental && !file.preparation.marksMissing && file.preparation.timeUnit == nil
      && file.preparation.differenceScales.isEmpty
    last = Array(repeating: .nan, count: file.preparation.channels)
    places = ensemble.members.map { Place(state: $0.encoder.rnn.initialState(batch: 1)) }
  }

  /// C, number of values of a sample.
  public var channels: Int { preparation.channels }

  /// Starts a new series.
  public func restart() {
    (count, samples, present, nextOutput) = (0, [], nil, 0)
    last = Array(repeating: .nan, count: channels)
    places = ensemble.members.map { Place(state: $0.encoder.rnn.initialState(batch: 1)) }
  }

  /// Appends a sample: C numbers in the order of the model's channels (`SeriesTable.channels` if
  /// the training data named them). NaN is a missing value.
  public func append(_ sample: [Double]) {
    precondition(sample.count == channels, "\(sample.count) numbers for \(channels) channels")
    if isIncremental, isStepComplete, count > 0 {
      places = step()
      if forgets { samples.removeAll(keepingCapacity: true) }
    }
    for (channel, value) in sample.enumerated() where value.isFinite { last[channel] = value }
    // A missing value is replaced by the last one, whose sample may have been removed.
    samples += forgets ? last : sample
    (count, present) = (count + 1, nil)
  }

  /// True if the samples so far fill the last time step of the network.
  public var isStepComplete: Bool { count.isMultiple(of: preparation.samplesPerStep) }

  /// True if the last time step is complete and, if an output reads all samples again, enough of them
  /// have arrived since the last output.
  public var isOutputDue: Bool { isStepComplete && count >= nextOutput }

  /// Logits of the samples so far, [K], or, for a regression, its scaled number; requires at least
  /// one sample.
  public func outputs() -> [Float] {
    precondition(count > 0, "a series without samples has no outputs")
    guard isIncremental else {
      nextOutput = count < 256 ? 0 : count + count / 32
      let logits = ensemble.outputs(of: [preparation.sequence(of: whole)], on: tape)
      return ensemble.opinionWeights == nil
        ? logits : ensemble.weighing(logits, with: [preparation.opinions(on: whole)])
    }
    var places = step()[...]
    return ensemble.meanOfMembers { network in
      let outputs = places.removeFirst().past
      let (steps, size) = (
        outputs.count / network.encoder.rnn.outputSize, network.encoder.rnn.outputSize
      )
      return tape.withoutGradients {
        let rows = tape.constant(Tensor(outputs, shape: [steps, 1, size]))
        return network.output(network.readout(rows, lengths: [steps])).value.scalars
      }
    }
  }

  private var whole: SeriesCase { SeriesCase(samples, channels: channels) }

  /// States of the networks after the current time step, and the outputs that the readout needs.
  private func step() -> [Place] {
    if let present { return present }
    let size = ensemble.members[0].encoder.rnn.inputSize
    let vector = Array(preparation.sequence(of: whole).vectors.suffix(size))
    let found = zip(steppers, places).map { stepper, place in
      stepper.state = place.state
      stepper.advance(vectors: vector)
      return Place(state: stepper.state, past: kept(place.past, stepper.output.scalars))
    }
    present = found
    return found
  }

  /// Outputs that the readout needs, from the past ones and this one.
  private func kept(_ past: [Float], _ output: [Float]) -> [Float] {
    switch ensemble.architecture.readout {
    case .last: output
    case .max where !past.isEmpty: zip(past, output).map { $1 > $0 ? $1 : $0 }
    case .mean, .max, .attention, .concat: past + output
    }
  }
}
