extension SeriesOutput {
  /// `channel1`, `channel2`, …
  static func defaultChannelNames(_ count: Int) -> [String] {
    (0..<count).map { "channel\($0 + 1)" }
  }

  /// What a table asks of the names of its channels and cases.
  func checkNames() throws(WritingFault) {
    if let names = set.channelNames {
      guard names.count == set.channels else {
        throw .nameCount(names.count, channels: set.channels)
      }
      let lower = names.map { ASCII.lowercased($0) }
      let mayBeTime = set.times == nil && names.count > 1
      let roles =
        SeriesColumns.caseNames + SeriesColumns.timeNames + SeriesColumns.labelNames
        + (mayBeTime ? SeriesColumns.likelyTimeNames : [])
      if let place = lower.firstIndex(where: roles.contains) { throw .channelName(names[place]) }
      if let name = names.first(where: ColumnFinder.isUnnamed) { throw .channelName(name) }
      if lower.count == 2, let value = lower.firstIndex(of: "value"),
        ["channel", "dim_id"].contains(lower[1 - value])
      {
        throw .channelName(names[1 - value])
      }
      for name in names where name.utf8.contains(0) { throw .character("NUL", in: .name(name)) }
    }
    var seen: Set<ClassLabel> = []
    for (index, item) in set.cases.enumerated() {
      let name = item.name ?? "\(index + 1)"
      if name.utf8.contains(0) { throw .character("NUL", in: .name(name)) }
      if name.utf8.allSatisfy({ ASCII.isSpace($0) }) { throw .emptyName }
      if !seen.insert(ClassLabel(name)).inserted { throw .repeatedName(name) }
    }
  }
}
