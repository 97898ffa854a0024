// Register-blocked products. A tile of a few rows and columns stays in registers over the whole
// depth; the packed matrix consists of panels of 32 columns, [column / 32][depth][32], the last of
// which is padded with zeros. Tiles with few rows have more columns, so that enough independent
// sums are in flight.

INLINE vector fma_vector(vector a, vector b, vector c) {
  return __builtin_elementwise_fma(a, b, c);
}

/// Initial values and destinations of a tile's rows.
typedef struct {
  const float *initial[TILE_ROWS];
  float *out[TILE_ROWS];
} tile_rows;

enum {
  widest_tile = 8,  // vectors
  tile_floats = TILE_SUMS * LANES
};

/// Prefetch distances: numbers of B, and steps of depth for A.
enum { numbers_ahead = 512, steps_ahead = 16 };

/// Number of steps of depth in one iteration of a tile's loop.
enum { steps_at_once = 4 };

/// Memory to prefetch, one cache line for each step of depth.
typedef struct {
  const float *line;
  long step;
} lines_to_come;

/// Hides the origin of a pointer from the compiler.
#ifdef __x86_64__
#define UNRELATED(pointer) __asm__("" : "+r"(pointer))
#else
#define UNRELATED(pointer)
#endif

/// Up to 13 rows of A, `distance` bytes apart. On x86 the address of each number is a single
/// operand, a pointer plus 0, 1, 2, 4 or 8 distances; a compiler that knows how the pointers are
/// related would compute them from one another instead, with instructions that compete with
/// multiplications.
typedef struct {
  const char *row0, *row3, *row4, *row9;
  long distance;
} rows_of_a;

INLINE rows_of_a find_rows(const float *a, long a_row) {
  rows_of_a at = {.distance = a_row * (long)sizeof(float)};
  UNRELATED(at.distance);
  at.row0 = (const char *)a;
  at.row3 = at.row0 + 3 * at.distance;
  at.row4 = at.row0 + 4 * at.distance;
  at.row9 = at.row0 + 9 * at.distance;
  UNRELATED(at.row3);
  UNRELATED(at.row4);
  UNRELATED(at.row9);
  return at;
}

/// The number of A in row `i`, `k` steps of depth ahead.
INLINE float number_in_row(const rows_of_a *at, const int i, const long k) {
  const int first = i < 3 ? 0 : i % 4 == 3 ? 3 : i == 9 || i == 10 ? 9 : 4;
  const char *row = first == 0   ? at->row0
                    : first == 3 ? at->row3
                    : first == 4 ? at->row4
                                 : at->row9;
  return *(const float *)(row + (i - first) * at->distance + k * (long)sizeof(float));
}

/// sum[i][j] += a[i]·b[j] for one step of depth.
#define TILE_STEP(a_of_row, b_row)                                                              \
  do {                                                                                          \
    vector columns[widest_tile];                                                                \
    UNROLL for (int j = 0; j < vectors; j++)                                                    \
      columns[j] = *(const vector *)((b_row) + j * LANES / rondo_panel_width * panel +          \
                                     j * LANES % rondo_panel_width);                            \
    UNROLL for (int i = 0; i < rows; i++) {                                                     \
      vector value = (vector)(a_of_row);                                                        \
      UNROLL for (int j = 0; j < vectors; j++)                                                  \
        sum[i][j] = fma_vector(value, columns[j], sum[i][j]);                                   \
    }                                                                                           \
  } while (0)

/// Prefetches the row of B that comes `numbers_ahead` numbers later.
#define ASK_FOR(b_row)                                                                          \
  do {                                                                                          \
    UNROLL for (int j = 0; j < vectors * LANES; j += 16)                                        \
      __builtin_prefetch((b_row) + numbers_ahead / (vectors * LANES) * b_step +                 \
                         j / rondo_panel_width * panel + j % rondo_panel_width);                \
  } while (0)

