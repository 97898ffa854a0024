// Single-precision kernels in three versions from one source (AVX-512, AVX2 with FMA, portable),
// the best of which is selected at start, and a pool of worker threads.
//
// Exactness: every output element is summed in one fixed order, with the same fused and unfused
// operations in every version, so that results have the same bits in every version and for every
// block size, row count and number of threads. kernels.h explains how.
//
// Matrices are row-major; a stride is the distance between rows in elements.
#ifndef RONDO_CKERNELS_H
#define RONDO_CKERNELS_H

#include <stdbool.h>
#include <stdint.h>

/// Name of the version in use: "avx512", "avx2" or "portable".
const char *rondo_kernels_name(void);

/// False if RONDO_KERNELS names a version that does not exist or that this processor cannot run;
/// the best version is used then.
bool rondo_kernels_request_honoured(void);

/// Switches to the named version if this processor can run it, for tests; false otherwise.
bool rondo_kernels_select(const char *name);

// Matrix products

/// Number of columns of a panel of a packed matrix.
enum { rondo_panel_width = 32 };

/// Function that `rondo_product` applies to each element of a finished tile.
enum { rondo_epilogue_none = 0, rondo_epilogue_tanh = 1, rondo_epilogue_tanh_gradient = 2 };

/// C = epilogue(initial + A·B).
///
/// Each element starts from its initial value and adds a[r][k]·b[k][c] with k ascending, fused.
typedef struct {
  long rows, columns, depth;
  const float *a;         // [rows, depth]
  long a_stride;
  const float *panels;    // B [depth, columns], packed
  float *c;               // [rows, columns]
  long c_stride;
  const float *initial;   // initial value of row r; a null pointer means zero
  long initial_stride;    // 0 repeats one row, such as a bias
  const int32_t *initial_rows;  // if given, row r starts from row initial_rows[r]
  int epilogue;
  const float *activations;     // tanh_gradient: c ·= 1 − activations²
  long activations_stride;
  bool descending;              // computes the last columns first
} rondo_product_call;

/// Number of floats of a packed matrix [depth, columns].
long rondo_packed_count(long depth, long columns);

/// Packs b[k][n] = source[k·stride + n].
void rondo_pack(long depth, long columns, const float *source, long stride, float *panels);

/// Packs b[k][n] = source[n·stride + k].
void rondo_pack_transposed(long depth, long columns, const float *source, long stride,
                           float *panels);

void rondo_product(const rondo_product_call *call);

/// to[c][r] = x[r][c] + addend[r]; a null pointer as addend means zero.
void rondo_transpose(long rows, long columns, const float *x, long x_stride, const float *addend,
                     float *to, long to_stride);

/// to[c][r] += x[r][c].
void rondo_add_transposed(long rows, long columns, const float *x, long x_stride, float *to,
                          long to_stride);

/// C[m][n] = initial + Σ a[k][m]·b[k][n], k ascending: the product of a gradient with an input. The
/// initial value is C if `accumulate` is true, otherwise zero.
void rondo_product_of_transpose(long rows, long columns, long depth, const float *a,
                                long a_stride, const float *b, long b_stride, float *c,
                                long c_stride, bool accumulate);

// Element-wise functions of n elements; input and output may be the same memory

void rondo_exp(long n, const float *x, float *y);
void rondo_log(long n, const float *x, float *y);
void rondo_tanh(long n, const float *x, float *y);
void rondo_logistic(long n, const float *x, float *y);

// Rows

/// y = softmax(x) for each row.
void rondo_softmax(long rows, long columns, const float *x, long x_stride, float *y,
                   long y_stride);

/// losses[r] = log Σ exp(x[r]) − x[r][targets[r]] in nats and, unless `gradient` is null,
/// gradient[r] = scale·(softmax(x[r]) − one-hot(targets[r])). Loss and gradient of a row are zero
/// if its target is not in 0..<columns.
void rondo_cross_entropy(long rows, long columns, const float *x, long x_stride,
                         const int32_t *targets, float scale, double *losses, float *gradient,
                         long gradient_stride);

/// After `rondo_cross_entropy` with the same arguments: adds smoothing·(x[r][targets[r]] − mean
/// x[r]) to losses[r], which makes it the cross-entropy with smoothed labels, 1 − smoothing on the
/// target plus smoothing / columns on every column (Szegedy et al. 2016); and, unless `gradient` is
/// null, adds scale·smoothing·(one-hot(targets[r]) − 1 / columns) to gradient[r].
void rondo_smooth_labels(long rows, long columns, const float *x, long x_stride,
                         const int32_t *targets, float scale, float smoothing, double *losses,
                         float *gradient, long gradient_stride);

/// losses[r] = Σ w[c]·ln(1 + e^(−x[r][c])) over the columns whose target is above 0, plus Σ ln(1 +
/// e^(x[r][c])) over the others: the cross-entropy of independent binary labels, in nats. Unless
/// `gradient` is null, gradient[r] is its gradient times scale. If `weights` is null, all weights
/// are 1.
void rondo_sigmoid_cross_entropy(long rows, long columns, const float *x, long x_stride,
                                 const float *targets, const float *weights, float scale,
                                 double *losses, float *gradient, long gradient_stride);

