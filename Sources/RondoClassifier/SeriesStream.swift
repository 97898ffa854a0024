import RondoData
public import RondoEngine
public import RondoModels

/// Answers for a series while it is still coming, each with the bits that the samples so far have
/// as a whole series.
///
///     let stream = SeriesStream(file)
///     while let sample = next() {
///       stream.append(sample)
///       if stream.isStepComplete { print(stream.outputs()) }
///     }
///
/// A network that reads in one direction continues from its last state: a sample costs one step, and
/// for the readouts `mean`, `attention` and `concat` a look at all outputs so far, which are kept.
/// One that reads both ways, or whose series are scaled case by case, reads all samples anew for
/// each answer.
/// Not `Sendable`: it holds the state of one series.
public final class SeriesStream {
  private let ensemble: SequenceEnsemble<Float>
  private let preparation: SeriesPreparation
  private let tape: Tape<Float>
  /// A stepper for each network; none where all samples are read anew.
  private let steppers: [RNNStepper<Float>]

  /// Whether an answer costs no more than what has come since the last one.
  public let isIncremental: Bool

  /// The number of samples so far.
  public private(set) var count = 0

  /// All samples so far; where no sample before the present step matters, only those of that step.
  private var samples: [Double] = []
  private let forgets: Bool
  /// The last measured value of each channel, NaN before the first.
  private var last: [Double]
  /// How far each network has come.
  private var places: [Place]
  /// What `step()` has found, until another sample comes.
  private var present: [Place]?

  /// A network's state, and the outputs of its recurrent layers that the readout needs, [T, D].
  private struct Place {
    var state: RNNState<Float>
    var past: [Float] = []
  }

  /// A stream before its first sample.
  public init(_ file: SeriesClassifierFile, workers: Workers = .single) {
    (ensemble, preparation, tape) = (file.model.ensemble, file.preparation, Tape(workers: workers))
    isIncremental =
      !ensemble.architecture.isBidirectional && file.preparation.scaling.kind != .case
    steppers =
      isIncremental
      ? ensemble.members.map {
        RNNStepper($0.encoder.rnn, over: .vectors, batch: 1, workers: workers)
      } : []
    forgets =
      isIncremental && !file.preparation.marksMissing && file.preparation.timeUnit == nil
    last = Array(repeating: .nan, count: file.preparation.channels)
    places = ensemble.members.map { Place(state: $0.encoder.rnn.initialState(batch: 1)) }
  }

  /// C: the numbers of a sample.
  public var channels: Int { preparation.channels }

  /// Begins a new series.
  public func restart() {
    (count, samples, present) = (0, [], nil)
    last = Array(repeating: .nan, count: channels)
    places = ensemble.members.map { Place(state: $0.encoder.rnn.initialState(batch: 1)) }
  }

  /// Takes the next sample, C numbers in the order of the model's channels (`SeriesTable.channels`
  /// where the training data named them): samples have no names. NaN is a missing value.
  public func append(_ sample: [Double]) {
    precondition(sample.count == channels, "\(sample.count) numbers for \(channels) channels")
    if isIncremental, isStepComplete, count > 0 {
      places = step()
      if forgets { samples.removeAll(keepingCapacity: true) }
    }
    for (channel, value) in sample.enumerated() where value.isFinite { last[channel] = value }
    // A missing value counts as the last one, which may be forgotten by now.
    samples += forgets ? last : sample
    (count, present) = (count + 1, nil)
  }

  /// Whether the samples so far fill the steps of the network.
  public var isStepComplete: Bool { count.isMultiple(of: preparation.samplesPerStep) }

  /// The logits of the samples so far, [K], or of a regression the number before it is scaled back;
  /// at least one sample must have come.
  public func outputs() -> [Float] {
    precondition(count > 0, "a series without samples has no answer")
    guard isIncremental else {
      return ensemble.outputs(of: [preparation.sequence(of: whole)], on: tape)
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

  /// The places after the present step: each state, and what the readout needs of all outputs with it.
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

  /// What the readout needs of the past outputs and this one.
  private func kept(_ past: [Float], _ output: [Float]) -> [Float] {
    switch ensemble.architecture.readout {
    case .last: output
    case .max where !past.isEmpty: zip(past, output).map { $1 > $0 ? $1 : $0 }
    case .mean, .max, .attention, .concat: past + output
    }
  }
}
