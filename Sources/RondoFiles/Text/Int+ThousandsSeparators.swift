extension Int {
  /// The number with a comma between thousands, in every locale; for numbers from 0.
  package var withThousandsSeparators: String {
    let digits = Array(String(self))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// "1 step", "2,000 steps"; for numbers from 0.
  package func counted(_ noun: String) -> String {
    "\(withThousandsSeparators) \(noun)\(self == 1 ? "" : "s")"
  }
}
