extension SafetensorsTensor {
  /// Counts, none below 0, in the smallest type that holds them all: U8, U16 or I32.
  package init(name: String, counts: [Int32]) {
    precondition(counts.allSatisfy { $0 >= 0 }, "tensor \(name): a count below 0")
    let shape = [counts.count]
    switch counts.max() ?? 0 {
    case ...Int32(UInt8.max):
      self.init(name: name, shape: shape, values: counts.map { UInt8($0) })
    case ...Int32(UInt16.max):
      self.init(name: name, shape: shape, values: counts.map { UInt16($0) })
    default: self.init(name: name, shape: shape, values: counts)
    }
  }

  /// The counts of a tensor of any of these types.
  ///
  /// - Throws: `CheckpointError` for one of another type.
  package func counts() throws(CheckpointError) -> [Int32] {
    switch type {
    case .u8: try values(as: UInt8.self).map { Int32($0) }
    case .u16: try values(as: UInt16.self).map { Int32($0) }
    default: try values(as: Int32.self)
    }
  }
}
