#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma,prfchw"))), apply_to = function)
#define TABLE rondo_table_avx2
#define TABLE_NAME "avx2"
#define LANES 8
#define TILE_ROWS 6
#define TILE_SUMS 12
#define COPY_FLOATS 8
#define MASKED_8
#include "kernels.h"
#pragma clang attribute pop
#endif
