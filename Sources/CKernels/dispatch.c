// Selects a version at start and forwards every call to it.
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "ckernels.h"
#include "table.h"

static _Atomic(const rondo_kernel_table *) active;
static atomic_bool request_honoured = true;

static const rondo_kernel_table *named(const char *name) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (strcmp(name, "avx512") == 0)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                   __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                   __builtin_cpu_supports("fma")
               ? &rondo_table_avx512
               : NULL;
  if (strcmp(name, "avx2") == 0)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &rondo_table_avx2
                                                                           : NULL;
#endif
  return strcmp(name, "portable") == 0 ? &rondo_table_portable : NULL;
}

static const rondo_kernel_table *best(void) {
  static const char *const names[] = {"avx512", "avx2"};
  for (int i = 0; i < 2; i++) {
    const rondo_kernel_table *table = named(names[i]);
    if (table) return table;
  }
  return &rondo_table_portable;
}

static const rondo_kernel_table *table(void) {
  const rondo_kernel_table *current = atomic_load_explicit(&active, memory_order_acquire);
  if (current) return current;
  const char *request = getenv("RONDO_KERNELS");
  const rondo_kernel_table *chosen = request ? named(request) : NULL;
  atomic_store(&request_honoured, !request || chosen);
  if (!chosen) chosen = best();
  atomic_store_explicit(&active, chosen, memory_order_release);
  return chosen;
}

const char *rondo_kernels_name(void) { return table()->name; }

bool rondo_kernels_request_honoured(void) {
  table();
  return atomic_load(&request_honoured);
}

bool rondo_kernels_select(const char *name) {
  const rondo_kernel_table *chosen = named(name);
  if (chosen) atomic_store_explicit(&active, chosen, memory_order_release);
  return chosen != NULL;
}

long rondo_packed_count(long depth, long columns) {
  return (columns + rondo_panel_width - 1) / rondo_panel_width * rondo_panel_width * depth;
}

void rondo_pack(long depth, long columns, const float *source, long stride, float *panels) {
  table()->pack(depth, columns, source, stride, panels);
}
void rondo_pack_transposed(long depth, long columns, const float *source, long stride,
                           float *panels) {
  table()->pack_transposed(depth, columns, source, stride, panels);
}
void rondo_transpose(long rows, long columns, const float *x, long x_stride, const float *addend,
                     float *to, long to_stride) {
  table()->transpose(rows, columns, x, x_stride, addend, to, to_stride);
}
void rondo_add_transposed(long rows, long columns, const float *x, long x_stride, float *to,
                          long to_stride) {
  table()->add_transposed(rows, columns, x, x_stride, to, to_stride);
}
void rondo_product(const rondo_product_call *call) { table()->product(call); }
void rondo_product_of_transpose(long rows, long columns, long depth, const float *a,
                                long a_stride, const float *b, long b_stride, float *c,
                                long c_stride, bool accumulate) {
  table()->product_of_transpose(rows, columns, depth, a, a_stride, b, b_stride, c, c_stride,
                                accumulate);
}
void rondo_exp(long n, const float *x, float *y) { table()->exp(n, x, y); }
void rondo_log(long n, const float *x, float *y) { table()->log(n, x, y); }
void rondo_tanh(long n, const float *x, float *y) { table()->tanh(n, x, y); }
void rondo_logistic(long n, const float *x, float *y) { table()->logistic(n, x, y); }
void rondo_softmax(long rows, long columns, const float *x, long x_stride, float *y,
                   long y_stride) {
  table()->softmax(rows, columns, x, x_stride, y, y_stride);
}
void rondo_cross_entropy(long rows, long columns, const float *x, long x_stride,
                         const int32_t *targets, float scale, double *losses, float *gradient,
                         long gradient_stride) {
  table()->cross_entropy(rows, columns, x, x_stride, targets, scale, losses, gradient,
                         gradient_stride);
}
void rondo_smooth_labels(long rows, long columns, const float *x, long x_stride,
                         const int32_t *targets, float scale, float smoothing, double *losses,
                         float *gradient, long gradient_stride) {
  table()->smooth_labels(rows, columns, x, x_stride, targets, scale, smoothing, losses, gradient,
                         gradient_stride);
}
void rondo_sigmoid_cross_entropy(long rows, long columns, const float *x, long x_stride,
                                 const float *targets, const float *weights, float scale,
                                 double *losses, float *gradient, long gradient_stride) {
  table()->sigmoid_cross_entropy(rows, columns, x, x_stride, targets, weights, scale, losses,
                                 gradient, gradient_stride);
}
void rondo_add_column_sums(long rows, long columns, const float *x, long x_stride, float *sums) {
  table()->add_column_sums(rows, columns, x, x_stride, sums);
}
void rondo_add_logistic_sums(long rows, long columns, const float *x, long x_stride,
                             float steepness, float *sums) {
  table()->add_logistic_sums(rows, columns, x, x_stride, steepness, sums);
}
void rondo_add_logistic_gradient(long rows, long columns, const float *x, long stride,
                                 float steepness, const float *dy, float *dx) {
  table()->add_logistic_gradient(rows, columns, x, stride, steepness, dy, dx);
}
void rondo_scatter_add_rows(long rows, long columns, const int32_t *ids, const float *x,
                            long x_stride, float *to, long to_stride) {
  table()->scatter_add_rows(rows, columns, ids, x, x_stride, to, to_stride);
}

void rondo_keep_larger(long n, const float *x, int32_t place, float *y, int32_t *places) {
  table()->keep_larger(n, x, place, y, places);
}
void rondo_pool(long n, const float *x, long count, const float *thresholds, bool complete,
                rondo_pooling *results) {
  table()->pool(n, x, count, thresholds, complete, results);
}
void rondo_cell(int pass, const rondo_cell_call *call) { table()->cell(pass, call); }
void rondo_draw_mask(long n, rondo_mask_source source, uint64_t block, uint16_t *bits) {
  table()->draw_mask(n, source, block, bits);
}
void rondo_apply_mask(long n, const uint16_t *bits, float scale, const float *x, float *y,
                      bool accumulate) {
  table()->apply_mask(n, bits, scale, x, y, accumulate);
}
double rondo_sum_of_squares(long n, const float *x) { return table()->sum_of_squares(n, x); }
void rondo_adam(long n, rondo_adam_settings settings, const float *gradient,
                const float *parameters, float *updated, float *mean, float *square) {
  table()->adam(n, settings, gradient, parameters, updated, mean, square);
}
void rondo_rmsprop(long n, float gradient_scale, float decay, float rest, float epsilon,
                   float learning_rate, const float *gradient, const float *parameters,
                   float *updated, float *square) {
  table()->rmsprop(n, gradient_scale, decay, rest, epsilon, learning_rate, gradient, parameters,
                   updated, square);
}
void rondo_momentum(long n, float gradient_scale, float momentum, float learning_rate,
                    const float *gradient, const float *parameters, float *updated,
                    float *velocity) {
  table()->momentum(n, gradient_scale, momentum, learning_rate, gradient, parameters, updated,
                    velocity);
}
