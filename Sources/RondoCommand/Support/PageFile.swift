import ArgumentParser
import Rondo

/// A page that a command is asked to write.
enum PageFile {
  /// Refuses a name that may be another file's: a page replaces what is there.
  static func check(_ path: String?) throws {
    guard let name = path?.lowercased() else { return }
    guard name.hasSuffix(".html") || name.hasSuffix(".htm") else {
      throw ValidationError("--html names a page to write, which ends in .html")
    }
  }
}

/// The page of a run, as it is kept up to date while the run goes on.
final class RunPage {
  private let folder: RunFolder
  private let display: TrainingDisplay
  private var lastPage = ContinuousClock.now  // when it was written, or training began

  init(_ folder: RunFolder, _ display: TrainingDisplay) {
    (self.folder, self.display) = (folder, display)
  }

  /// Writes the page at the run's end and at validations half a minute apart. Only at the end is it an
  /// error if that fails.
  func update<Score>(after report: TrainingReport<Score>) throws {
    switch report {
    case .progress: break
    case .validation:
      guard ContinuousClock.now - lastPage > .seconds(30) else { return }
      do { try RunReport(of: folder).write() } catch {
        display.note((error as? any AdvisingError)?.advice.withFlags ?? "\(error)")
      }
      lastPage = .now
    case .finished: try RunReport(of: folder).write()
    }
  }
}