/// sums[c] += Σ x[r][c], rows ascending.
void rondo_add_column_sums(long rows, long columns, const float *x, long x_stride, float *sums);

/// sums[c] += Σ σ(s·x[r][c]), rows ascending; σ is the logistic function, s the steepness.
void rondo_add_logistic_sums(long rows, long columns, const float *x, long x_stride,
                             float steepness, float *sums);

/// dx[r][c] += dy[c]·σ·(1 − σ), where σ is that of s·x[r][c]; x and dx have one stride.
void rondo_add_logistic_gradient(long rows, long columns, const float *x, long stride,
                                 float steepness, const float *dy, float *dx);

/// table[ids[r]][c] += x[r][c], rows ascending.
void rondo_scatter_add_rows(long rows, long columns, const int32_t *ids, const float *x,
                            long x_stride, float *table, long table_stride);

/// y[i] = x[i] and places[i] = place if x[i] is larger than y[i], or NaN while y[i] is not.
void rondo_keep_larger(long n, const float *x, int32_t place, float *y, int32_t *places);

/// The elements of a row above a threshold.
typedef struct {
  int64_t positions;  // sum of their indices
  int32_t count;
  int32_t longest;    // length of the longest run of them
  float excess;       // sum of their differences to the threshold
} rondo_pooling;

/// results[r] is the pooling of n elements by thresholds[r]; only `count` is computed unless
/// `complete` is true. The excess is summed in 16 lanes, then in one pairwise tree. NaN is not above
/// any threshold.
void rondo_pool(long n, const float *x, long count, const float *thresholds, bool complete,
                rondo_pooling *results);

// Recurrent cells: the element-wise parts between the products

/// One time step of a cell for some rows; matrices are contiguous. Arguments that a pass does not
/// use may be null.
typedef struct {
  long rows, units;
  float *gates;                // [rows, blocks · units]
  const float *hidden_before;  // h [rows, units]
  const float *cell_before;    // c
  float *hidden;               // h'
  float *cell;                 // c'
  const float *slope;
  float *carry;
} rondo_cell_call;

/// `pass` is one of the constants in `kernels-cells.h`.
void rondo_cell(int pass, const rondo_cell_call *call);

// Masks

/// Source of the random numbers of a mask: Philox4x32-10 with this key, with the index as the upper
/// half of the counter. An element is kept if its 16 random bits are below the threshold, which has
/// the probability threshold / 65,536.
typedef struct {
  uint32_t key[2];
  uint64_t index;
  uint32_t threshold;
} rondo_mask_source;

/// Sets bit i % 16 of bits[i / 16] if element i of n is kept. Element 128g + 16k + i uses the
/// Philox block number `block` + 16g + i, where `block` is a multiple of 16: the lower half of its
/// word k / 2 for even k, the upper half for odd k.
void rondo_draw_mask(long n, rondo_mask_source source, uint64_t block, uint16_t *bits);

/// y = scale·x where the mask's bit is set, 0 elsewhere; or y += that. x and y may be equal.
void rondo_apply_mask(long n, const uint16_t *bits, float scale, const float *x, float *y,
                      bool accumulate);

// Optimizers: one pass over a buffer

/// Σ x²: 16 lanes within blocks of 4,096, whose sums are added in order in double precision.
double rondo_sum_of_squares(long n, const float *x);

/// Adam (Kingma & Ba 2015) with gradient·scale; rest is 1 − beta, computed by the caller in double
/// precision: in single precision, 1 − 0.999 has a relative error of 1.3·10⁻⁵.
typedef struct {
  float gradient_scale, beta1, rest1, beta2, rest2, epsilon, learning_rate, correction1,
      correction2;
} rondo_adam_settings;
void rondo_adam(long n, rondo_adam_settings settings, const float *gradient,
                const float *parameters, float *updated, float *mean, float *square);

/// RMSprop (Tieleman & Hinton 2012), as PyTorch defines it, without momentum; rest is 1 − decay.
void rondo_rmsprop(long n, float gradient_scale, float decay, float rest, float epsilon,
                   float learning_rate, const float *gradient, const float *parameters,
                   float *updated, float *square);

/// SGD with momentum, as PyTorch defines it: velocity = momentum·velocity + gradient.
void rondo_momentum(long n, float gradient_scale, float momentum, float learning_rate,
                    const float *gradient, const float *parameters, float *updated,
                    float *velocity);

// Double-precision elementary functions with the same bits on every machine, unlike libm's

double rondo_exp_double(double x);
double rondo_log_double(double x);
/// cos(2π·turns) and sin(2π·turns).
double rondo_cos_turns(double turns);
double rondo_sin_turns(double turns);

// Worker threads

typedef struct rondo_workers rondo_workers;

/// Creates a pool of `threads` threads including the caller's. Null if memory or threads run out.
rondo_workers *rondo_workers_create(int threads);
void rondo_workers_destroy(rondo_workers *workers);

/// Calls body(context, part) for each part in 0..<parts and returns when all calls have returned. A
/// thread first does its own share of the parts, then shares that no thread has started. While the
/// pool works for one caller, other callers do all of their parts themselves.
void rondo_workers_run(rondo_workers *workers, int parts, void (*body)(void *context, int part),
                       void *context);

#endif
