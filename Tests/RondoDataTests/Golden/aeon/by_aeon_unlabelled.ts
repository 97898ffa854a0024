# Made by aeon's own writer.
@problemName by_aeon_unlabelled
@timestamps false
@missing True
@univariate false
@dimension 2
@equalLength false
@targetlabel false
@data
0.1,-2.5e-07,NaN:1e+22,-0.0,5e-324:
0.3333333333333333:3.141592653589793:
