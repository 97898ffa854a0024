# Made by aeon's own writer.
@problemName by_aeon_classes
@timestamps false
@missing True
@univariate false
@dimension 2
@equalLength false
@classLabel true Down Up
@data
0.1,-2.5e-07,NaN:1e+22,-0.0,5e-324:Up
0.3333333333333333:3.141592653589793:Down
