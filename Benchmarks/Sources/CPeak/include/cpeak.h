#ifndef RONDO_CPEAK_H
#define RONDO_CPEAK_H

/// Runs so many rounds of independent fused multiply-adds in registers, with the widest vectors
/// that the named kernel version uses ("avx512", "avx2", anything else: portable), and returns the
/// number of floating-point operations done. `sink` keeps the compiler from removing them.
double cpeak_run(const char *version, long rounds, float *sink);

#endif
