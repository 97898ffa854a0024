#ifndef RONDO_CPEAK_H
#define RONDO_CPEAK_H

/// Runs `rounds` rounds of independent fused multiply-adds in registers, with the widest vectors of
/// the named kernel version ("avx512", "avx2"; any other name means portable), and returns the
/// number of floating-point operations. `sink` keeps the compiler from removing them.
double cpeak_run(const char *version, long rounds, float *sink);

#endif
