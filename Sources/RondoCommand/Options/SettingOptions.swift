import ArgumentParser
import Rondo

/// A group of options, each of which chooses a setting of a run.
///
/// An option is declared twice, side by side in one file: as an `@Option` or `@Flag`, because
/// ArgumentParser parses properties, and as a row that names its setting. From the row come the
/// default in the help, the settings of a new run, and the comparison with those of a resumed run
/// and of a model to start from.
///
///     struct ScheduleOptions<Defaults: OptionDefaults>: SettingOptions {
///       @Option(help: help("warmup-steps", "Number of steps of the linear warm-up."))
///       var warmupSteps: Int?
///
///       static var rows: [Row] {
///         [Row("warmup-steps", \.warmupSteps, path(\.schedule.warmupSteps))]
///       }
///     }
protocol SettingOptions: ParsableArguments {
  associatedtype Defaults: OptionDefaults

  /// The options with their settings, in the order in which they are applied.
  static var rows: [OptionRow<Self, Defaults.Settings>] { get }
}

extension SettingOptions {
  typealias Row = OptionRow<Self, Defaults.Settings>

  /// The settings that the options choose.
  var chosen: [ChosenSetting<Defaults.Settings>] { Self.rows.map { $0.chosen(self) } }

  /// The path from a run's settings to a setting of its training method.
  static func path<Value>(
    _ setting: WritableKeyPath<TrainingConfiguration, Value>
  ) -> WritableKeyPath<Defaults.Settings, Value> {
    Defaults.training.appending(path: setting)
  }

  /// The help of an option with its default.
  ///
  /// - Parameters:
  ///   - name: The name of the option's row.
  ///   - text: A description that ends with a period.
  ///   - value: The name of the option's value; nil for the name of the option.
  ///   - usual: The default in words; nil for that of the settings.
  static func help(
    _ name: String, _ text: String, _ value: String? = nil, usual: String? = nil
  ) -> ArgumentHelp {
    guard let found = Defaults.shown[name] else { preconditionFailure("no row '\(name)'") }
    let shown = (usual ?? found).map { " (default: \($0))" } ?? ""
    return ArgumentHelp(text + shown, valueName: value)
  }

  /// The defaults of all options as help shows them, by the names of their rows.
  static var shownDefaults: [String: String?] {
    Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0.shownDefault(Defaults.self)) })
  }
}

/// An option and the setting that it chooses.
struct OptionRow<Options, Settings> {
  /// The name without dashes, such as `hidden-size`.
  let name: String
  /// The choice made by parsed options.
  let chosen: (Options) -> ChosenSetting<Settings>
  /// The setting's value in words; nil for a flag that is off.
  let shown: (Settings) -> String?

  /// An option with a value.
  ///
  /// - Parameters:
  ///   - name: The name without dashes.
  ///   - option: The property of the option, nil where it is not given.
  ///   - setting: The setting.
  ///   - follow: Changes other settings whose defaults depend on the value.
  init<Value: Equatable>(
    _ name: String, _ option: KeyPath<Options, Value?>,
    _ setting: WritableKeyPath<Settings, Value>,
    follow: @escaping (inout Settings, Value) -> Void = { _, _ in }
  ) {
    self.name = name
    chosen = { .init("--\(name)", $0[keyPath: option], setting, follow: follow) }
    shown = { words(for: $0[keyPath: setting]) }
  }

  /// An option for a setting that may be nil; `none` says in words what nil means.
  init<Value: Equatable>(
    _ name: String, _ option: KeyPath<Options, Value?>,
    _ setting: WritableKeyPath<Settings, Value?>, none: String? = nil
  ) {
    self.name = name
    chosen = { .init("--\(name)", $0[keyPath: option], setting, none: none ?? "none") }
    shown = { $0[keyPath: setting].map { words(for: $0) } ?? none }
  }