/// One tile: out[i][j] = initial[i][j] + Σ_k a[i·a_row + k·a_step]·b[k·b_step + j]; sums start from
/// zero unless `started`. Adjacent panels of B are `panel` floats apart.
INLINE void tile(const int rows, const int vectors, long depth, const float *a, long a_row,
                 long a_step, const float *b, long b_step, long panel, bool started,
                 const tile_rows *row, lines_to_come soon) {
  vector sum[TILE_ROWS][widest_tile];
  UNROLL for (int i = 0; i < rows; i++)
    UNROLL for (int j = 0; j < vectors; j++) {
      if (j * LANES % 16 == 0) __builtin_prefetch(row->out[i] + j * LANES, 1);
      sum[i][j] = started ? *(const vector *)(row->initial[i] + j * LANES) : (vector){};
    }
  long k = 0;
  if (a_row != 1) {
    rows_of_a at = find_rows(a, a_row);
    for (; k + steps_at_once <= depth; k += steps_at_once, b += steps_at_once * b_step) {
      UNROLL for (int s = 0; s < steps_at_once; s++) {
        ASK_FOR(b + s * b_step);
        TILE_STEP(number_in_row(&at, i, s), b + s * b_step);
      }
      at.row0 += steps_at_once * sizeof(float);
      at.row3 += steps_at_once * sizeof(float);
      at.row4 += steps_at_once * sizeof(float);
      at.row9 += steps_at_once * sizeof(float);
    }
    a += k;
  }
  for (; k < depth; k++, a += a_step, b += b_step) {
    ASK_FOR(b);
    if (a_row == 1) {
      __builtin_prefetch(a + steps_ahead * a_step);
      __builtin_prefetch(soon.line, 0, 2);
      soon.line += soon.step;
    }
    TILE_STEP(a[i * a_row], b);
  }
  UNROLL for (int i = 0; i < rows; i++)
    UNROLL for (int j = 0; j < vectors; j++) *(vector *)(row->out[i] + j * LANES) = sum[i][j];
}

#define TILE_CASE(r)                                                                       \
  case r:                                                                                  \
    if (r * vectors <= TILE_SUMS)                                                          \
      tile(r, vectors, depth, a, a_row, a_step, b, b_step, panel, started, row, soon);     \
    break;

INLINE void tile_of_rows(int rows, const int vectors, long depth, const float *a, long a_row,
                         long a_step, const float *b, long b_step, long panel, bool started,
                         const tile_rows *row, lines_to_come soon) {
  switch (rows) {
    TILE_CASE(1)
    TILE_CASE(2)
    TILE_CASE(3)
    TILE_CASE(4)
#if TILE_ROWS > 4
    TILE_CASE(5)
    TILE_CASE(6)
#endif
#if TILE_ROWS > 6
    TILE_CASE(7)
    TILE_CASE(8)
#endif
#if TILE_ROWS > 8
    TILE_CASE(9)
    TILE_CASE(10)
    TILE_CASE(11)
    TILE_CASE(12)
    TILE_CASE(13)
#endif
  }
}

/// A tile of A·B, B packed.
__attribute__((noinline)) static void run_tile(int rows, int vectors, long depth, const float *a,
                                               long a_row, const float *b, bool started,
                                               const tile_rows *row) {
  const long step = rondo_panel_width, panel = depth * rondo_panel_width;
  const lines_to_come none = {0};
  switch (vectors) {
    case 1: tile_of_rows(rows, 1, depth, a, a_row, 1, b, step, panel, started, row, none); break;
    case 2: tile_of_rows(rows, 2, depth, a, a_row, 1, b, step, panel, started, row, none); break;
    case 4: tile_of_rows(rows, 4, depth, a, a_row, 1, b, step, panel, started, row, none); break;
#if LANES == 16
    case 6: tile_of_rows(rows, 6, depth, a, a_row, 1, b, step, panel, started, row, none); break;
#endif
    case 8: tile_of_rows(rows, 8, depth, a, a_row, 1, b, step, panel, started, row, none); break;
  }
}

