/// The absolute discount of each order, order 1 first, for both kinds of counts.
struct KneserNeyDiscounts {
  let occurrences: [Double]
  let continuations: [Double]
}
