// Softmax, cross-entropy and sums over rows.

/// Adds 16 lanes in a fixed pairwise tree: lane i and lane i + 8, then i + 4, i + 2, i + 1.
INLINE float tree_sum(lanes16 x) {
  x += __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  x += __builtin_shufflevector(x, x, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7);
  x += __builtin_shufflevector(x, x, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3);
  x += __builtin_shufflevector(x, x, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
  return x[0];
}

/// The larger of two numbers in each lane; NaN if either is NaN.
INLINE lanes16 larger(lanes16 a, lanes16 b) { return choose((b > a) | (b != b), b, a); }

/// The largest of n > 0 elements; NaN if one of them is NaN.
INLINE float largest(long n, const float *x) {
  lanes16 most = load_some(x, n, -__builtin_inff());
  for (long i = 16; i < n; i += 16) most = larger(most, load_some(x + i, n - i, -__builtin_inff()));
  most = larger(most, __builtin_shufflevector(most, most, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10,
                                              11, 12, 13, 14, 15));
  most = larger(most, __builtin_shufflevector(most, most, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5,
                                              6, 7));
  most = larger(most, __builtin_shufflevector(most, most, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3,
                                              2, 3));
  most = larger(most, __builtin_shufflevector(most, most, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                              1, 1));
  return most[0];
}

/// y = exp(x − shift), unless y is a null pointer; returns Σ exp(x − shift).
INLINE float exp_row(long n, const float *x, float shift, float *y) {
  lanes16 sum = {};
  long i = 0;
  for (; i + 16 <= n; i += 16) {
    lanes16 value = exp16(*(const lanes16 *)(x + i) - splat(shift));
    sum += value;
    if (y) *(lanes16 *)(y + i) = value;
  }
  if (i < n) {  // the missing lanes add zero, also where shift is not finite
    lanes16 value = exp16(load_some(x + i, n - i, 0) - splat(shift));
    value = choose(lanes_below(n - i), value, splat(0.0f));
    sum += value;
    if (y) store_some(y + i, n - i, value);
  }
  return tree_sum(sum);
}

INLINE void scale_row(long n, float factor, float *y) {
  for (long i = 0; i < n; i += 16)
    store_some(y + i, n - i, load_some(y + i, n - i, 0) * splat(factor));
}

typedef double doubles8 __attribute__((ext_vector_type(8), aligned(8)));
typedef int64_t longs8 __attribute__((ext_vector_type(8), aligned(8)));

/// ln x for normal x ≥ 2⁻¹⁰⁰⁰: the operations of `rondo_log_double` on 8 lanes, with the same bits.
INLINE doubles8 log8(doubles8 x) {
  longs8 bits, shifted;
  __builtin_memcpy(&bits, &x, sizeof bits);
  // An arithmetic shift right: the exponent is at least −1000, so adding 1023 makes it positive.
  shifted = (bits - 0x3fe6a09e667f3bcd + (1023LL << 52)) >> 52;
  longs8 k = shifted - 1023;
  bits -= k << 52;
  doubles8 m;
  __builtin_memcpy(&m, &bits, sizeof m);
  doubles8 f = m - 1, s = f / (2 + f), z = s * s, p = 0;
  UNROLL for (int i = 21; i > 1; i -= 2) p = z * (2.0 / i + p);
  doubles8 exponent = __builtin_convertvector(k, doubles8);
  return exponent * 6.93147180369123816490e-01 +
         (f - (s * (f - p) - exponent * 1.90821492927058770002e-10));
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

/// Cross-entropy of up to 8 rows, whose logarithms are computed together.
INLINE void cross_entropy_of_8(long rows, long columns, const float *x, long x_stride,
                               const int32_t *targets, float scale, double *losses,
                               float *gradient, long gradient_stride) {
  float sums[8] = {1, 1, 1, 1, 1, 1, 1, 1};
  double rest[8] = {0};
  bool normal = true;
  for (long r = 0; r < rows; r++) {
    const float *in = x + r * x_stride;
    float *out = gradient ? gradient + r * gradient_stride : NULL;
    int32_t target = targets[r];
    if (target < 0 || target >= columns) {
      if (out) __builtin_memset(out, 0, (size_t)columns * sizeof(float));
      continue;
    }
    float shift = largest(columns, in), wanted = in[target];
    float sum = exp_row(columns, in, shift, out);
    sums[r] = sum;
    rest[r] = (double)shift - (double)wanted;
    normal &= sum >= 1 && sum < __builtin_inff();
    if (!out) continue;
    scale_row(columns, scale / sum, out);
    out[target] -= scale;
  }
  double logs[8];
  if (normal) {
    doubles8 x8;
    for (int i = 0; i < 8; i++) x8[i] = (double)sums[i];
    *(doubles8 *)logs = log8(x8);
  } else {
    for (long r = 0; r < rows; r++) logs[r] = rondo_log_double((double)sums[r]);
  }
  for (long r = 0; r < rows; r++) losses[r] = logs[r] + rest[r];
}

static void cross_entropy(long rows, long columns, const float *x, long x_stride,
                          const int32_t *targets, float scale, double *losses, float *gradient,
                          long gradient_stride) {
  for (long r = 0; r < rows; r += 8)
    cross_entropy_of_8(rows - r < 8 ? rows - r : 8, columns, x + r * x_stride, x_stride,
                       targets + r, scale, losses + r,
                       gradient ? gradient + r * gradient_stride : NULL, gradient_stride);
}

/// The effect of label smoothing on the cross-entropy and its gradient.
static void smooth_labels(long rows, long columns, const float *x, long x_stride,
                          const int32_t *targets, float scale, float smoothing, double *losses,
                          float *gradient, long gradient_stride) {
  float share = scale * smoothing / (float)columns;
  for (long r = 0; r < rows; r++) {
    const float *in = x + r * x_stride;
    int32_t target = targets[r];
    if (target < 0 || target >= columns) continue;
    lanes16 sum = {};
    for (long i = 0; i < columns; i += 16) sum += load_some(in + i, columns - i, 0);
    double mean = (double)tree_sum(sum) / (double)columns;
    losses[r] += (double)smoothing * ((double)in[target] - mean);
    if (!gradient) continue;
    float *out = gradient + r * gradient_stride;
    for (long i = 0; i < columns; i += 16)
      store_some(out + i, columns - i, load_some(out + i, columns - i, 0) - splat(share));
    out[target] += scale * smoothing;
  }
}

/// Cross-entropy of binary labels. With z = −x for a positive label and z = x for a negative one,
/// it is max(z, 0) + ln(1 + e^(−|z|)); its derivative with respect to z is the logistic function of
/// z.
static void sigmoid_cross_entropy(long rows, long columns, const float *x, long x_stride,
                                  const float *targets, const float *weights, float scale,
                                  double *losses, float *gradient, long gradient_stride) {
  for (long r = 0; r < rows; r++) {
    const float *in = x + r * x_stride, *wanted = targets + r * columns;
    lanes16 sum = {};
    for (long i = 0; i < columns; i += 16) {
      long n = columns - i;
      lanes16 logit = load_some(in + i, n, -200);  // missing lanes add zero: e^−200 is 0
      ints16 yes = load_some(wanted + i, n, 0) > splat(0);
      lanes16 z = choose(yes, -logit, logit);
      lanes16 weight = splat(1);
      if (weights) weight = choose(yes, load_some(weights + i, n, 1), weight);
      lanes16 e = exp16(-from_bits(bits(z) & INT32_MAX));
      lanes16 loss = choose(z > splat(0), z, splat(0)) + log16(splat(1) + e);
      sum += weight * loss;
      if (!gradient) continue;
      lanes16 slope = splat(scale) * weight * logistic16(z);
      store_some(gradient + r * gradient_stride + i, n, choose(yes, -slope, slope));
    }
    losses[r] = (double)tree_sum(sum);
  }
}

static void add_column_sums(long rows, long columns, const float *x, long x_stride,
                            float *sums) {
  enum { width = 8 };  // vectors of sums at once
  long c = 0;
  for (; c + width * LANES <= columns; c += width * LANES) {
    vector sum[width];
    UNROLL for (int j = 0; j < width; j++) sum[j] = *(vector *)(sums + c + j * LANES);
    for (long r = 0; r < rows; r++)
      UNROLL for (int j = 0; j < width; j++)
        sum[j] += *(const vector *)(x + r * x_stride + c + j * LANES);
    UNROLL for (int j = 0; j < width; j++) *(vector *)(sums + c + j * LANES) = sum[j];
  }
  for (; c < columns; c += 16) {
    lanes16 sum = load_some(sums + c, columns - c, 0);
    for (long r = 0; r < rows; r++) sum += load_some(x + r * x_stride + c, columns - c, 0);
    store_some(sums + c, columns - c, sum);
  }
}

static void add_logistic_sums(long rows, long columns, const float *x, long x_stride,
                              float steepness, float *sums) {
  for (long c = 0; c < columns; c += 16) {
    lanes16 sum = load_some(sums + c, columns - c, 0);
    for (long r = 0; r < rows; r++)
      sum += logistic16(splat(steepness) * load_some(x + r * x_stride + c, columns - c, 0));
    store_some(sums + c, columns - c, sum);
  }
}

static void add_logistic_gradient(long rows, long columns, const float *x, long stride,
                                  float steepness, const float *dy, float *dx) {
  for (long c = 0; c < columns; c += 16) {
    const lanes16 own = load_some(dy + c, columns - c, 0);
    for (long r = 0; r < rows; r++) {
      const long at = r * stride + c;
      lanes16 y = logistic16(splat(steepness) * load_some(x + at, columns - c, 0));
      lanes16 change = own * (y * (splat(1.0f) - y));
      store_some(dx + at, columns - c, load_some(dx + at, columns - c, 0) + change);
    }
  }
}

static void scatter_add_rows(long rows, long columns, const int32_t *ids, const float *x,
                             long x_stride, float *table, long table_stride) {
  for (long r = 0; r < rows; r++) {
    float *to = table + ids[r] * table_stride;
    for (long c = 0; c < columns; c++) to[c] += x[r * x_stride + c];
  }
}

static void keep_larger(long n, const float *restrict x, int32_t place, float *restrict y,
                        int32_t *restrict places) {
  for (long i = 0; i < n; i++) {
    const bool takes = (x[i] > y[i]) | ((x[i] != x[i]) & (y[i] == y[i]));
    y[i] = takes ? x[i] : y[i];
    places[i] = takes ? place : places[i];
  }
}
