public import RondoText

/// A text divided into B streams that are read in parallel in chunks of T symbols.
///
/// Without documents stream b starts at symbol b·L, where L = (count − 1) / B; each input's target
/// is the symbol after it. Chunk c starts at position c·T of every stream; the last chunk of an
/// epoch may be shorter. A model's state is carried from chunk to chunk and is reset at chunk 0.
///
/// With documents it is also reset at each border, and each stream begins with one: that nearest to
/// b·L, if it is not farther than an eighth of L. Documents are thus read whole, in order, and each
/// symbol and each end is predicted once; a longer document is divided like a continuous text.
/// Streams then differ in length, and positions of a chunk beyond the end of a stream have no
/// target. `Sendable`.
public struct TextStreams: Sendable {
  /// The symbols.
  public let ids: IDSequence
  /// The batch size B.
  public let batch: Int
  /// The number of symbols T of a chunk.
  public let chunkLength: Int
  /// The number of inputs L of the longest stream.
  public let streamLength: Int
  /// The id of the border between documents, if there are any.
  public let border: Int32?
  /// The start of each stream, and the end of the last.
  let starts: [Int]

  /// Divides a text, which needs at least one symbol more than the batch size.
  public init(_ ids: IDSequence, batch: Int, chunkLength: Int, border: Int32? = nil) {
    precondition(
      batch > 0 && chunkLength > 0 && ids.count > batch,
      "\(ids.count) symbols for \(batch) streams in chunks of \(chunkLength)")
    (self.ids, self.batch, self.chunkLength, self.border) = (ids, batch, chunkLength, border)
    let length = (ids.count - 1) / batch
    if let border {
      starts = DocumentCuts(border: border) { ids[$0] }.parts(of: 0..<ids.count - 1, batch)
    } else {
      starts = (0...batch).map { $0 * length }
    }
    streamLength = zip(starts, starts.dropFirst()).map { $1 - $0 }.max() ?? 0
  }

  /// The number of chunks, which is the number of training steps of an epoch.
  public var chunkCount: Int { (streamLength + chunkLength - 1) / chunkLength }

  /// The inputs and targets of a chunk, T·B ids each, time-major; −1 means no target.
  public func chunk(_ index: Int) -> (inputs: [Int32], targets: [Int32]) {
    var (inputs, targets) = ([Int32](), [Int32]())
    read(positions(index), into: &inputs, targets: &targets)
    return (inputs, targets)
  }

  /// The positions of a chunk in each stream.
  package func positions(_ index: Int) -> Range<Int> {
    index * chunkLength..<min((index + 1) * chunkLength, streamLength)
  }

  /// Replaces the contents of two arrays by the inputs at some positions of each stream and their
  /// targets.
  package func read(_ positions: Range<Int>, into inputs: inout [Int32], targets: inout [Int32]) {
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
        let start = min(starts[b] + first, starts[b + 1])
        let own = min(length, starts[b + 1] - start)
        ids.copy(start..<start + own + 1, into: symbols)
        for t in 0..<own {
          inputs[t * batch + b] = symbols[t]
          targets[t * batch + b] = symbols[t + 1]
        }
        for t in own..<length {
          inputs[t * batch + b] = 0
          targets[t * batch + b] = -1
        }
      }
    }
  }
}

/// Division of a text of documents into parts of about equal length that begin with a border.
package struct DocumentCuts {
  /// The id of the border.
  let border: Int32
  /// The id at a position.
  let id: (Int) -> Int32

  package init(border: Int32, id: @escaping (Int) -> Int32) {
    (self.border, self.id) = (border, id)
  }

  /// The starts of `count` parts of the positions and the end of the last, ascending.
  ///
  /// Each part starts at the border nearest to the start of an equal part (the earlier of two
  /// equally near), or there if no border is within an eighth of a part.
  package func parts(of positions: Range<Int>, _ count: Int) -> [Int] {
    let length = positions.count / count
    let inner = (1..<max(count, 1)).map { part in
      let ideal = positions.lowerBound + part * length
      for distance in 0...length / 8 {
        if id(ideal - distance) == border { return ideal - distance }
        if id(ideal + distance) == border { return ideal + distance }
      }
      return ideal
    }
    return [positions.lowerBound] + inner + [positions.upperBound]
  }

  /// Flags of the inputs before which the state is reset; empty if no input is a border.
  package static func resets(before inputs: [Int32], border: Int32?) -> [Bool] {
    guard let border, inputs.contains(border) else { return [] }
    return inputs.map { $0 == border }
  }
}
