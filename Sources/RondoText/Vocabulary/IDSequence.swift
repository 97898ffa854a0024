/// The ids of a text's symbols in one, two or four bytes each.
///
///     var ids = IDSequence()
///     ids.append(7)
///     ids[0]  // 7
///
/// The width is the smallest that holds the largest id appended so far: up to 256 distinct symbols
/// take a byte each, up to 65,536 two. A larger id widens the whole sequence once. The ids may be
/// in memory owned by another object, such as a mapped file; a change copies them first.
public struct IDSequence: Sendable {
  // One of them holds the ids, the others are empty; with ids in foreign memory all are.
  var narrow: [UInt8] = []
  var middle: [UInt16] = []
  var wide: [UInt32] = []
  var width = 1
  var foreign: ForeignIDs?

  /// Creates an empty sequence.
  public init() {}

  /// Creates a sequence of these ids, none of them negative.
  public init(_ ids: some Sequence<Int32>) {
    for id in ids { append(id) }
  }

  /// The number of ids.
  public var count: Int { foreign?.count ?? (narrow.count + middle.count + wide.count) }

  /// The number of bytes of an id: 1, 2 or 4.
  public var bytesPerID: Int { width }

  /// Appends an id, which must not be negative; amortized constant time.
  @inline(__always)
  public mutating func append(_ id: Int32) {
    precondition(id >= 0, "id \(id) is negative")
    if foreign != nil { makeOwn() }
    if width == 1, id <= 0xFF {
      narrow.append(UInt8(truncatingIfNeeded: id))
    } else if width == 2, id <= 0xFFFF {
      middle.append(UInt16(truncatingIfNeeded: id))
    } else {
      appendWidening(id)
    }
  }

  /// Reserves capacity for a total number of ids at the current width.
  public mutating func reserveCapacity(_ count: Int) {
    switch width {
    case 1: narrow.reserveCapacity(count)
    case 2: middle.reserveCapacity(count)
    default: wide.reserveCapacity(count)
    }
  }

  private mutating func appendWidening(_ id: Int32) {
    widen(to: id <= 0xFFFF ? 2 : 4)
    if width == 2 {
      middle.append(UInt16(truncatingIfNeeded: id))
    } else {
      wide.append(UInt32(id))
    }
  }

  private mutating func widen(to width: Int) {
    guard self.width < width else { return }
    if width == 2 {
      middle = narrow.map(UInt16.init)
    } else {
      wide = self.width == 1 ? narrow.map(UInt32.init) : middle.map(UInt32.init)
      middle = []
    }
    narrow = []
    self.width = width
  }
}
