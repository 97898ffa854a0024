// exp, log, tanh and the logistic function on 16 lanes, and over whole buffers.

INLINE lanes16 splat(float x) { return (lanes16)x; }
INLINE lanes16 fma16(lanes16 a, lanes16 b, lanes16 c) { return __builtin_elementwise_fma(a, b, c); }
INLINE ints16 bits(lanes16 x) {
  ints16 y;
  __builtin_memcpy(&y, &x, sizeof y);
  return y;
}
INLINE lanes16 from_bits(ints16 x) {
  lanes16 y;
  __builtin_memcpy(&y, &x, sizeof y);
  return y;
}
/// `a` where the mask is all ones, `b` where it is zero.
INLINE lanes16 choose(ints16 mask, lanes16 a, lanes16 b) { return mask ? a : b; }
/// 2^n for integers −126 ≤ n ≤ 127.
INLINE lanes16 power_of_two(ints16 n) { return from_bits((n + 127) << 23); }

/// Reduces x: n is the integer nearest to x·log2(e), r = x − n·ln 2 and |r| ≤ ln 2 / 2. Returns r +
/// r²·P(r), which is e^r − 1 with a relative error of 2·10⁻⁹. P interpolates (e^r − 1 − r)/r² at
/// the Chebyshev points of the interval; ln 2 is split in two parts so that n·high is exact.
INLINE lanes16 reduced_expm1(lanes16 x, ints16 *n) {
  const float round = 12582912.0f;  // 1.5·2²³: adding it rounds to an integer
  lanes16 shifted = x * splat(1.44269504f) + splat(round);
  *n = bits(shifted) - bits(splat(round));
  lanes16 whole = shifted - splat(round);
  lanes16 r = fma16(whole, splat(-0.693359375f), x);
  r = fma16(whole, splat(2.12194440e-4f), r);
  lanes16 p = splat(0.000198910798644647f);
  p = fma16(p, r, splat(0.0013933731243014336f));
  p = fma16(p, r, splat(0.00833331048488617f));
  p = fma16(p, r, splat(0.041666463017463684f));
  p = fma16(p, r, splat(0.1666666716337204f));
  p = fma16(p, r, splat(0.5f));
  return fma16(r * r, p, r);
}

/// e^x within 2 ulp; overflows to infinity and underflows to zero exactly; NaN stays NaN.
INLINE lanes16 exp16(lanes16 x) {
  x = choose(x > splat(89.0f), splat(89.0f), x);
  x = choose(x < splat(-104.0f), splat(-104.0f), x);
  ints16 n;
  lanes16 e = reduced_expm1(x, &n) + splat(1.0f);
  ints16 half = n >> 1;
  return e * power_of_two(half) * power_of_two(n - half);
}

/// tanh x within 4 ulp: −t / (2 + t) with t = e^(−2|x|) − 1 and the sign of x. Exactly ±1 for |x| ≥
/// 9.1; NaN stays NaN.
INLINE lanes16 tanh16(lanes16 x) {
  const ints16 sign_bit = (ints16)INT32_MIN;
  ints16 sign = bits(x) & sign_bit;
  lanes16 magnitude = from_bits(bits(x) & ~sign_bit);
  magnitude = choose(magnitude > splat(9.1f), splat(9.1f), magnitude);
  ints16 n;
  lanes16 e = reduced_expm1(magnitude * splat(-2.0f), &n);
  lanes16 scale = power_of_two(n);
  lanes16 t = fma16(scale, e, scale - splat(1.0f));
  lanes16 y = t / (splat(2.0f) + t);
  return from_bits((bits(y) & ~sign_bit) | sign);
}

/// 1 / (1 + e^(−x)) within 3 ulp, computed from e^(−|x|), which cannot overflow.
INLINE lanes16 logistic16(lanes16 x) {
  lanes16 magnitude = from_bits(bits(x) & INT32_MAX);
  lanes16 e = exp16(-magnitude);
  return choose(x < splat(0.0f), e, splat(1.0f)) / (splat(1.0f) + e);
}

