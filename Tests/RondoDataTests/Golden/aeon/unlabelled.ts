@problemName unlabelled
@timeStamps false
@missing false
@univariate false
@dimensions 2
@equalLength false
@classLabel false
@data
1,3:2,4
5:6
