// Packing and transposition, in blocks of 16 by 16.

/// A block of x, with zeros outside its rows and columns.
INLINE void load_block(long rows, long columns, const float *x, long x_stride, lanes16 *block) {
  UNROLL for (int i = 0; i < 16; i++)
    block[i] = i < rows ? load_some(x + i * x_stride, columns, 0) : splat(0.0f);
}

/// One of four rounds of a transposition: interleaving rows i and i + 8 rotates the eight-bit
/// address (row, column) by one bit.
INLINE void interleave_block(const lanes16 *x, lanes16 *y) {
  UNROLL for (int i = 0; i < 8; i++) {
    y[2 * i] = __builtin_shufflevector(x[i], x[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6,
                                       22, 7, 23);
    y[2 * i + 1] = __builtin_shufflevector(x[i], x[i + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28,
                                           13, 29, 14, 30, 15, 31);
  }
}

INLINE void transpose_block(lanes16 *x) {
  lanes16 y[16];
  interleave_block(x, y);
  interleave_block(y, x);
  interleave_block(x, y);
  interleave_block(y, x);
}

static void pack(long depth, long columns, const float *source, long stride, float *panels) {
  for (long column = 0; column < columns; column += rondo_panel_width)
    for (long k = 0; k < depth; k++, panels += rondo_panel_width) {
      const float *from = source + k * stride + column;
      for (long j = 0; j < rondo_panel_width; j += 16)
        *(lanes16 *)(panels + j) = columns - column > j
                                       ? load_some(from + j, columns - column - j, 0)
                                       : splat(0.0f);
    }
}

static void pack_transposed(long depth, long columns, const float *source, long stride,
                            float *panels) {
  lanes16 block[16];
  long padded = (columns + rondo_panel_width - 1) / rondo_panel_width * rondo_panel_width;
  for (long n = 0; n < padded; n += 16) {
    float *to = panels + n / rondo_panel_width * depth * rondo_panel_width + n % rondo_panel_width;
    for (long k = 0; k < depth; k += 16) {
      load_block(columns - n, depth - k, source + n * stride + k, stride, block);
      transpose_block(block);
      for (long i = 0; i < 16 && k + i < depth; i++)
        *(lanes16 *)(to + (k + i) * rondo_panel_width) = block[i];
    }
  }
}

static void transpose(long rows, long columns, const float *x, long x_stride, const float *addend,
                      float *to, long to_stride) {
  lanes16 block[16];
  for (long c = 0; c < columns; c += 16)
    for (long r = 0; r < rows; r += 16) {
      load_block(rows - r, columns - c, x + r * x_stride + c, x_stride, block);
      transpose_block(block);
      lanes16 terms = addend ? load_some(addend + r, rows - r, 0) : splat(0.0f);
      for (long i = 0; i < 16 && c + i < columns; i++)
        store_some(to + (c + i) * to_stride + r, rows - r, addend ? block[i] + terms : block[i]);
    }
}

static void add_transposed(long rows, long columns, const float *x, long x_stride, float *to,
                           long to_stride) {
  lanes16 block[16];
  for (long c = 0; c < columns; c += 16)
    for (long r = 0; r < rows; r += 16) {
      load_block(rows - r, columns - c, x + r * x_stride + c, x_stride, block);
      transpose_block(block);
      for (long i = 0; i < 16 && c + i < columns; i++) {
        float *at = to + (c + i) * to_stride + r;
        store_some(at, rows - r, load_some(at, rows - r, 0) + block[i]);
      }
    }
}
