import Foundation

func naturalLogarithm(_ value: Double) -> Double {
  log(value)
}