/// A tile of Aᵀ·B, at most 32 columns wide.
__attribute__((noinline)) static void run_transposed_tile(int rows, int vectors, long depth,
                                                          const float *a, long a_step,
                                                          const float *b, long b_step,
                                                          bool started, const tile_rows *row,
                                                          lines_to_come soon) {
  switch (vectors) {
    case 1: tile_of_rows(rows, 1, depth, a, 1, a_step, b, b_step, 0, started, row, soon); break;
    case 2: tile_of_rows(rows, 2, depth, a, 1, a_step, b, b_step, 0, started, row, soon); break;
  }
}

/// Width in vectors of the next tile of `rows` rows, with `columns` columns left: as many vectors
/// as fit in registers, but no more than the columns need or the panels hold. A width beyond one
/// panel is a whole number of panels, so that the next tile starts at the boundary of a panel.
static int tile_vectors(int rows, long columns) {
#if LANES == 16
  static const int widths[] = {widest_tile, 6, 4, 2, 1};
#else
  static const int widths[] = {widest_tile, 4, 2, 1};
#endif
  long padded = (columns + rondo_panel_width - 1) / rondo_panel_width * rondo_panel_width;
  const int *width = widths;
  while (*width > 1 && (rows * *width > TILE_SUMS || width[1] * LANES >= columns ||
                        *width * LANES > padded))
    width++;
  return *width;
}

/// dst = src, n floats.
INLINE void copy_floats(float *to, const float *from, long n) {
  for (long i = 0; i < n; i += 16) store_some(to + i, n - i, load_some(from + i, n - i, 0));
}

INLINE lanes16 finish(const rondo_product_call *call, lanes16 value, lanes16 y) {
  return call->epilogue == rondo_epilogue_tanh
             ? tanh16(value)
             : __builtin_elementwise_fma(-(value * y), y, value);
}

/// Applies the epilogue to `rows` rows and `count` columns of C.
static void finish_tile(const rondo_product_call *call, long row, int rows, long column,
                        long count) {
  bool needs_y = call->epilogue == rondo_epilogue_tanh_gradient;
  for (long r = row; r < row + rows; r++) {
    float *c = call->c + r * call->c_stride + column;
    const float *y = needs_y ? call->activations + r * call->activations_stride + column : c;
    long i = 0;
    for (; i + 16 <= count; i += 16)
      *(lanes16 *)(c + i) = finish(call, *(const lanes16 *)(c + i), *(const lanes16 *)(y + i));
    if (i < count)
      store_some(c + i, count - i,
                 finish(call, load_some(c + i, count - i, 0), load_some(y + i, count - i, 0)));
  }
}

/// The rows [row, row + rows) and the columns [column, column + count) of a product; the first
/// column is at a multiple of LANES within its panel, and the columns fill at most `vectors`
/// vectors.
static void product_tile(const rondo_product_call *call, long row, int rows, long column,
                         long count, int vectors) {
  const long panel = call->depth * rondo_panel_width, width = (long)vectors * LANES;
  const float *b = call->panels + column / rondo_panel_width * panel + column % rondo_panel_width;
  tile_rows at;
  float started[tile_floats], finished[tile_floats];
  bool edge = count < width;
  for (int i = 0; i < rows; i++) {
    at.out[i] = edge ? finished + i * width : call->c + (row + i) * call->c_stride + column;
    if (!call->initial) continue;
    long from = call->initial_rows ? call->initial_rows[row + i] : row + i;
    at.initial[i] = call->initial + from * call->initial_stride + column;
    if (!edge) continue;
    for (long j = 0; j < width; j += LANES) *(vector *)(started + i * width + j) = (vector){};
    copy_floats(started + i * width, at.initial[i], count);
    at.initial[i] = started + i * width;
  }
  run_tile(rows, vectors, call->depth, call->a + row * call->a_stride, call->a_stride, b,
           call->initial != NULL, &at);
  for (int i = 0; edge && i < rows; i++)
    copy_floats(call->c + (row + i) * call->c_stride + column, at.out[i], count);
  if (call->epilogue != rondo_epilogue_none) finish_tile(call, row, rows, column, count);
}

