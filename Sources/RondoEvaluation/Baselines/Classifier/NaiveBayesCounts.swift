/// The counts of each n-gram of the training part in the texts of each label.
///
/// An n-gram lists only the labels in which it occurs, which are usually few.
struct NaiveBayesCounts {
  /// The number of labels.
  let classes: Int
  /// The number of training texts of each label.
  let texts: [Int]
  /// The length of each n-gram.
  let orders: [UInt8]
  /// The start of the entries of each n-gram, and the end of the last.
  let starts: [Int]
  /// The label of each entry, and the count of the n-gram there.
  let entryLabels: [Int32]
  let entryCounts: [Int32]
  /// The occurrences of n-grams of each length in each label, `[order][label]`; lengths from 1.
  let occurrences: [[Int]]
  /// The number of distinct n-grams of each length, without the marks alone.
  let kinds: [Int]

  /// Reads counts from a file: the number of entries of each n-gram, then all entries.
  init(
    texts: [Int], orders: [UInt8], entries: [Int32], entryLabels: [Int32], entryCounts: [Int32],
    maximumOrder: Int
  ) {
    var starts = [0]
    starts.reserveCapacity(entries.count + 1)
    var occurrences = Array(
      repeating: Array(repeating: 0, count: texts.count), count: maximumOrder + 1)
    var kinds = Array(repeating: 0, count: maximumOrder + 1)
    for (gram, count) in entries.enumerated() {
      let (start, order) = (starts[gram], Int(orders[gram]))
      starts.append(start + Int(count))
      if count > 0 { kinds[order] += 1 }
      for entry in start..<start + Int(count) {
        occurrences[order][Int(entryLabels[entry])] += Int(entryCounts[entry])
      }
    }
    classes = texts.count
    (self.texts, self.orders, self.starts) = (texts, orders, starts)
    (self.entryLabels, self.entryCounts) = (entryLabels, entryCounts)
    (self.occurrences, self.kinds) = (occurrences, kinds)
  }

  init(bags: [NGramBag], labels: [Int], classes: Int, orders: [UInt8], maximumOrder: Int) {
    var texts = Array(repeating: 0, count: classes)
    var byLabel = Array(repeating: [Int](), count: classes)
    for (index, label) in labels.enumerated() {
      texts[label] += 1
      byLabel[label].append(index)
    }
    var occurrences = Array(
      repeating: Array(repeating: 0, count: classes), count: maximumOrder + 1)
    var lastLabel = Array(repeating: Int32(-1), count: orders.count)
    var starts = Array(repeating: 0, count: orders.count + 1)
    for (label, members) in byLabel.enumerated() {
      for member in members {
        for (gram, count) in zip(bags[member].grams, bags[member].counts) {
          occurrences[Int(orders[Int(gram)])][label] += Int(count)
          if lastLabel[Int(gram)] != Int32(label) {
            lastLabel[Int(gram)] = Int32(label)
            starts[Int(gram) + 1] += 1
          }
        }
      }
    }
    for gram in orders.indices { starts[gram + 1] += starts[gram] }
    var ends = Array(starts.dropLast())
    var entryLabels = Array(repeating: Int32(-1), count: starts[orders.count])
    var entryCounts = Array(repeating: Int32(0), count: starts[orders.count])
    for (label, members) in byLabel.enumerated() {
      for member in members {
        for (gram, count) in zip(bags[member].grams, bags[member].counts) {
          let gram = Int(gram)
          if ends[gram] == starts[gram] || entryLabels[ends[gram] - 1] != Int32(label) {
            entryLabels[ends[gram]] = Int32(label)
            ends[gram] += 1
          }
          entryCounts[ends[gram] - 1] += count
        }
      }
    }
    var kinds = Array(repeating: 0, count: maximumOrder + 1)
    for gram in orders.indices where starts[gram + 1] > starts[gram] {
      kinds[Int(orders[gram])] += 1
    }
    (self.classes, self.texts, self.orders, self.starts) = (classes, texts, orders, starts)
    (self.entryLabels, self.entryCounts) = (entryLabels, entryCounts)
    (self.occurrences, self.kinds) = (occurrences, kinds)
  }

  /// The count of an n-gram in all texts.
  func total(of gram: Int) -> Int32 {
    entryCounts[starts[gram]..<starts[gram + 1]].reduce(0, +)
  }
}
