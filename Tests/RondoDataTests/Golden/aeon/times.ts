@problemName times
@timeStamps true
@missing false
@univariate true
@equalLength true
@seriesLength 2
@classLabel true a b
@data
(1970-01-01 00:00:00,1.0),(1970-01-02 00:00:00,2.5):a
(1969-12-31 23:59:59,3.0),(2000-02-29 12:34:56,4.0):b