/// Splits `rows` rows into blocks of nearly equal size, at most TILE_ROWS each.
#define FOR_EACH_ROW_BLOCK(rows, first, size)                                                   \
  for (long blocks_ = ((rows) + TILE_ROWS - 1) / TILE_ROWS, block_ = 0, first = 0, size;        \
       block_ < blocks_ && (size = (rows) / blocks_ + (block_ < (rows) % blocks_), true);       \
       first += size, block_++)

/// The columns [column, end) of `height` rows, in tiles of at most `tallest` rows.
static void product_strip(const rondo_product_call *call, long start, long height, int tallest,
                          long column, long end) {
  while (column < end) {
    int vectors = tile_vectors(tallest, end - column);
    long count = end - column < vectors * LANES ? end - column : vectors * LANES;
    FOR_EACH_ROW_BLOCK(height, row, rows)
      product_tile(call, start + row, (int)rows, column, count, vectors);
    column += count;
  }
}

/// Rows of A that are multiplied with all panels before the next rows: 256 KB, which fit in a
/// second-level cache.
enum { resident_floats = 1 << 16 };

static void product(const rondo_product_call *call) {
  long chunk = resident_floats / (call->depth > 0 ? call->depth : 1) / TILE_ROWS * TILE_ROWS;
  if (chunk < 2 * TILE_ROWS) chunk = 2 * TILE_ROWS;
  for (long start = 0; start < call->rows; start += chunk) {
    long height = call->rows - start < chunk ? call->rows - start : chunk;
    int tallest = (int)(height < TILE_ROWS ? height : TILE_ROWS);
    long width = tile_vectors(tallest, call->columns) * LANES;
    long strips = (call->columns + width - 1) / width;
    for (long k = 0; k < strips; k++) {
      long first = (call->descending ? strips - 1 - k : k) * width;
      long end = call->columns - first < width ? call->columns : first + width;
      product_strip(call, start, height, tallest, first, end);
    }
  }
}

// C = Aᵀ·B in chunks of depth: a later chunk starts from the results of the earlier ones in C, so
// there is one order of summation. Both operands are copied first if their rows are long: rows at a
// distance of a power of two would compete for the same few lines of the cache.

enum {
  depth_chunk = 256,
  row_chunk = 20 * TILE_ROWS,
  tile_floats_of_a = depth_chunk * COPY_FLOATS + 16,  // of a copy; 16 more to avoid conflicts
  longest_near_a = 512,
  longest_near_b = 256
};

/// Copies rows of A in the order in which a tile reads them: to[tile][k][COPY_FLOATS].
INLINE void gather_rows(long height, long depth, const float *a, long a_stride, float *to) {
  for (long k = 0; k < depth; k++, a += a_stride, to += COPY_FLOATS) {
    float *tile = to;
    long m = 0;
    for (; m + COPY_FLOATS <= height; m += TILE_ROWS, tile += tile_floats_of_a)
      __builtin_memcpy(tile, a + m, COPY_FLOATS * sizeof(float));
    for (; m < height; m += TILE_ROWS, tile += tile_floats_of_a)
      for (long i = 0; i < TILE_ROWS && m + i < height; i++) tile[i] = a[m + i];
  }
}

/// Copies `width` ≤ 32 columns of B to a panel.
INLINE void gather_panel(long width, long depth, const float *b, long b_stride, float *to) {
  if (width == rondo_panel_width)
    for (long k = 0; k < depth; k++)
      __builtin_memcpy(to + k * rondo_panel_width, b + k * b_stride,
                       rondo_panel_width * sizeof(float));
  else
    for (long k = 0; k < depth; k++)
      for (long i = 0; i < rondo_panel_width; i++)
        to[k * rondo_panel_width + i] = i < width ? b[k * b_stride + i] : 0;
}

