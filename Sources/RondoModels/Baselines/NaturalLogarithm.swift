import RondoEngine

func naturalLogarithm(_ value: Double) -> Double { ReproducibleMath.log(value) }
