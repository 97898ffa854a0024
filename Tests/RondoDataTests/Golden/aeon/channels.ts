@problemName channels
@timeStamps false
@missing true
@univariate false
@dimensions 3
@equalLength true
@seriesLength 2
@classLabel true up down
@data
1,4:2.5,5e-07:-3,NaN:up
NaN,9:7,0.1:8,1e+100:down
