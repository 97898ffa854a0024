// The source of every version. A version's file defines TABLE, TABLE_NAME, LANES (floats in a
// vector register), TILE_ROWS (maximum rows of a register tile), TILE_SUMS (vectors of sums that
// fit in registers) and COPY_FLOATS (TILE_ROWS rounded up to the row length of a copied tile), sets
// the target processor, and includes this file. MASKED_16 and MASKED_8 state that masked loads and
// stores of partial vectors are available.
//
// The same bits in every version: contraction is off, so that a multiplication and an addition are
// fused exactly where `fma` is written; every reduction has one order (products: depth ascending;
// rows of softmax and norms: 16 lanes, then one pairwise tree); exp, log and tanh are polynomials
// of our own made of these operations. README.md has the design and its measurements.
#pragma STDC FP_CONTRACT OFF

#include <stddef.h>

#pragma clang diagnostic ignored "-Wpsabi"  // every function that passes a vector is inlined

#include "ckernels.h"
#include "table.h"

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

typedef float vector __attribute__((ext_vector_type(LANES), aligned(4)));
typedef float lanes16 __attribute__((ext_vector_type(16), aligned(4)));
typedef int32_t ints16 __attribute__((ext_vector_type(16), aligned(4)));

#include "kernels-functions.h"
#include "kernels-packing.h"
#include "kernels-products.h"
#include "kernels-rows.h"
#include "kernels-optimizers.h"
#include "kernels-cells.h"
#include "kernels-masks.h"
#include "kernels-pooling.h"

const rondo_kernel_table TABLE = {
    .name = TABLE_NAME,
    .product = product,
    .product_of_transpose = product_of_transpose,
    .pack = pack,
    .pack_transposed = pack_transposed,
    .transpose = transpose,
    .add_transposed = add_transposed,
    .exp = exp_all,
    .log = log_all,
    .tanh = tanh_all,
    .logistic = logistic_all,
    .softmax = softmax,
    .cross_entropy = cross_entropy,
    .smooth_labels = smooth_labels,
    .sigmoid_cross_entropy = sigmoid_cross_entropy,
    .add_column_sums = add_column_sums,
    .add_logistic_sums = add_logistic_sums,
    .add_logistic_gradient = add_logistic_gradient,
    .scatter_add_rows = scatter_add_rows,
    .keep_larger = keep_larger,
    .pool = pool,
    .cell = cell,
    .draw_mask = draw_mask,
    .apply_mask = apply_mask,
    .sum_of_squares = sum_of_squares,
    .adam = adam,
    .rmsprop = rmsprop,
    .momentum = momentum_step,
};
