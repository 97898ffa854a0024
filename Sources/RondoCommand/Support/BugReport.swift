import Foundation
import Rondo

/// Bug report in Markdown: relevant facts about program and machine, and headings to fill in. It
/// contains no names of people, files or machines and no values of environment variables.
enum BugReport {
  static var text: String {
    """
    <!-- Fill in the three sections and send everything as a new issue. The table holds no names,
         paths or settings of yours; read it before you send it. -->

    ### Steps to reproduce

    <!-- The whole command, and the data if you can share them or a smaller file that shows it. -->

    ### Expected result


    ### Actual result

    <!-- All that was printed, the exit code (echo $?) included. -->

    ### Program and machine

    | | |
    |---|---|
    \(rows.map { "| \($0) | \($1.replacing("|", with: "\\|")) |" }.joined(separator: "\n"))

    """
  }

  private static var rows: [(name: String, value: String)] {
    let library = TextLibrary.current
    return [
      ("Version", "\(Release.version) of \(Release.date)"),
      ("Commit", Release.commit ?? "not recorded"),
      ("Build", Release.build),
      ("Kernels", kernels),
      ("Text", "ICU \(library.icu), Unicode \(library.unicode)"),
      ("System", system),
      ("Processor", processor),
      ("Memory", "\((Machine.memory / 1_073_741_824).fixed(1)) GiB"),
      ("Locale", "encoding \(localeEncoding)"),
      ("Streams", streams),
    ]
  }

  private static var kernels: String {
    let variable = ProcessInfo.processInfo.environment["RONDO_KERNELS"]
    guard variable != nil else { return FloatKernels.version }
    let answer = FloatKernels.requestIsHonoured ? "chosen by" : "in spite of"
    return "\(FloatKernels.version), \(answer) RONDO_KERNELS"
  }

  /// Name and version of the system, and the numeric part of the kernel's version, whose other
  /// parts may name the machine's owner.
  private static var system: String {
    var facts = utsname()
    uname(&facts)
    let release = text(of: facts.release).prefix { $0.isNumber || $0 == "." }
    let name = ProcessInfo.processInfo.operatingSystemVersionString
    return "\(name); \(text(of: facts.sysname)) \(release), \(text(of: facts.machine))"
  }

  private static func text<Characters>(of characters: Characters) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  private static var processor: String {
    let model = ProcessorFacts.model ?? "unknown model"
    let features = ProcessorFacts.features
    let list = features.isEmpty ? "" : "; " + features.joined(separator: " ")
    return "\(model), \(Machine.cores.counted("core"))\(list)"
  }

  private static var localeEncoding: String {
    setlocale(LC_CTYPE, "")
    return nl_langinfo(nl_item(CODESET)).map { String(cString: $0) } ?? "unknown"
  }

  private static var streams: String {
    let names = ["input", "output", "errors"]
    let kinds = names.enumerated().map { descriptor, name in
      "\(name) \(isatty(Int32(descriptor)) == 1 ? "a terminal" : "a file or pipe")"
    }
    let color = StandardStreams.errorHasColor ? "colours" : "no colours"
    return "\(kinds.joined(separator: ", ")); \(color), \(StandardStreams.width) columns"
  }
}

/// Name of the processor, and its features that kernels may depend on.
private enum ProcessorFacts {
  static var model: String? {
    #if canImport(Darwin)
      var buffer = [UInt8](repeating: 0, count: 256)
      var count = buffer.count
      guard sysctlbyname("machdep.cpu.brand_string", &buffer, &count, nil, 0) == 0 else {
        return nil
      }
      return String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
    #else
      return field("model name")
    #endif
  }

  static var features: [String] {
    let present = (field("flags") ?? field("Features") ?? "").split(separator: " ").map(String.init)
    let relevant = [
      "sse4_2", "avx", "f16c", "fma", "avx2", "avx512f", "avx512bw", "avx512dq", "avx512vl",
      "asimd", "fphp", "asimdhp", "asimddp", "sve", "sve2",
    ]
    return relevant.filter(present.contains)
  }

  /// First value of a field in Linux's list of processors.
  private static func field(_ name: String) -> String? {
    let list = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    for line in list.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == name else {
        continue
      }
      return parts[1].trimmingCharacters(in: .whitespaces)
    }
    return nil
  }
}
