/// A binary heap.
///
///     var heap = Heap<Int>()
///     for number in [2, 1, 3] { heap.insert(number, by: <) }
///     heap.popFirst(by: <)  // 1
///
/// The order must be the same in every call. Both operations take O(log n) time.
struct Heap<Element> {
  private var elements: [Element] = []

  /// Removes all elements and keeps the capacity.
  mutating func removeAll() { elements.removeAll(keepingCapacity: true) }

  /// Adds an element.
  @inline(__always)
  mutating func insert(_ element: Element, by precedes: (Element, Element) -> Bool) {
    var place = elements.count
    elements.append(element)
    while place > 0 {
      let parent = (place - 1) / 2
      guard precedes(elements[place], elements[parent]) else { return }
      elements.swapAt(place, parent)
      place = parent
    }
  }

  /// Removes and returns the first element; nil if there is none.
  @inline(__always)
  mutating func popFirst(by precedes: (Element, Element) -> Bool) -> Element? {
    guard let last = elements.popLast() else { return nil }
    guard let first = elements.first else { return last }
    elements[0] = last
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2] where child < elements.count {
        if precedes(elements[child], elements[least]) { least = child }
      }
      guard least != place else { return first }
      elements.swapAt(place, least)
      place = least
    }
  }
}
