// Register-blocked products. A tile of up to TILE_ROWS rows and 2·LANES columns stays in
// registers while depth runs upwards; the packed matrix lies in panels of 32 columns,
// [column / 32][depth][32], whose last one is padded with zeros.

INLINE vector fma_vector(vector a, vector b, vector c) {
  return __builtin_elementwise_fma(a, b, c);
}

/// One tile: out[i][j] = initial[i][j] + Σ_k a[i·a_row + k·a_step]·b[k·32 + j].
INLINE void tile(const int rows, const int vectors, long depth, const float *a, long a_row,
                 long a_step, const float *b, const float *const *initial, float *const *out) {
  vector sum[TILE_ROWS][2];
  UNROLL for (int i = 0; i < rows; i++)
    UNROLL for (int j = 0; j < vectors; j++)
      sum[i][j] = initial ? *(const vector *)(initial[i] + j * LANES) : (vector){};
  for (long k = 0; k < depth; k++, a += a_step, b += rondo_panel_width) {
    vector columns[2];
    UNROLL for (int j = 0; j < vectors; j++) columns[j] = *(const vector *)(b + j * LANES);
    UNROLL for (int i = 0; i < rows; i++) {
      vector value = (vector)a[i * a_row];
      UNROLL for (int j = 0; j < vectors; j++) sum[i][j] = fma_vector(value, columns[j], sum[i][j]);
    }
  }
  UNROLL for (int i = 0; i < rows; i++)
    UNROLL for (int j = 0; j < vectors; j++) *(vector *)(out[i] + j * LANES) = sum[i][j];
}

#define TILE_CASE(r) \
  case r:            \
    tile(r, vectors, depth, a, a_row, a_step, b, initial, out); \
    break;

