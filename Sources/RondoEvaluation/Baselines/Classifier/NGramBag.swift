/// The n-grams of one text, each with how often it occurs there, in the order of first occurrence.
struct NGramBag {
  private(set) var grams: [UInt32] = []
  private(set) var counts: [Int32] = []

  /// Gathers numbers below `kinds`; `places` is scratch, empty at first, used again and again.
  init(_ numbers: [UInt32], kinds: Int, places: inout [Int32]) {
    if places.count < kinds {
      places += Array(repeating: -1, count: max(kinds, 2 * places.count) - places.count)
    }
    for number in numbers {
      let place = places[Int(number)]
      if place >= 0 {
        counts[Int(place)] += 1
      } else {
        places[Int(number)] = Int32(grams.count)
        grams.append(number)
        counts.append(1)
      }
    }
    for gram in grams { places[Int(gram)] = -1 }
  }

  /// Each number by itself, as often as it is there.
  init(uncounted numbers: [UInt32]) {
    (grams, counts) = (numbers, Array(repeating: 1, count: numbers.count))
  }
}
