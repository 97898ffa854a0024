public import RondoEngine

/// Model that predicts the next symbol of a sequence, as `SymbolGenerator`, `TextGenerator` and
/// `BeamSearch` require.
///
/// A table of bigrams is such a model:
///
///     struct Bigrams: NextSymbolModel {
///       var logits: [[Float]]  // [V + 1, V]: a row for each previous symbol; the last for none
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
  /// V, number of symbols. Their ids are 0..<V; the id V stands for an unknown symbol of a prompt,
  /// which is read but never predicted.
  var symbolCount: Int { get }

  /// Creates a stepper for a batch of one sequence, at its start. Work shared by all steps, such as
  /// packing weights, is done here once; `workers` are the threads that may share the work of a
  /// step.
  func stepper(workers: Workers) -> any SymbolStepper
}

/// Batch of sequences that advance together by one symbol at a time, with the logits of the next
/// symbol of each.
///
/// The logits of a sequence must depend on its own symbols alone: not on its row, the batch or the
/// number of threads. Samples are then the same alone as in a batch.
public protocol SymbolStepper: AnyObject {
  /// Replaces the batch by another: row k continues the sequence of row `rows[k]`, or starts a new
  /// one if that is nil.
  ///
  /// A row may occur several times, to continue a sequence in several ways, or not at all. `rows`
  /// is not empty.
  func select(_ rows: [Int?])

  /// Appends a symbol to each of B sequences; ids are in 0...V. Should not allocate memory.
  func advance(_ ids: [Int32])

  /// Writes the logits of the next symbol of each sequence to `result`, [B, V]. −∞ excludes a
  /// symbol; NaN is not allowed. Should not allocate memory.
  func writeLogits(into result: inout [Float])
}

extension SymbolStepper {
  /// Restarts, reads prompts in one batch, and continues prompt k in `copies[k]` rows, in the order
  /// of the prompts.
  ///
  /// The longest prompts start first and the others join later, so that all end at the same step.
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
