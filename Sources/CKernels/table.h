// The functions of which each version has its own.
#ifndef RONDO_TABLE_H
#define RONDO_TABLE_H

#include "ckernels.h"

typedef struct {
  const char *name;
  void (*product)(const rondo_product_call *);
  void (*product_of_transpose)(long, long, long, const float *, long, const float *, long,
                               float *, long, bool);
  void (*pack)(long, long, const float *, long, float *);
  void (*pack_transposed)(long, long, const float *, long, float *);
  void (*transpose)(long, long, const float *, long, const float *, float *, long);
  void (*add_transposed)(long, long, const float *, long, float *, long);
  void (*exp)(long, const float *, float *);
  void (*log)(long, const float *, float *);
  void (*tanh)(long, const float *, float *);
  void (*logistic)(long, const float *, float *);
  void (*softmax)(long, long, const float *, long, float *, long);
  void (*cross_entropy)(long, long, const float *, long, const int32_t *, float, double *,
                        float *, long);
  void (*smooth_labels)(long, long, const float *, long, const int32_t *, float, float, double *,
                        float *, long);
  void (*sigmoid_cross_entropy)(long, long, const float *, long, const float *, const float *,
                                float, double *, float *, long);
  void (*add_column_sums)(long, long, const float *, long, float *);
  void (*add_logistic_sums)(long, long, const float *, long, float, float *);
  void (*add_logistic_gradient)(long, long, const float *, long, float, const float *, float *);
  void (*scatter_add_rows)(long, long, const int32_t *, const float *, long, float *, long);
  void (*keep_larger)(long, const float *, int32_t, float *, int32_t *);
  void (*pool)(long, const float *, long, const float *, bool, rondo_pooling *);
  void (*cell)(int, const rondo_cell_call *);
  void (*draw_mask)(long, rondo_mask_source, uint64_t, uint16_t *);
  void (*apply_mask)(long, const uint16_t *, float, const float *, float *, bool);
  double (*sum_of_squares)(long, const float *);
  void (*adam)(long, rondo_adam_settings, const float *, const float *, float *, float *,
               float *);
  void (*rmsprop)(long, float, float, float, float, float, const float *, const float *,
                  float *, float *);
  void (*momentum)(long, float, float, float, const float *, const float *, float *, float *);
} rondo_kernel_table;

extern const rondo_kernel_table rondo_table_portable;
#if defined(__x86_64__)
extern const rondo_kernel_table rondo_table_avx2;
extern const rondo_kernel_table rondo_table_avx512;
#endif

#endif
