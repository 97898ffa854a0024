/// Setting chosen by the caller of a run: it replaces the default of a new run, and a resumed run
/// must have been started with it.
///
///     let chosen: [ChosenSetting<LanguageModelSettings>] = [
///       ChosenSetting("seed", 7, \.training.seed)
///     ]
///     let settings = ChosenSetting.applied(chosen, to: LanguageModelSettings())
///
/// Not `Sendable`: it holds closures.
public struct ChosenSetting<Settings> {
  /// Applies the value to settings; does nothing if none was chosen.
  public let apply: (inout Settings) -> Void
  /// Compares with stored settings; returns no difference if no value was chosen.
  public let differences: (_ stored: Settings) -> [SettingDifference]

  /// Creates a setting; the value is nil if none was chosen.
  ///
  /// - Parameters:
  ///   - name: The caller's name for the setting, for messages.
  ///   - value: The chosen value.
  ///   - path: Key path of the setting.
  ///   - follow: Updates other settings whose defaults depend on the value.
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

  /// Creates a setting that is optional in the settings.
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

  /// Creates a setting from a setting of a part of the settings.
  public init<Part>(_ path: WritableKeyPath<Settings, Part>, _ choice: ChosenSetting<Part>) {
    apply = { choice.apply(&$0[keyPath: path]) }
    differences = { choice.differences($0[keyPath: path]) }
  }

  /// Creates a setting that stands for several: functions that apply and compare them.
  public init<Part>(
    _ path: WritableKeyPath<Settings, Part>, _ applied: @escaping (Part) -> Part,
    _ differences: @escaping (Part) -> [SettingDifference]
  ) {
    apply = { $0[keyPath: path] = applied($0[keyPath: path]) }
    self.differences = { differences($0[keyPath: path]) }
  }

  /// Settings of a new run: the defaults, changed by the chosen settings in order.
  public static func applied(_ choices: [ChosenSetting], to defaults: Settings) -> Settings {
    choices.reduce(into: defaults) { $1.apply(&$0) }
  }
}

/// Difference between a chosen setting and that of a stored run.
///
/// `Sendable`.
public struct SettingDifference: Sendable, Hashable, CustomStringConvertible {
  /// The caller's name for the setting.
  public let name: String
  /// Value in the stored run.
  public let stored: String

  /// Creates a difference.
  public init(name: String, stored: String) { (self.name, self.stored) = (name, stored) }

  /// Message such as "hiddenSize (stored: 256)".
  public var description: String { "\(name) (stored: \(stored))" }
}
