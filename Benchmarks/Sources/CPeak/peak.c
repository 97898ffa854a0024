#include "cpeak.h"

#include <string.h>

// 24 chains hide the latency of the two units; a round is one multiply-add in each chain.
#define CHAINS 24
#define UNROLL _Pragma("clang loop unroll(full)")
#define PEAK(name, lanes)                                                              \
  static double name(long rounds, float *sink) {                                       \
    typedef float vector __attribute__((ext_vector_type(lanes)));                      \
    vector sum[CHAINS];                                                                \
    UNROLL for (int i = 0; i < CHAINS; i++) sum[i] = (vector)(0.1f * (float)(i + 1));  \
    vector factor = (vector)0.999f, term = (vector)0.001f;                             \
    for (long r = 0; r < rounds; r++)                                                  \
      UNROLL for (int i = 0; i < CHAINS; i++)                                          \
        sum[i] = __builtin_elementwise_fma(sum[i], factor, term);                      \
    vector total = sum[0];                                                             \
    UNROLL for (int i = 1; i < CHAINS; i++) total += sum[i];                           \
    *sink += total[0];                                                                 \
    return 2.0 * lanes * CHAINS * (double)rounds;                                      \
  }

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)
PEAK(peak_avx512, 16)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
PEAK(peak_avx2, 8)
#pragma clang attribute pop
#endif
PEAK(peak_portable, 4)

double cpeak_run(const char *version, long rounds, float *sink) {
#if defined(__x86_64__)
  if (strcmp(version, "avx512") == 0) return peak_avx512(rounds, sink);
  if (strcmp(version, "avx2") == 0) return peak_avx2(rounds, sink);
#endif
  return peak_portable(rounds, sink);
}
