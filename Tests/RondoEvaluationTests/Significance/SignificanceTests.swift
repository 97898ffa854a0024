import RondoFiles
import Testing
@testable import RondoEvaluation

struct SignificanceTests {
  /// scipy.special.erfc
  @Test(arguments: [
    (0, 1), (1e-8, 0.999_999_988_716_208_3), (0.1, 0.887_537_083_981_715_2),
    (0.5, 0.479_500_122_186_953_5), (1, 0.157_299_207_050_285_16),
    (1.5, 0.033_894_853_524_689_27), (1.9999, 0.004_679_802_092_970_61),
    (2, 0.004_677_734_981_047_266), (2.5, 0.000_406_952_017_444_958_86),
    (3, 2.209_049_699_858_544_5e-05), (5, 1.537_459_794_428_034_7e-12),
    (8, 1.122_429_717_298_292_8e-29), (12, 1.356_261_169_205_904_7e-64),
    (20, 5.395_865_611_607_901e-176), (26, 5.663_192_408_856_145e-296),
  ])
  func `the complementary error function is scipy's`(x: Double, expected: Double) {
    let value = SpecialFunctions.complementaryErrorFunction(x)
    // The rounding of x² times x², and of 1 − erf(2), are the largest parts: some hundred ulps.
    #expect(abs(value / expected - 1) < 1e-13)
  }

  @Test func `the complementary error function falls`() {
    let values = (0...2700).map { SpecialFunctions.complementaryErrorFunction(Double($0) / 100) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 > $1 || $0 < 1e-300 })
    #expect(SpecialFunctions.complementaryErrorFunction(1e200) == 0)
  }

  /// scipy.stats.binomtest(min(b, c), b + c).pvalue below 25, and from there
  /// scipy.stats.chi2.sf(max(abs(b - c) - 1, 0)**2 / (b + c), 1).
  @Test(
    arguments: [
      (0, 0, nil, 1), (1, 0, nil, 1), (5, 0, nil, 0.0625), (15, 4, nil, 0.019_210_815_429_687_5),
      (12, 12, nil, 1), (4, 20, nil, 0.001_543_879_508_972_168),
      (24, 0, nil, 1.192_092_895_507_812_5e-07), (13, 12, 0, 1),
      (20, 5, 7.84, 0.005_110_260_660_855_866), (25, 0, 23.04, 1.586_656_303_951_188_5e-06),
      (40, 20, 6.016_666_666_666_667, 0.014_171_388_254_012_323),
      (100, 70, 4.947_058_823_529_412, 0.026_135_094_113_868_16),
      (300, 100, 99.0025, 2.521_832_134_041_369_3e-23),
      (1000, 900, 5.158_421_052_631_579, 0.023_133_919_510_755_163), (12, 13, 0, 1),
    ] as [(Int, Int, Double?, Double)])
  func `McNemar's p is scipy's`(b: Int, c: Int, statistic: Double?, pValue: Double) throws {
    for test in [
      McNemarTest(onlyFirst: b, onlySecond: c), McNemarTest(onlyFirst: c, onlySecond: b),
    ] {
      #expect(test.method == (statistic == nil ? .exact : .chiSquared))
      #expect((test.statistic == nil) == (statistic == nil))
      if let statistic {
        #expect(abs(try #require(test.statistic) - statistic) <= 1e-14 * statistic)
      }
      #expect(abs(test.pValue / pValue - 1) < 1e-12)
    }
  }

  @Test func `only the cases count on which the two differ`() {
    let test = McNemarTest(
      truth: [0, 1, 2, 0, 1], first: [0, 1, 0, 0, 2], second: [0, 0, 1, 1, 1])
    #expect(test == McNemarTest(onlyFirst: 2, onlySecond: 1))
  }

  @Test func `regression scores are scikit-learn's`() throws {
    let scores = try RegressionScores(
      truth: [3, -0.5, 2, 7, 4.25], predicted: [2.5, 0, 2, 8, 5])
    #expect(ExamplePredictions.isClose(scores.meanAbsoluteError, 0.55))
    #expect(ExamplePredictions.isClose(scores.rootMeanSquaredError, 0.642_261_628_933_256_4))
    #expect(ExamplePredictions.isClose(scores.r2, 0.932_817_589_576_547_3))
    #expect(try JSONText.of(scores).contains(#""cases":5,"mae":0.55"#))
  }

  @Test func `R² of a constant truth is 1 or 0, and of the mean 0`() throws {
    #expect(try RegressionScores(truth: [2, 2, 2], predicted: [2, 2, 2]).r2 == 1)
    #expect(try RegressionScores(truth: [2, 2, 2], predicted: [2, 2, 3]).r2 == 0)
    #expect(try RegressionScores(truth: [0.1, 0.1, 0.1], predicted: [0.1, 0.1, 0.3]).r2 == 0)
    #expect(try RegressionScores(truth: [1, 2, 3], predicted: [2, 2, 2]).r2 == 0)
    #expect(try RegressionScores(truth: [7], predicted: [7]).r2 == 1)
  }

  @Test func `regression refuses nothing to compare and what is not finite`() {
    #expect(throws: EvaluationError.noCases) { try RegressionScores(truth: [], predicted: []) }
    #expect(throws: EvaluationError.notFinite(case: 1)) {
      try RegressionScores(truth: [1, 2], predicted: [1, .nan])
    }
  }
}
