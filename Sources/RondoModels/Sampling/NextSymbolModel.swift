public import RondoEngine

/// A model that predicts the next symbol of a sequence: all that `SymbolGenerator`, `TextGenerator`
/// and `BeamSearch` need to know of it.
///
/// A table of bigrams as a model:
///
///     struct Bigrams: NextSymbolModel {
///       var logits: [[Float]]  // [V + 1, V]: a row after each symbol; the last, where none is known
///       var symbolCount: Int { logits.count - 1 }
///       func stepper(workers: Workers) -> any SymbolStepper { Stepper(logits: logits) }
///
///       final class Stepper: SymbolStepper {
///         let logits: [[Float]]
///         var last: [Int]
///         init(logits: [[Float]]) { (self.logits, last) = (logits, [logits.count - 1]) }
///         func select(_ rows: [Int?]) {
///           last = rows.map { row in row.map { last[$0] } ?? logits.count - 1 }
///         }
///         func advance(_ ids: [Int32]) { last = ids.map { Int($0) } }
///         func writeLogits(into result: inout [Float]) {
///           for (k, id) in last.enumerated() {
///             for (v, x) in logits[id].enumerated() { result[k * logits[id].count + v] = x }
///           }
///         }
///       }
///     }
public protocol NextSymbolModel {
  /// V: the number of symbols. Their ids are 0..<V; the id V stands for an unknown symbol of a
  /// prompt, which is read but never predicted.
  var symbolCount: Int { get }

  /// A stepper for a batch of one sequence, at its start. What steps share, such as packed weights,
  /// is prepared here once; `workers` are the threads that may share the work of a step.
  func stepper(workers: Workers) -> any SymbolStepper
}

/// A batch of sequences that advance together, a symbol each at a time, and the logits of what comes
/// next in each.
///
/// The logits of a sequence depend on its own symbols alone: not on its row, on the batch or on the
/// number of threads. Samples are then the same alone as among others.
public protocol SymbolStepper: AnyObject {
  /// Replaces the batch of B sequences by another. Its row k continues the sequence that is in row
  /// `rows[k]`, or begins a new one where that is nil.
  ///
  /// A row may be repeated, to continue a sequence in several ways, or be left out. `rows` is not
  /// empty.
  func select(_ rows: [Int?])

  /// Appends a symbol to each sequence: `ids` holds B ids of 0...V. Best allocates nothing.
  func advance(_ ids: [Int32])

  /// Writes the logits of each sequence's next symbol over `result`: B·V numbers, [B, V]. −∞ excludes
  /// a symbol; none is NaN. Best allocates nothing.
  func writeLogits(into result: inout [Float])
}

extension SymbolStepper {
  /// Begins anew, reads prompts side by side, and continues prompt k in `copies[k]` rows; the rows of
  /// one prompt follow those of the prompt before it.
  ///
  /// The longest prompts begin, and the others join them, so that all end at once.
  func read(_ prompts: [[Int32]], copies: [Int]) {
    let order = prompts.indices.sorted { (prompts[$1].count, $0) < (prompts[$0].count, $1) }
    let longest = order.first.map { prompts[$0].count } ?? 0
    var batch = 0
    for left in stride(from: longest, to: 0, by: -1) {
      let joined = order.prefix { prompts[$0].count >= left }.count
      if joined > batch {
        select((0..<joined).map { $0 < batch ? $0 : nil })
        batch = joined
      }
      advance(order[..<batch].map { prompts[$0][prompts[$0].count - left] })
    }
    var rows = [Int?](repeating: nil, count: prompts.count)
    for (row, prompt) in order[..<batch].enumerated() { rows[prompt] = row }
    select(zip(rows, copies).flatMap { Array(repeating: $0, count: $1) })
  }
}
