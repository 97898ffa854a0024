// Random masks, and dropout with them.

typedef uint32_t words16 __attribute__((ext_vector_type(16), aligned(4)));
typedef uint64_t pairs8 __attribute__((ext_vector_type(8), aligned(8)));

/// The upper and lower halves of the product of each word with a number.
INLINE void multiply_wide(words16 x, uint32_t by, words16 *high, words16 *low) {
  const uint64_t lower = 0xffffffff;
  pairs8 pairs;
  __builtin_memcpy(&pairs, &x, sizeof pairs);
  pairs8 even = (pairs & lower) * (pairs8)(uint64_t)by, odd = (pairs >> 32) * (pairs8)(uint64_t)by;
  words16 e, o;
  __builtin_memcpy(&e, &even, sizeof e);
  __builtin_memcpy(&o, &odd, sizeof o);
  *low = __builtin_shufflevector(e, o, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30);
  *high = __builtin_shufflevector(e, o, 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31);
}

/// Philox4x32 with ten rounds (Salmon, Moraes, Dror & Shaw 2011) on 16 counters.
INLINE void philox16(words16 c[4], uint32_t k0, uint32_t k1) {
  UNROLL for (int round = 0; round < 10; round++) {
    words16 high0, low0, high2, low2;
    multiply_wide(c[0], 0xD2511F53, &high0, &low0);
    multiply_wide(c[2], 0xCD9E8D57, &high2, &low2);
    c[0] = high2 ^ c[1] ^ (words16)k0;
    c[1] = low2;
    c[2] = high0 ^ c[3] ^ (words16)k1;
    c[3] = low0;
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
}

/// Converts a mask whose lanes are all ones or zero to bits: bit i is lane i.
INLINE uint16_t lane_bits(ints16 mask) {
#if defined(MASKED_16)
  return (uint16_t)_mm512_movepi32_mask((__m512i)mask);
#elif defined(MASKED_8)
  return (uint16_t)(_mm256_movemask_ps((__m256)mask.lo) | _mm256_movemask_ps((__m256)mask.hi) << 8);
#else
  unsigned bits = 0;
  UNROLL for (int i = 0; i < 16; i++) bits |= (unsigned)(mask[i] & 1) << i;
  return (uint16_t)bits;
#endif
}

/// Converts bits to a mask: lane i is all ones if bit i is set.
INLINE ints16 bit_lanes(uint16_t bits) {
  const ints16 bit = {1,      1 << 1, 1 << 2,  1 << 3,  1 << 4,  1 << 5,  1 << 6,  1 << 7,
                      1 << 8, 1 << 9, 1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, 1 << 15};
  return ((ints16)(int32_t)bits & bit) != (ints16)0;
}

static void draw_mask(long n, rondo_mask_source source, uint64_t block, uint16_t *bits) {
  const words16 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const words16 threshold = (words16)source.threshold;
  long words = (n + 15) / 16;
  for (long w = 0; w < words; w += 8, block += 16) {  // the last four bits of `block` are zero
    words16 c[4] = {lane + (words16)(uint32_t)block, (words16)(uint32_t)(block >> 32),
                    (words16)(uint32_t)source.index, (words16)(uint32_t)(source.index >> 32)};
    philox16(c, source.key[0], source.key[1]);
    uint16_t found[8];
    UNROLL for (int k = 0; k < 4; k++) {
      found[2 * k] = lane_bits((ints16)((c[k] & 0xffff) < threshold));
      found[2 * k + 1] = lane_bits((ints16)((c[k] >> 16) < threshold));
    }
    long count = words - w < 8 ? words - w : 8;
    for (long k = 0; k < count; k++) bits[w + k] = found[k];
  }
}

static void apply_mask(long n, const uint16_t *bits, float scale, const float *x, float *y,
                       bool accumulate) {
  for (long i = 0; i < n; i += 16) {
    lanes16 kept = choose(bit_lanes(bits[i / 16]), load_some(x + i, n - i, 0) * splat(scale),
                          splat(0.0f));
    if (accumulate) kept += load_some(y + i, n - i, 0);
    store_some(y + i, n - i, kept);
  }
}
