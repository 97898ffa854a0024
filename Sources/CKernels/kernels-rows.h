// Softmax, cross-entropy and sums over rows.

/// Adds 16 lanes as a fixed pairwise tree.
INLINE float tree_sum(lanes16 x) {
  float lane[16];
  *(lanes16 *)lane = x;
  for (int width = 8; width > 0; width /= 2)
    for (int i = 0; i < width; i++) lane[i] += lane[i + width];
  return lane[0];
}

/// The largest of n > 0 elements; NaN if one of them is NaN.
INLINE float largest(long n, const float *x) {
  float lane[16];
  lanes16 most = load_some(x, n, -__builtin_inff());
  for (long i = 16; i < n; i += 16) {
    lanes16 value = load_some(x + i, n - i, -__builtin_inff());
    ints16 replace = (value > most) | (value != value);
    most = choose(replace & (most == most), value, most);
  }
  *(lanes16 *)lane = most;
  float result = lane[0];
  for (int i = 1; i < 16; i++)
    if (!(lane[i] <= result) && result == result) result = lane[i];
  return result;
}

/// y = exp(x − shift), unless y is a null pointer; returns Σ exp(x − shift).
INLINE float exp_row(long n, const float *x, float shift, float *y) {
  lanes16 sum = {};
  for (long i = 0; i < n; i += 16) {
    lanes16 value = exp16(load_some(x + i, n - i, -__builtin_inff()) - splat(shift));
    if (n - i < 16) {  // the missing lanes add zero, also where shift is not finite
      float buffer[16] = {0};
      *(lanes16 *)buffer = value;
      for (long j = n - i; j < 16; j++) buffer[j] = 0;
      value = *(lanes16 *)buffer;
    }
    sum += value;
    if (y) store_some(y + i, n - i, value);
  }
  return tree_sum(sum);
}

INLINE void scale_row(long n, float factor, float *y) {
  for (long i = 0; i < n; i++) y[i] *= factor;
}

static void softmax(long rows, long columns, const float *x, long x_stride, float *y,
                    long y_stride) {
  for (long r = 0; r < rows; r++) {
    const float *in = x + r * x_stride;
    float *out = y + r * y_stride;
    float sum = exp_row(columns, in, largest(columns, in), out);
    scale_row(columns, 1.0f / sum, out);
  }
}

static void cross_entropy(long rows, long columns, const float *x, long x_stride,
                          const int32_t *targets, float scale, double *losses, float *gradient,
                          long gradient_stride) {
  for (long r = 0; r < rows; r++) {
    const float *in = x + r * x_stride;
    float *out = gradient ? gradient + r * gradient_stride : NULL;
    int32_t target = targets[r];
    losses[r] = 0;
    if (target < 0 || target >= columns) {
      if (out) __builtin_memset(out, 0, (size_t)columns * sizeof(float));
      continue;
    }
    float shift = largest(columns, in), wanted = in[target];
    float sum = exp_row(columns, in, shift, out);
    losses[r] = rondo_log_double(sum) + ((double)shift - (double)wanted);
    if (!out) continue;
    scale_row(columns, scale / sum, out);
    out[target] -= scale;
  }
}

static void add_column_sums(long rows, long columns, const float *x, long x_stride,
                            float *sums) {
  for (long r = 0; r < rows; r++)
    for (long c = 0; c < columns; c++) sums[c] += x[r * x_stride + c];
}

static void scatter_add_rows(long rows, long columns, const int32_t *ids, const float *x,
                             long x_stride, float *table, long table_stride) {
  for (long r = 0; r < rows; r++) {
    float *to = table + ids[r] * table_stride;
    for (long c = 0; c < columns; c++) to[c] += x[r * x_stride + c];
  }
}
