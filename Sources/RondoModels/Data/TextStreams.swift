public import RondoText

/// A text cut into B streams of equal length that are read side by side in chunks of T symbols.
///
/// Stream b holds the symbols from b·L on, where L = (count − 1) / B; each input's target is the
/// symbol after it. Chunk c holds the positions from c·T on of every stream; the last chunk of an
/// epoch may be shorter. A model's state is carried from chunk to chunk and starts anew with
/// chunk 0. `Sendable`.
public struct TextStreams: Sendable {
  /// The symbols.
  public let ids: IDSequence
  /// B.
  public let batch: Int
  /// T.
  public let chunkLength: Int
  /// L: the number of inputs of a stream.
  public let streamLength: Int

  /// Cuts a text. It needs one symbol more than the batch at least.
  public init(_ ids: IDSequence, batch: Int, chunkLength: Int) {
    precondition(
      batch > 0 && chunkLength > 0 && ids.count > batch,
      "\(ids.count) symbols for \(batch) streams in chunks of \(chunkLength)")
    (self.ids, self.batch, self.chunkLength) = (ids, batch, chunkLength)
    streamLength = (ids.count - 1) / batch
  }

  /// The number of chunks, which is the number of training steps of an epoch.
  public var chunkCount: Int { (streamLength + chunkLength - 1) / chunkLength }

  /// The inputs and targets of a chunk, T·B ids each, time-major.
  public func chunk(_ index: Int) -> (inputs: [Int32], targets: [Int32]) {
    var (inputs, targets) = ([Int32](), [Int32]())
    read(positions(index), into: &inputs, targets: &targets)
    return (inputs, targets)
  }

  /// The positions of a chunk in each stream.
  func positions(_ index: Int) -> Range<Int> {
    index * chunkLength..<min((index + 1) * chunkLength, streamLength)
  }

  /// Replaces the contents of two arrays by the inputs at some positions of each stream and their
  /// targets.
  func read(_ positions: Range<Int>, into inputs: inout [Int32], targets: inout [Int32]) {
    let (first, length) = (positions.lowerBound, positions.count)
    let count = length * batch
    for _ in inputs.count..<max(count, inputs.count) {
      inputs.append(0)
      targets.append(0)
    }
    inputs.removeLast(inputs.count - count)
    targets.removeLast(targets.count - count)
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: length + 1) { symbols in
      for b in 0..<batch {
        let start = b * streamLength + first
        ids.copy(start..<start + length + 1, into: symbols)
        for t in 0..<length {
          inputs[t * batch + b] = symbols[t]
          targets[t * batch + b] = symbols[t + 1]
        }
      }
    }
  }
}
