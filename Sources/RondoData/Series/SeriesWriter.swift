/// Writes sets of series so that `SeriesReader` reads the same values, lengths, missing marks, time
/// stamps and targets.
///
///     let bytes = try SeriesWriter(form: .ts).bytes(of: set)
///     try AtomicFile.write(bytes, to: "Gestures_TRAIN.ts")
///
/// Numbers are written with the fewest digits that read back as the same `Double`. The set's name,
/// its commentary and the order of its labels are kept by the forms with a header, `.ts` and ARFF;
/// UCR text and CSV have no place for them. The names of cases and channels are kept by CSV alone.
/// Anything else that a form cannot hold is refused. `Sendable`.
public struct SeriesWriter: Sendable {
  /// The form to write.
  public var form: SeriesForm

  /// A writer.
  public init(form: SeriesForm) { self.form = form }

  /// The contents of a file, in UTF-8 with LF after each line; linear.
  ///
  /// - Throws: `DataError.unwritable` for the first case, or the set, that the form cannot hold.
  public func bytes(of set: SeriesSet) throws(DataError) -> [UInt8] {
    var output = SeriesOutput(set, form)
    do throws(WritingFault) {
      try output.checkSet()
      try output.writeHeader()
    } catch { throw .unwritable(form: form.rawValue, index: nil, error) }
    for (index, item) in set.cases.enumerated() {
      do throws(WritingFault) {
        try output.check(item)
        try output.write(item, index: index)
      } catch { throw .unwritable(form: form.rawValue, index: index, error) }
    }
    return output.bytes
  }
}
