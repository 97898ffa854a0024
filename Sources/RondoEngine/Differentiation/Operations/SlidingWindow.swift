/// Window of a convolution or of pooling, which slides along an axis.
///
///     SlidingWindow(size: 3, padding: 1).outputs(of: 50)  // 50
///     SlidingWindow(size: 2, stride: 2).outputs(of: 50)   // 25
///
/// `Sendable`.
public struct SlidingWindow: Sendable, Hashable {
  /// F: number of entries that the window covers.
  public let size: Int
  /// S: number of entries from one position of the window to the next.
  public let stride: Int
  /// P: number of padding entries before the first entry and after the last one.
  public let padding: Int
  /// D: distance between the entries that the window covers.
  public let dilation: Int
  /// True to ignore entries at the end that no whole stride reaches, as PyTorch does; false to
  /// reject an axis that has such entries.
  public let dropsRemainder: Bool

  /// Creates a window; sizes, strides and dilations are positive.
  public init(
    size: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1, dropsRemainder: Bool = false
  ) {
    precondition(
      size > 0 && stride > 0 && padding >= 0 && dilation > 0,
      "a window of size \(size), stride \(stride), padding \(padding) and dilation \(dilation)")
    (self.size, self.stride, self.padding) = (size, stride, padding)
    (self.dilation, self.dropsRemainder) = (dilation, dropsRemainder)
  }

  /// Number of entries from the first one covered to the last one, inclusive: D·(F − 1) + 1.
  public var span: Int { dilation * (size - 1) + 1 }

  /// Number of positions of the window on an axis of W entries: (W − F + 2P) / S + 1, where F is
  /// the span.
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

  /// The entry under one of the window's own entries at a position; outside of the axis in the
  /// padding.
  func entry(_ own: Int, at place: Int) -> Int { place * stride - padding + own * dilation }

  /// The position at which one of the window's own entries covers an entry; nil if there is none.
  func place(of entry: Int, covering own: Int, places: Int) -> Int? {
    let distance = entry + padding - own * dilation
    guard distance >= 0, distance % stride == 0, distance / stride < places else { return nil }
    return distance / stride
  }
}
