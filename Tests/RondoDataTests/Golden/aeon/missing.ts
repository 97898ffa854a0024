@problemName missing
@timeStamps false
@missing true
@univariate true
@equalLength false
@classLabel true c banana
@data
NaN,0.5,NaN,2:banana
3:c
4,NaN,-0.25:c