  /// A flag that gives a setting a value.
  init<Value: Equatable>(
    _ name: String, _ flag: KeyPath<Options, Bool>, _ setting: WritableKeyPath<Settings, Value>,
    is value: Value
  ) {
    self.name = name
    chosen = { .init("--\(name)", $0[keyPath: flag] ? value : nil, setting) }
    shown = { _ in nil }
  }

  /// An option whose value becomes that of a setting of another type.
  init<Given, Value: Equatable>(
    _ name: String, _ option: KeyPath<Options, Given?>,
    _ setting: WritableKeyPath<Settings, Value>,
    as value: @escaping (Given) -> Value
  ) {
    self.name = name
    chosen = { .init("--\(name)", $0[keyPath: option].map(value), setting) }
    shown = { words(for: $0[keyPath: setting]) }
  }

  /// The same for a setting that may be nil.
  init<Given, Value: Equatable>(
    _ name: String, _ option: KeyPath<Options, Given?>,
    _ setting: WritableKeyPath<Settings, Value?>, as value: @escaping (Given) -> Value?
  ) {
    self.name = name
    chosen = { .init("--\(name)", $0[keyPath: option].flatMap(value), setting) }
    shown = { $0[keyPath: setting].map { words(for: $0) } }
  }

  /// The default in words, with those that other options bring: "0.003; sgd: 0.5".
  fileprivate func shownDefault<Defaults: OptionDefaults>(_ defaults: Defaults.Type) -> String?
  where Defaults.Settings == Settings {
    guard let usual = shown(Defaults.settings) else { return nil }
    let others = Defaults.variants.compactMap { variant -> String? in
      guard variant.option != name, let found = shown(variant.settings), found != usual else {
        return nil
      }
      return "\(variant.words): \(found)"
    }
    return usual + (others.isEmpty ? "" : "; " + others.joined(separator: ", "))
  }
}

/// The defaults of a command that trains: those that its help shows and a new run starts from.
protocol OptionDefaults {
  associatedtype Settings: TaskSettings

  /// The defaults.
  static var settings: Settings { get }

  /// The defaults that an option changes.
  static var variants: [OptionVariant<Settings>] { get }

  /// The defaults of all options of the command as help shows them, by the names of their rows.
  static var shown: [String: String?] { get }

  /// The number of passes over the data where no limit is given, in words.
  static var epochs: String { get }

  /// The default of `--patience` in words.
  static var patience: String { get }

  /// The training method in the settings.
  static var training: WritableKeyPath<Settings, TrainingConfiguration> { get }

  /// The recurrent cell in the settings.
  static var cell: WritableKeyPath<Settings, BuiltInCell> { get }

  /// The size of the hidden vector in the settings.
  static var hiddenSize: WritableKeyPath<Settings, Int> { get }

  /// The number of recurrent layers in the settings.
  static var layers: WritableKeyPath<Settings, Int> { get }

  /// The fraction of the data that is kept for validation, in the settings.
  static var validationFraction: WritableKeyPath<Settings, Double> { get }

  /// Chooses an optimizer and what depends on it.
  static func choose(_ optimizer: TrainingConfiguration.OptimizerName, _ settings: inout Settings)
}

extension OptionDefaults {
  /// The defaults with each of the other optimizers.
  static var optimizerVariants: [OptionVariant<Settings>] {
    TrainingConfiguration.OptimizerName.allCases.map { optimizer in
      var changed = settings
      choose(optimizer, &changed)
      return OptionVariant(option: "optimizer", words: optimizer.rawValue, settings: changed)
    }
  }
}

/// The defaults that a command has where an option is given.
struct OptionVariant<Settings: Sendable>: Sendable {
  /// The option without dashes.
  let option: String
  /// The option as help names it before a default.
  let words: String
  /// The defaults.
  let settings: Settings
}

/// A value of a setting as help shows it.
private func words<Value>(for value: Value) -> String {
  switch value {
  case let number as Double where number == number.rounded() && abs(number) < 1e6:
    "\(Int(number))"
  case let named as any RawRepresentable<String>: named.rawValue
  default: "\(value)"
  }
}
