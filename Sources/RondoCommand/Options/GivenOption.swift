/// An option as it was given, or not, and the setting that it stands for.
struct GivenOption<Settings> {
  /// Writes it into settings, if it was given.
  let apply: (inout Settings) -> Void
  /// Says how it differs from settings: not at all where it was not given or does not.
  let differences: (Settings) -> [String]

  /// An option that stands for one setting; `follow` changes what is usual with it.
  init<Value: Equatable>(
    _ name: String, _ given: Value?, _ path: WritableKeyPath<Settings, Value>,
    follow: @escaping (inout Settings, Value) -> Void = { _, _ in }
  ) {
    apply = { settings in
      guard let given else { return }
      settings[keyPath: path] = given
      follow(&settings, given)
    }
    differences = { stored in
      guard let given, given != stored[keyPath: path] else { return [] }
      return ["\(name) (stored: \(stored[keyPath: path]))"]
    }
  }

  /// An option that stands for a setting that there need not be.
  init<Value: Equatable>(
    _ name: String, _ given: Value?, _ path: WritableKeyPath<Settings, Value?>
  ) {
    apply = { if let given { $0[keyPath: path] = given } }
    differences = { stored in
      guard let given, given != stored[keyPath: path] else { return [] }
      return ["\(name) (stored: \(stored[keyPath: path].map { "\($0)" } ?? "none"))"]
    }
  }

  /// A group of options that stand for parts of one setting.
  init<Value>(
    _ path: WritableKeyPath<Settings, Value>, _ applied: @escaping (Value) -> Value,
    _ differences: @escaping (Value) -> [String]
  ) {
    apply = { $0[keyPath: path] = applied($0[keyPath: path]) }
    self.differences = { differences($0[keyPath: path]) }
  }

  /// The settings that options make of the usual ones.
  static func applied(_ options: [GivenOption], to usual: Settings) -> Settings {
    options.reduce(into: usual) { $1.apply(&$0) }
  }
}
