/// A window that slides along an axis: of a convolution or of pooling.
///
///     SlidingWindow(size: 3, padding: 1).outputs(of: 50)  // 50
///     SlidingWindow(size: 2, stride: 2).outputs(of: 50)   // 25
///
/// `Sendable`.
public struct SlidingWindow: Sendable, Hashable {
  /// F: the entries that the window covers.
  public let size: Int
  /// S: the entries from one place of the window to the next one.
  public let stride: Int
  /// P: the entries of padding before the first entry and after the last one.
  public let padding: Int
  /// D: the distance between the entries that the window covers.
  public let dilation: Int
  /// True where entries at the end that no whole stride reaches are left out, as in PyTorch; false
  /// where an axis that has such entries is refused.
  public let dropsRemainder: Bool

  /// A window.
  public init(
    size: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1, dropsRemainder: Bool = false
  ) {
    precondition(
      size > 0 && stride > 0 && padding >= 0 && dilation > 0,
      "a window of size \(size), stride \(stride), padding \(padding) and dilation \(dilation)")
    (self.size, self.stride, self.padding) = (size, stride, padding)
    (self.dilation, self.dropsRemainder) = (dilation, dropsRemainder)
  }

  /// The entries from the first one covered to the last one, both included: D·(F − 1) + 1.
  public var span: Int { dilation * (size - 1) + 1 }

  /// The number of places of the window on an axis of W entries: (W − F + 2P) / S + 1, with the span
  /// for F.
  public func outputs(of extent: Int) -> Int {
    let room = extent - span + 2 * padding
    precondition(
      room >= 0,
      "a window that spans \(span) entries does not fit \(extent) entries with a padding of "
        + "\(padding): use a smaller window or more padding")
    precondition(
      dropsRemainder || room % stride == 0,
      "a stride of \(stride) does not fit: (\(extent) − \(span) + 2·\(padding)) / \(stride) is not "
        + "a whole number; change the padding, slice the input or set dropsRemainder")
    return room / stride + 1
  }

  /// The entry that the window covers with one of its own at a place; not on the axis in the padding.
  func entry(_ own: Int, at place: Int) -> Int { place * stride - padding + own * dilation }

  /// The place at which the window covers an entry with one of its own; nil where there is none.
  func place(of entry: Int, covering own: Int, places: Int) -> Int? {
    let distance = entry + padding - own * dilation
    guard distance >= 0, distance % stride == 0, distance / stride < places else { return nil }
    return distance / stride
  }
}
