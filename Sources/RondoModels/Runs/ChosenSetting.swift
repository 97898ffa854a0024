/// A setting that the caller of a run chose: it replaces the default of a new run, and a resumed run
/// must have been started with it.
///
///     let chosen: [ChosenSetting<LanguageModelSettings>] = [
///       ChosenSetting("hiddenSize", 512, \.architecture.hiddenSize)
///     ]
///     let settings = ChosenSetting.applied(chosen, to: LanguageModelSettings())
///
/// Not `Sendable`: it holds closures.
public struct ChosenSetting<Settings> {
  /// Writes the value into settings; does nothing where none was chosen.
  public let apply: (inout Settings) -> Void
  /// Lists what the settings of a run hold instead of the value; nothing where none was chosen.
  public let differences: (_ stored: Settings) -> [SettingDifference]

  /// A setting with a value of its own; nil where none was chosen.
  ///
  /// - Parameters:
  ///   - name: The caller's name of the setting, for messages.
  ///   - value: The value chosen.
  ///   - path: The setting.
  ///   - follow: Changes other settings whose defaults depend on the value.
  public init<Value: Equatable>(
    _ name: String, _ value: Value?, _ path: WritableKeyPath<Settings, Value>,
    follow: @escaping (inout Settings, Value) -> Void = { _, _ in }
  ) {
    apply = { settings in
      guard let value else { return }
      settings[keyPath: path] = value
      follow(&settings, value)
    }
    differences = { stored in
      guard let value, value != stored[keyPath: path] else { return [] }
      return [SettingDifference(name: name, stored: "\(stored[keyPath: path])")]
    }
  }

  /// A setting that may be nil in the settings, which messages show as `none`.
  public init<Value: Equatable>(
    _ name: String, _ value: Value?, _ path: WritableKeyPath<Settings, Value?>,
    none: String = "none"
  ) {
    apply = { if let value { $0[keyPath: path] = value } }
    differences = { stored in
      guard let value, value != stored[keyPath: path] else { return [] }
      let found = stored[keyPath: path].map { "\($0)" } ?? none
      return [SettingDifference(name: name, stored: found)]
    }
  }

  /// A setting of a part of the settings.
  public init<Part>(_ path: WritableKeyPath<Settings, Part>, _ choice: ChosenSetting<Part>) {
    apply = { choice.apply(&$0[keyPath: path]) }
    differences = { choice.differences($0[keyPath: path]) }
  }

  /// Several settings as one: functions that apply and compare them.
  public init<Part>(
    _ path: WritableKeyPath<Settings, Part>, _ applied: @escaping (Part) -> Part,
    _ differences: @escaping (Part) -> [SettingDifference]
  ) {
    apply = { $0[keyPath: path] = applied($0[keyPath: path]) }
    self.differences = { differences($0[keyPath: path]) }
  }

  /// The settings of a new run: the defaults, changed by what was chosen, in order.
  public static func applied(_ choices: [ChosenSetting], to defaults: Settings) -> Settings {
    choices.reduce(into: defaults) { $1.apply(&$0) }
  }
}

/// A chosen setting that a stored run does not have.
///
/// `Sendable`.
public struct SettingDifference: Sendable, Hashable, CustomStringConvertible {
  /// The caller's name of the setting.
  public let name: String
  /// The value that the run has.
  public let stored: String

  /// A difference.
  public init(name: String, stored: String) { (self.name, self.stored) = (name, stored) }

  /// Such as "hiddenSize (stored: 256)".
  public var description: String { "\(name) (stored: \(stored))" }
}
