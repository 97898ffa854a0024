extension Int {
  /// The number with a comma between thousands, in every locale; for numbers from 0.
  var withThousandsSeparators: String {
    let digits = Array(String(self))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }
}