/// C [rows, count] += Aᵀ·B for one tile.
static void transpose_tile(int rows, long count, long depth, const float *a, long a_step,
                           const float *b, long b_step, float *c, long c_stride, bool from_c,
                           lines_to_come soon) {
  const int vectors = count > LANES ? 2 : 1;
  const long width = vectors * LANES;
  float buffer[tile_floats];
  bool edge = count < width;
  tile_rows at;
  for (int i = 0; i < rows; i++) {
    float *row = c + i * c_stride;
    at.out[i] = edge ? buffer + i * width : row;
    at.initial[i] = at.out[i];
    if (edge && from_c) {
      for (long j = 0; j < width; j += LANES) *(vector *)(at.out[i] + j) = (vector){};
      copy_floats(at.out[i], row, count);
    }
  }
  run_transposed_tile(rows, vectors, depth, a, a_step, b, b_step, from_c, &at, soon);
  for (int i = 0; edge && i < rows; i++) copy_floats(c + i * c_stride, at.out[i], count);
}

/// Lines that tile `number` prefetches: a column of cache lines in the rows of A or B for the next
/// chunk. Another core may have written half of them, and hardware prefetching does not follow
/// their distance.
INLINE lines_to_come next_lines(long number, long rows, long columns, const float *a,
                                long a_stride, const float *b, long b_stride) {
  const long lines = (rows + 15) / 16;
  if (number < lines) return (lines_to_come){a + number * 16, a_stride};
  number -= lines;
  return number < (columns + 15) / 16 ? (lines_to_come){b + number * 16, b_stride}
                                      : (lines_to_come){a, 0};
}

static void product_of_transpose(long rows, long columns, long depth, const float *a,
                                 long a_stride, const float *b, long b_stride, float *c,
                                 long c_stride, bool accumulate) {
  float packed_a[row_chunk / TILE_ROWS * tile_floats_of_a];
  float packed_b[depth_chunk * rondo_panel_width];
  const bool near = a_stride <= longest_near_a && b_stride <= longest_near_b;
  if (depth == 0 && !accumulate)
    for (long i = 0; i < rows; i++)
      __builtin_memset(c + i * c_stride, 0, (size_t)columns * sizeof(float));
  for (long k0 = 0; k0 < depth; k0 += depth_chunk) {
    long chunk = depth - k0 < depth_chunk ? depth - k0 : depth_chunk;
    bool from_c = accumulate || k0 > 0;
    long number = 0;  // of the tile
    for (long m0 = 0; m0 < rows; m0 += row_chunk) {
      long height = rows - m0 < row_chunk ? rows - m0 : row_chunk;
      const float *from = a + k0 * a_stride + m0;
      if (!near) gather_rows(height, chunk, from, a_stride, packed_a);
      for (long n0 = 0; n0 < columns; n0 += rondo_panel_width) {
        long width = columns - n0 < rondo_panel_width ? columns - n0 : rondo_panel_width;
        const float *panel = b + k0 * b_stride + n0;
        bool copied = !near || width < rondo_panel_width;
        if (copied) gather_panel(width, chunk, panel, b_stride, packed_b);
        for (long q = 0; q < width; q += 2 * LANES)
          for (long m = 0; m < height; m += TILE_ROWS)
            transpose_tile(
                (int)(height - m < TILE_ROWS ? height - m : TILE_ROWS),
                width - q < 2 * LANES ? width - q : 2 * LANES, chunk,
                near ? from + m : packed_a + m / TILE_ROWS * tile_floats_of_a,
                near ? a_stride : COPY_FLOATS, copied ? packed_b + q : panel + q,
                copied ? rondo_panel_width : b_stride, c + (m0 + m) * c_stride + n0 + q, c_stride,
                from_c,
                near && chunk < depth - k0
                    ? next_lines(number++, rows, columns, a + (k0 + chunk) * a_stride, a_stride,
                                 b + (k0 + chunk) * b_stride, b_stride)
                    : (lines_to_come){a, 0});
      }
    }
  }
}
