import RondoNumerics

func naturalLogarithm(_ value: Double) -> Double { ReproducibleMath.log(value) }
