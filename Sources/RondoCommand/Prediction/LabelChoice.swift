/// Which labels a prediction names.
struct LabelChoice {
  /// So many of the most probable ones; nil where it was not said.
  var top: Int?
  /// Of any number of labels a case, those of at least this probability.
  var threshold = 0.5
}
