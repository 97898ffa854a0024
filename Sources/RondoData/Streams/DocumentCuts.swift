/// Cuts a text of documents into parts of about equal length that begin with a border.
package struct DocumentCuts {
  /// The id of the border.
  let border: Int32
  /// The id at a position.
  let id: (Int) -> Int32

  package init(border: Int32, id: @escaping (Int) -> Int32) {
    (self.border, self.id) = (border, id)
  }

  /// Where `count` parts of the positions begin, and the end of the last, ascending.
  ///
  /// Each begins at the border nearest to where equal parts would, of two as near at the earlier;
  /// where there is none within an eighth of a part, just there.
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

  /// The flags of inputs before which the state starts anew; none where no input is a border.
  package static func resets(before inputs: [Int32], border: Int32?) -> [Bool] {
    guard let border, inputs.contains(border) else { return [] }
    return inputs.map { $0 == border }
  }
}
