@problemName targets
@timeStamps false
@missing false
@univariate true
@equalLength true
@seriesLength 2
@targetLabel true
@data
1,2:0.1
3,4:-2e-05
