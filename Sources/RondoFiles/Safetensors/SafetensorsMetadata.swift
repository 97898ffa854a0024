/// The metadata of a safetensors file: a dictionary whose keys are compared by their UTF-8 bytes.
///
///     var metadata: SafetensorsMetadata = ["task": "language-model", "format": "1"]
///     metadata["task"]         // "language-model"
///     metadata.map(\.key)      // ["format", "task"]: always in byte order
///
/// Stored as one sorted array: a look-up is O(log n), an insertion O(n). A Swift dictionary would
/// treat two spellings of `é` as one key. `Sendable`.
public struct SafetensorsMetadata: Sendable, Equatable {
  /// A key and its text.
  public struct Entry: Sendable, Equatable {
    /// The key.
    public let key: String
    /// The text.
    public let value: String

    /// Whether key and text agree byte for byte.
    public static func == (left: Self, right: Self) -> Bool {
      left.key.utf8.elementsEqual(right.key.utf8) && left.value.utf8.elementsEqual(right.value.utf8)
    }
  }

  private var entries: [Entry] = []

  /// No entries.
  public init() {}

  /// Entries with distinct keys.
  init(distinct entries: [Entry]) {
    self.entries = entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }

  /// The text of a key; setting nil removes it.
  public subscript(key: String) -> String? {
    get {
      let index = position(of: key)
      return isKey(key, at: index) ? entries[index].value : nil
    }
    set {
      let index = position(of: key)
      let found = isKey(key, at: index) ? index..<index + 1 : index..<index
      entries.replaceSubrange(found, with: newValue.map { [Entry(key: key, value: $0)] } ?? [])
    }
  }

  private func isKey(_ key: String, at index: Int) -> Bool {
    index < entries.count && entries[index].key.utf8.elementsEqual(key.utf8)
  }

  /// The first index whose key is not below `key`.
  private func position(of key: String) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].key.utf8.lexicographicallyPrecedes(key.utf8) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}

extension SafetensorsMetadata: RandomAccessCollection {
  /// Zero.
  public var startIndex: Int { 0 }
  /// The number of entries.
  public var endIndex: Int { entries.count }
  /// The entry at an index in byte order of the keys.
  public subscript(position: Int) -> Entry { entries[position] }
}

extension SafetensorsMetadata: ExpressibleByDictionaryLiteral {
  /// Creates metadata from a literal; of equal keys the last one counts.
  public init(dictionaryLiteral elements: (String, String)...) {
    for (key, value) in elements { self[key] = value }
  }
}
