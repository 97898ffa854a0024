extension Tensor {
  /// The elements in row-major order. Copies them: O(count).
  public var scalars: [Scalar] { withUnsafeBuffer { Array($0) } }

  /// The only element of a tensor of one element.
  public var scalar: Scalar {
    precondition(count == 1, "a tensor of shape \(shape) is not one number")
    return storage.pointer[offset]
  }

  /// The element at a position in row-major order.
  public subscript(flat index: Int) -> Scalar {
    get {
      precondition(index >= 0 && index < count, "element \(index) of \(count)")
      return storage.pointer[offset + index]
    }
    set {
      precondition(index >= 0 && index < count, "element \(index) of \(count)")
      makeUnique()
      storage.pointer[offset + index] = newValue
    }
  }

  /// The element at one index for each axis.
  public subscript(indices: Int...) -> Scalar {
    get { self[flat: position(indices)] }
    set { self[flat: position(indices)] = newValue }
  }

  private func position(_ indices: [Int]) -> Int {
    precondition(indices.count == shape.rank, "\(indices.count) indices for shape \(shape)")
    return zip(indices, shape).reduce(0) { sum, pair in
      precondition(pair.0 >= 0 && pair.0 < pair.1, "index \(pair.0) of extent \(pair.1)")
      return sum * pair.1 + pair.0
    }
  }

  /// The same elements with another shape of equal element count. O(1).
  public func reshaped(to shape: Shape) -> Tensor {
    precondition(
      shape.elementCount == count, "a tensor of shape \(self.shape) cannot become \(shape)")
    return Tensor(storage: storage, offset: offset, shape: shape)
  }

  /// Calls `body` with the elements for reading.
  public func withUnsafeBuffer<R>(_ body: (UnsafeBufferPointer<Scalar>) throws -> R) rethrows -> R {
    try withExtendedLifetime(storage) {
      try body(UnsafeBufferPointer(start: storage.pointer + offset, count: count))
    }
  }

  /// Calls `body` with the elements for writing; copies them first if their memory is shared.
  public mutating func withUnsafeMutableBuffer<R>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) throws -> R
  ) rethrows -> R {
    makeUnique()
    return try body(UnsafeMutableBufferPointer(start: storage.pointer + offset, count: count))
  }

  /// Replaces all elements by those at `pointer`; allocates new memory if the present one is
  /// shared.
  mutating func overwrite(with pointer: UnsafePointer<Scalar>) {
    if !isKnownUniquelyReferenced(&storage) {
      (storage, offset) = (Storage(uninitializedCount: count), 0)
    }
    (storage.pointer + offset).update(from: pointer, count: count)
  }

  private mutating func makeUnique() {
    guard !isKnownUniquelyReferenced(&storage) else { return }
    let copy = Storage<Scalar>(uninitializedCount: count)
    copy.pointer.update(from: storage.pointer + offset, count: count)
    (storage, offset) = (copy, 0)
  }
}

extension Tensor: Equatable {
  /// True if shapes and elements are equal as numbers: NaN differs from itself, −0 equals 0.
  public static func == (a: Tensor, b: Tensor) -> Bool {
    a.shape == b.shape
      && a.withUnsafeBuffer { x in b.withUnsafeBuffer { y in x.elementsEqual(y) } }
  }
}

extension Tensor: CustomStringConvertible {
  /// The shape and the first eight elements.
  public var description: String {
    let shown = withUnsafeBuffer { $0.prefix(8).map { "\($0)" } }.joined(separator: ", ")
    return "Tensor\(shape)(\(shown)\(count > 8 ? ", …" : ""))"
  }
}
