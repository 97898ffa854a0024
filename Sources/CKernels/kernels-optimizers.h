// Norms and optimizer rules, one pass over a buffer each.

static double sum_of_squares(long n, const float *x) {
  double total = 0;
  for (long start = 0; start < n; start += 4096) {
    long end = n - start < 4096 ? n : start + 4096;
    lanes16 sum = {};
    for (long i = start; i < end; i += 16) {
      lanes16 value = load_some(x + i, end - i, 0);
      sum = fma16(value, value, sum);
    }
    total += (double)tree_sum(sum);
  }
  return total;
}

INLINE lanes16 square_root(lanes16 x) { return __builtin_elementwise_sqrt(x); }

static void adam(long n, rondo_adam_settings s, const float *gradient, const float *parameters,
                 float *updated, float *mean, float *square) {
  const lanes16 rate = splat(s.learning_rate / s.correction1);
  for (long i = 0; i < n; i += 16) {
    lanes16 g = load_some(gradient + i, n - i, 0) * splat(s.gradient_scale);
    lanes16 m = splat(s.beta1) * load_some(mean + i, n - i, 0) + splat(s.rest1) * g;
    lanes16 v = splat(s.beta2) * load_some(square + i, n - i, 0) + splat(s.rest2) * (g * g);
    store_some(mean + i, n - i, m);
    store_some(square + i, n - i, v);
    lanes16 root = square_root(v) / splat(s.correction2);
    store_some(updated + i, n - i,
               load_some(parameters + i, n - i, 0) - rate * (m / (root + splat(s.epsilon))));
  }
}

static void rmsprop(long n, float gradient_scale, float decay, float rest, float epsilon,
                    float learning_rate, const float *gradient, const float *parameters,
                    float *updated, float *square) {
  for (long i = 0; i < n; i += 16) {
    lanes16 g = load_some(gradient + i, n - i, 0) * splat(gradient_scale);
    lanes16 v = splat(decay) * load_some(square + i, n - i, 0) + splat(rest) * (g * g);
    store_some(square + i, n - i, v);
    lanes16 change = g / (square_root(v) + splat(epsilon));
    store_some(updated + i, n - i,
               load_some(parameters + i, n - i, 0) - splat(learning_rate) * change);
  }
}

static void momentum_step(long n, float gradient_scale, float momentum, float learning_rate,
                          const float *gradient, const float *parameters, float *updated,
                          float *velocity) {
  for (long i = 0; i < n; i += 16) {
    lanes16 v = splat(momentum) * load_some(velocity + i, n - i, 0) +
                load_some(gradient + i, n - i, 0) * splat(gradient_scale);
    store_some(velocity + i, n - i, v);
    store_some(updated + i, n - i,
               load_some(parameters + i, n - i, 0) - splat(learning_rate) * v);
  }
}
