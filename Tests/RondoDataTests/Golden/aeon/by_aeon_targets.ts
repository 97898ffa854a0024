# Made by aeon's own writer.
@problemName by_aeon_targets
@timestamps false
@missing False
@univariate true
@equalLength true
@seriesLength 3
@targetlabel true
@data
1.0,2.0,3.0:0.25
-1.5,0.0,1.7976931348623157e+308:-3.0
