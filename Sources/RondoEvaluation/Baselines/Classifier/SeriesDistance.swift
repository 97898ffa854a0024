/// How far two series are apart.
public enum SeriesDistance: Sendable, Hashable {
  /// The Euclidean distance, moment by moment; a shorter series goes on with zeros.
  case euclidean

  /// Dynamic time warping with one path for all channels: the least Euclidean distance over all ways
  /// to stretch the two in time.
  case dynamicTimeWarping(WarpingWindow)
}

/// How far apart in time dynamic time warping may match two moments (Sakoe & Chiba 1978).
public enum WarpingWindow: Sendable, Hashable {
  /// As far as the series reach.
  case full

  /// So many steps; more where the series differ in length by more.
  case steps(Int)

  /// The percentage of the longest training series, from 0 to 100, that makes the fewest mistakes
  /// when each training series is classified by the others; of equally good ones the smallest.
  case learned
}