/// ln x within 2 ulp for normal x > 0: x = 2^k·m with m in [√½, √2), and ln m = 2s + 2s³/3 + 2s⁵/5
/// + … with s = (m − 1)/(m + 1). −∞ for zero, NaN for negative x.
INLINE lanes16 log16(lanes16 x) {
  ints16 subnormal = x < splat(1.17549435e-38f);
  lanes16 scaled = choose(subnormal, x * splat(8388608.0f), x);
  ints16 k = (bits(scaled) - 0x3f3504f3) >> 23;
  lanes16 m = from_bits(bits(scaled) - (k << 23));
  k -= subnormal & 23;
  lanes16 f = m - splat(1.0f);
  lanes16 s = f / (splat(2.0f) + f);
  lanes16 z = s * s;
  lanes16 p = splat(0.18181818f);
  p = fma16(p, z, splat(0.22222222f));
  p = fma16(p, z, splat(0.28571429f));
  p = fma16(p, z, splat(0.4f));
  p = fma16(p, z, splat(0.66666667f));
  // ln m = f − s·(f − z·p): f is exact, and the correction is small.
  lanes16 exponent = __builtin_convertvector(k, lanes16);
  lanes16 rest = fma16(-s, fma16(-z, p, f), exponent * splat(-2.12194440e-4f));
  lanes16 y = fma16(exponent, splat(0.693359375f), f + rest);
  y = choose(x == splat(0.0f), splat(-__builtin_inff()), y);
  y = choose(x == splat(__builtin_inff()), x, y);
  return choose(x >= splat(0.0f), y, splat(__builtin_nanf("")));
}

/// Mask of the lanes below n.
INLINE ints16 lanes_below(long n) {
  const ints16 index = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return index < (ints16)(int32_t)(n < 16 ? n : 16);
}

/// Loads up to 16 elements; missing ones are `filler`.
INLINE lanes16 load_some(const float *x, long n, float filler) {
  if (n >= 16) return *(const lanes16 *)x;
#if defined(MASKED_16)
  return (lanes16)_mm512_mask_loadu_ps((__m512)splat(filler), (__mmask16)((1u << n) - 1), x);
#elif defined(MASKED_8)
  ints16 there = lanes_below(n);
  union {
    __m256 half[2];
    lanes16 whole;
  } value;
  value.half[0] = _mm256_maskload_ps(x, (__m256i)there.lo);
  value.half[1] = n > 8 ? _mm256_maskload_ps(x + 8, (__m256i)there.hi) : _mm256_setzero_ps();
  return choose(there, value.whole, splat(filler));
#else
  float buffer[16];
  for (long i = 0; i < 16; i++) buffer[i] = i < n ? x[i] : filler;
  return *(const lanes16 *)buffer;
#endif
}
/// Stores the first n of 16 elements.
INLINE void store_some(float *y, long n, lanes16 value) {
  if (n >= 16) {
    *(lanes16 *)y = value;
    return;
  }
#if defined(MASKED_16)
  _mm512_mask_storeu_ps(y, (__mmask16)((1u << n) - 1), (__m512)value);
#elif defined(MASKED_8)
  ints16 there = lanes_below(n);
  _mm256_maskstore_ps(y, (__m256i)there.lo, (__m256)value.lo);
  if (n > 8) _mm256_maskstore_ps(y + 8, (__m256i)there.hi, (__m256)value.hi);
#else
  float buffer[16];
  *(lanes16 *)buffer = value;
  for (long i = 0; i < n; i++) y[i] = buffer[i];
#endif
}

#define OVER_ALL(name, function)                                     \
  static void name(long n, const float *x, float *y) {               \
    for (long i = 0; i < n; i += 16)                                 \
      store_some(y + i, n - i, function(load_some(x + i, n - i, 0))); \
  }
OVER_ALL(exp_all, exp16)
OVER_ALL(log_all, log16)
OVER_ALL(tanh_all, tanh16)
OVER_ALL(logistic_all, logistic16)
