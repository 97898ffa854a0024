// Pooling of a row: its elements above thresholds, as bits of 64-bit words.

/// The sum of the positions of the ones in a word.
INLINE int64_t sum_of_positions(uint64_t bits) {
  static const uint64_t odd[6] = {0xaaaaaaaaaaaaaaaa, 0xcccccccccccccccc, 0xf0f0f0f0f0f0f0f0,
                                  0xff00ff00ff00ff00, 0xffff0000ffff0000, 0xffffffff00000000};
  int64_t sum = 0;
  UNROLL for (int i = 0; i < 6; i++) sum += (int64_t)__builtin_popcountll(bits & odd[i]) << i;
  return sum;
}

/// Extends the longest run of ones by a word; `run` is the number of ones just before it.
INLINE void extend_runs(uint64_t bits, int ones, int32_t *run, int32_t *longest) {
  if (ones == 64) {
    *run += 64;
    if (*run > *longest) *longest = *run;
    return;
  }
  *run += __builtin_ctzll(~bits);
  if (*run > *longest) *longest = *run;
  if (ones > *longest) {
    int32_t inner = 0;
    for (uint64_t rest = bits; rest; rest &= rest << 1) inner++;
    if (inner > *longest) *longest = inner;
  }
  *run = __builtin_clzll(~bits);
}

static void pool(long n, const float *restrict x, long count, const float *restrict thresholds,
                 bool complete, rondo_pooling *restrict results) {
  for (long r = 0; r < count; r++) {
    const lanes16 threshold = splat(thresholds[r]);
    lanes16 excess = {};
    rondo_pooling result = {};
    int32_t run = 0;
    for (long start = 0; start < n; start += 64) {
      uint64_t bits = 0;
      for (long i = start; i < n && i < start + 64; i += 16) {
        lanes16 value = load_some(x + i, n - i, thresholds[r]);
        ints16 above = value > threshold;
        bits |= (uint64_t)lane_bits(above) << (i - start);
        if (complete) excess += choose(above, value - threshold, splat(0.0f));
      }
      int ones = __builtin_popcountll(bits);
      result.count += ones;
      if (complete) {
        result.positions += (int64_t)ones * start + sum_of_positions(bits);
        extend_runs(bits, ones, &run, &result.longest);
      }
    }
    if (complete) result.excess = tree_sum(excess);
    results[r] = result;
  }
}
