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

static void adam(long n, rondo_adam_settings s, const float *gradient, const float *parameters,
                 float *updated, float *mean, float *square) {
  const float rate = s.learning_rate / s.correction1;
  for (long i = 0; i < n; i++) {
    float g = gradient[i] * s.gradient_scale;
    float m = s.beta1 * mean[i] + s.rest1 * g;
    float v = s.beta2 * square[i] + s.rest2 * (g * g);
    mean[i] = m;
    square[i] = v;
    float root = __builtin_sqrtf(v) / s.correction2;
    updated[i] = parameters[i] - rate * (m / (root + s.epsilon));
  }
}

static void rmsprop(long n, float gradient_scale, float decay, float rest, float epsilon,
                    float learning_rate, const float *gradient, const float *parameters,
                    float *updated, float *square) {
  for (long i = 0; i < n; i++) {
    float g = gradient[i] * gradient_scale;
    float v = decay * square[i] + rest * (g * g);
    square[i] = v;
    updated[i] = parameters[i] - learning_rate * (g / (__builtin_sqrtf(v) + epsilon));
  }
}

static void momentum_step(long n, float gradient_scale, float momentum, float learning_rate,
                          const float *gradient, const float *parameters, float *updated,
                          float *velocity) {
  for (long i = 0; i < n; i++) {
    float v = momentum * velocity[i] + gradient[i] * gradient_scale;
    velocity[i] = v;
    updated[i] = parameters[i] - learning_rate * v;
  }
}
