// The version for every processor; on arm64 its fused multiply-add is a hardware instruction.
#define TABLE rondo_table_portable
#define TABLE_NAME "portable"
#define LANES 4
#if defined(__aarch64__)
#define TILE_ROWS 8
#define TILE_SUMS 24
#define COPY_FLOATS 8
#else
#define TILE_ROWS 4
#define TILE_SUMS 8
#define COPY_FLOATS 4
#endif
#include "kernels.h"
