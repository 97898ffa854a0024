extension DataFault {
  package static let noLabelHere = Self(
    "the case has no label, and the model tells classes: name its class")
  package static let noNumberHere = Self(
    "the case has no number as its target, and the model is a regression: give one")

  package static func otherChannels(_ found: Int, expected: Int) -> Self {
    Self(
      "its series have \(count(found, "channel")), and those trained on have \(expected): take data "
        + "of the same kind")
  }

  static let noTest = Self(
    "there is no _TEST file beside its _TRAIN file: name the file to evaluate on")
}

extension DataFault {
  static let noSeriesHere = Self("the line is empty: each line is a series, or give --stream")

  /// A line of a stream of samples whose numbers are not whole samples.
  public static func partialSample(_ found: Int, channels: Int) -> Self {
    Self(
      "this line has \(count(found, "number")), and a sample is \(count(channels, "number")), one "
        + "a channel")
  }

  /// A stream that ends before its first sample.
  public static let noSamples = Self("there are no numbers in it")
}