INLINE void tile_of_rows(int rows, const int vectors, long depth, const float *a, long a_row,
                         long a_step, const float *b, const float *const *initial,
                         float *const *out) {
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

/// `wide`: two vectors of columns, else one.
__attribute__((noinline)) static void run_tile(int rows, bool wide, long depth, const float *a,
                                               long a_row, long a_step, const float *b,
                                               const float *const *initial, float *const *out) {
  if (wide)
    tile_of_rows(rows, 2, depth, a, a_row, a_step, b, initial, out);
  else
    tile_of_rows(rows, 1, depth, a, a_row, a_step, b, initial, out);
}

static lanes16 tanh16(lanes16 x);
static lanes16 load_some(const float *x, long n, float filler);
static void store_some(float *y, long n, lanes16 value);

INLINE void finish_row(const rondo_product_call *call, long row, long column, long count) {
  float *c = call->c + row * call->c_stride + column;
  for (long i = 0; i < count; i += 16) {
    lanes16 value = load_some(c + i, count - i, 0);
    if (call->epilogue == rondo_epilogue_tanh) {
      value = tanh16(value);
    } else {
      lanes16 y = load_some(
          call->activations + row * call->activations_stride + column + i, count - i, 0);
      value = __builtin_elementwise_fma(-(value * y), y, value);
    }
    store_some(c + i, count - i, value);
  }
}

/// The rows [row, row + rows) and the columns [column, column + count) of a product, where the
/// columns lie within one panel and are at most 2·LANES.
static void product_tile(const rondo_product_call *call, long row, int rows, long column,
                         long count) {
  const float *b = call->panels + (column / rondo_panel_width) * call->depth * rondo_panel_width +
                   column % rondo_panel_width;
  const float *initial[TILE_ROWS];
  float *out[TILE_ROWS];
  const float *a = call->a + row * call->a_stride;
  bool wide = count > LANES, edge = count < (wide ? 2 : 1) * LANES;
  float started[TILE_ROWS][2 * LANES], finished[TILE_ROWS][2 * LANES];
  for (int i = 0; i < rows; i++) {
    out[i] = call->c + (row + i) * call->c_stride + column;
    if (call->initial) {
      long from = call->initial_rows ? call->initial_rows[row + i] : row + i;
      initial[i] = call->initial + from * call->initial_stride + column;
    }
    if (edge) {
      __builtin_memset(started[i], 0, sizeof started[i]);
      if (call->initial) __builtin_memcpy(started[i], initial[i], (size_t)count * sizeof(float));
      initial[i] = started[i];
    }
  }
  float *edge_out[TILE_ROWS];
  for (int i = 0; i < rows; i++) edge_out[i] = finished[i];
  run_tile(rows, wide, call->depth, a, call->a_stride, 1, b,
           edge || call->initial ? initial : NULL, edge ? edge_out : out);
  for (int i = 0; edge && i < rows; i++)
    __builtin_memcpy(out[i], finished[i], (size_t)count * sizeof(float));
  if (call->epilogue != rondo_epilogue_none)
    for (int i = 0; i < rows; i++) finish_row(call, row + i, column, count);
}

/// Splits `rows` into blocks of nearly equal size, at most TILE_ROWS each.
#define FOR_EACH_ROW_BLOCK(rows, first, size)                                                   \
  for (long blocks_ = ((rows) + TILE_ROWS - 1) / TILE_ROWS, block_ = 0, first = 0, size;        \
       block_ < blocks_ && (size = (rows) / blocks_ + (block_ < (rows) % blocks_), true);       \
       first += size, block_++)

static void product(const rondo_product_call *call) {
  const long step = 2 * LANES;
  for (long column = 0; column < call->columns; column += step) {
    long count = call->columns - column < step ? call->columns - column : step;
    FOR_EACH_ROW_BLOCK(call->rows, row, rows) product_tile(call, row, (int)rows, column, count);
  }
}

// C = Aᵀ·B in chunks of depth: both operands are copied so that a tile reads them in order. A
// later chunk starts from what the earlier ones left in C, so the order of summation is one.

enum { depth_chunk = 256, row_chunk = 8 * TILE_ROWS };

static void transpose_tile(int rows, long count, long depth, const float *a, const float *b,
                           float *c, long c_stride, bool from_c) {
  const float *initial[TILE_ROWS];
  float *out[TILE_ROWS];
  bool wide = count > LANES, edge = count < (wide ? 2 : 1) * LANES;
  float buffer[TILE_ROWS][2 * LANES];
  for (int i = 0; i < rows; i++) {
    float *row = c + i * c_stride;
    if (edge) {
      __builtin_memset(buffer[i], 0, sizeof buffer[i]);
      if (from_c) __builtin_memcpy(buffer[i], row, (size_t)count * sizeof(float));
    }
    out[i] = edge ? buffer[i] : row;
    initial[i] = out[i];
  }
  run_tile(rows, wide, depth, a, 1, TILE_ROWS, b, from_c || edge ? initial : NULL, out);
  for (int i = 0; edge && i < rows; i++)
    __builtin_memcpy(c + i * c_stride, buffer[i], (size_t)count * sizeof(float));
}

static void product_of_transpose(long rows, long columns, long depth, const float *a,
                                 long a_stride, const float *b, long b_stride, float *c,
                                 long c_stride, bool accumulate) {
  float packed_a[row_chunk * depth_chunk], packed_b[depth_chunk * rondo_panel_width];
  if (depth == 0 && !accumulate)
    for (long i = 0; i < rows; i++) __builtin_memset(c + i * c_stride, 0, (size_t)columns * sizeof(float));
  for (long k0 = 0; k0 < depth; k0 += depth_chunk) {
    long chunk = depth - k0 < depth_chunk ? depth - k0 : depth_chunk;
    bool from_c = accumulate || k0 > 0;
    for (long m0 = 0; m0 < rows; m0 += row_chunk) {
      long height = rows - m0 < row_chunk ? rows - m0 : row_chunk;
      for (long m = 0; m < height; m += TILE_ROWS) {
        long size = height - m < TILE_ROWS ? height - m : TILE_ROWS;
        float *to = packed_a + m * depth_chunk;
        for (long k = 0; k < chunk; k++)
          for (long i = 0; i < size; i++)
            to[k * TILE_ROWS + i] = a[(k0 + k) * a_stride + m0 + m + i];
      }
      for (long n0 = 0; n0 < columns; n0 += rondo_panel_width) {
        long width = columns - n0 < rondo_panel_width ? columns - n0 : rondo_panel_width;
        for (long k = 0; k < chunk; k++) {
          const float *from = b + (k0 + k) * b_stride + n0;
          float *to = packed_b + k * rondo_panel_width;
          __builtin_memcpy(to, from, (size_t)width * sizeof(float));
          __builtin_memset(to + width, 0, (size_t)(rondo_panel_width - width) * sizeof(float));
        }
        for (long q = 0; q < width; q += 2 * LANES) {
          long count = width - q < 2 * LANES ? width - q : 2 * LANES;
          for (long m = 0; m < height; m += TILE_ROWS) {
            long size = height - m < TILE_ROWS ? height - m : TILE_ROWS;
            transpose_tile((int)size, count, chunk, packed_a + m * depth_chunk, packed_b + q,
                           c + (m0 + m) * c_stride + n0 + q, c_stride, from_c);
          }
        }
      }
    }
  }
}
