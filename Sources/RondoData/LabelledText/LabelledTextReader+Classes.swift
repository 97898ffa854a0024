import RondoFiles

extension LabelledTextReader {
  /// A file whose path determines its class.
  struct ClassFile {
    let path: String
    let label: ClassLabel
    /// Whether the whole file is one case, instead of each of its lines that is not blank.
    let isOneCase: Bool
  }

  /// Files with their classes, and notes for the user about omitted ones.
  struct ClassFiles {
    var files: [ClassFile] = []
    var notes: [Advice] = []
  }

  /// The files and classes that the paths refer to; nil for files that contain the classes:
  ///
  /// - one folder with folders in it: a class a folder, a case a file anywhere below it;
  /// - one folder with files only, or several files of unknown endings: a class a file, a case a
  ///   line. The class is the name without its extension (`Czech.txt`) or, if all names differ in
  ///   their extensions alone, the extension (`reviews.pos`, `reviews.neg`).
  func classFiles(_ paths: [String]) throws(DataError) -> ClassFiles? {
    if form != nil { return nil }
    if paths.count == 1, POSIX.isFolder(paths[0]) {
      return try Self.classes(in: paths[0])
    }
    for path in paths where path != "-" && POSIX.isFolder(path) {
      throw .unfit(path: path, .folderAmongOthers)
    }
    guard paths.count > 1, paths.allSatisfy({ LabelledTextForm(path: $0) == nil && $0 != "-" })
    else { return nil }
    return ClassFiles(files: try Self.classFiles(paths, of: paths[0]))
  }

  private static func classes(in folder: String) throws(DataError) -> ClassFiles {
    if InputFile.holdsRun(folder) { throw .unfit(path: folder, .runFolder) }
    let names = try InputFile.names(in: folder)
    let start = folder.hasSuffix("/") ? folder : folder + "/"
    var classes = ClassFiles()
    var folders: [(name: String, paths: [String])] = []
    for name in names where POSIX.isFolder(start + name) {
      let files = try InputFile.expand(start + name, acceptsRunsOnly: true)
      classes.notes += files.notes
      if !files.paths.isEmpty { folders.append((name, files.paths)) }
    }
    if folders.isEmpty {
      let files = try InputFile.expand(folder)
      return ClassFiles(files: try classFiles(files.paths, of: folder), notes: files.notes)
    }
    guard folders.count > 1 else { throw .unfit(path: folder, .oneFolder(folders[0].name)) }
    for (name, paths) in folders {
      classes.files += paths.map {
        ClassFile(path: $0, label: ClassLabel(name), isOneCase: true)
      }
    }
    let rest = names.filter { !POSIX.isFolder(start + $0) }
    if !rest.isEmpty {
      classes.notes.append(
        "\(folder): its folders are the classes, and \(rest.joined(separator: ", ")) beside them "
          + "was omitted")
    }
    return classes
  }

  private static func classFiles(
    _ paths: [String], of folder: String
  ) throws(DataError) -> [ClassFile] {
    let names = paths.map { FileName($0) }
    if let own = paths.first(where: { LabelledTextForm(path: $0) != nil }) {
      throw .unfit(path: folder, .tableInClassFolder(own))
    }
    guard paths.count > 1 else { throw .unfit(path: folder, .oneClassFile(paths[0])) }
    let stems = Set(names.map { ClassLabel($0.stem) })
    let endings = Set(names.map { ClassLabel($0.ending) })
    guard stems.count == names.count || stems.count == 1 && endings.count == names.count else {
      throw .unfit(path: folder, .unclearClasses)
    }
    return zip(paths, names).map { path, name in
      let label = stems.count == names.count ? name.stem : name.ending
      return ClassFile(path: path, label: ClassLabel(label), isOneCase: false)
    }
  }

  /// Reads files whose classes are known.
  func readClasses(_ classes: ClassFiles) throws(DataError) -> LabelledText {
    var data = LabelledText(notes: classes.notes)
    for file in classes.files {
      let text = try open(file.path, into: &data)
      let source = data.sources.count - 1
      let before = data.cases.count
      if file.isOneCase {
        if text.isBlank(0..<text.utf8.count) { throw .unfit(path: file.path, .noCases) }
        data.cases.append(
          TextCase(
            text.string(0..<text.utf8.count), labels: [file.label],
            position: TextCase.Position(source: source, line: 1)))
        continue
      }
      var lines = LineScanner(text)
      while let line = lines.next() {
        if text.isBlank(line) { continue }
        data.cases.append(
          TextCase(
            text.string(line), labels: [file.label],
            position: TextCase.Position(source: source, line: lines.line)))
      }
      if data.cases.count == before { throw .unfit(path: file.path, .noCases) }
    }
    return data
  }
}
