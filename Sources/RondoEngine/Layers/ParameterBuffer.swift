extension Module {
  /// Moves all parameters into one buffer and returns it. Copies and allocates nothing if they
  /// already share one.
  mutating func packParameters() -> Storage<Scalar> {
    var check = PackingCheck<Scalar>()
    visitParameters(&check)
    if let storage = check.storage, check.isPacked, storage.count == check.count { return storage }
    let storage = Storage<Scalar>(uninitializedCount: check.count)
    moveParameters(to: storage, copying: true)
    return storage
  }

  /// Moves all parameters to `storage`; it must already contain their values unless `copying` is
  /// true.
  mutating func moveParameters(to storage: Storage<Scalar>, copying: Bool) {
    var mover = ParameterMover(storage: storage, copying: copying)
    visitParameters(&mover)
  }
}

/// Checks whether all parameters are adjacent in one buffer, in order.
private struct PackingCheck<Scalar: TensorScalar>: ParameterVisitor {
  var storage: Storage<Scalar>?
  var isPacked = true
  var count = 0
  var needsNames: Bool { false }

  mutating func visit(_ name: String, _ parameter: inout Tensor<Scalar>) {
    if storage == nil { storage = parameter.storage }
    if parameter.storage !== storage || parameter.offset != count { isPacked = false }
    count += parameter.count
  }
}

private struct ParameterMover<Scalar: TensorScalar>: ParameterVisitor {
  let storage: Storage<Scalar>
  let copying: Bool
  var offset = 0
  var needsNames: Bool { false }

  init(storage: Storage<Scalar>, copying: Bool) {
    self.storage = storage
    self.copying = copying
  }

  mutating func visit(_ name: String, _ parameter: inout Tensor<Scalar>) {
    if copying {
      (storage.pointer + offset).update(
        from: parameter.storage.pointer + parameter.offset, count: parameter.count)
    }
    (parameter.storage, parameter.offset) = (storage, offset)
    offset += parameter.count
  }
}
