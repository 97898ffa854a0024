#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define TABLE rondo_table_avx2
#define TABLE_NAME "avx2"
#define LANES 8
#define TILE_ROWS 6
#include "kernels.h"
#pragma clang attribute pop
#endif
