#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(                                                             \
    __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma,prfchw"))), apply_to = function)
#define TABLE rondo_table_avx512
#define TABLE_NAME "avx512"
#define LANES 16
#define TILE_ROWS 13
#define TILE_SUMS 26
#define COPY_FLOATS 16
#define MASKED_16
#include "kernels.h"
#pragma clang attribute pop
#endif
