// Double-precision exp, log, cos and sin from additions, multiplications and divisions alone, so
// that every machine computes the same bits. Errors are a few units in the last place.
#pragma STDC FP_CONTRACT OFF

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "ckernels.h"

static const double ln2_high = 6.93147180369123816490e-01;  // its last 32 bits are zero
static const double ln2_low = 1.90821492927058770002e-10;

static double power_of_two(int64_t n) {
  uint64_t bits = (uint64_t)(n + 1023) << 52;
  double result;
  memcpy(&result, &bits, sizeof result);
  return result;
}

double rondo_exp_double(double x) {
  if (x != x) return x;
  if (x > 709.8) return INFINITY;
  if (x < -745.2) return 0;
  const double round = 6755399441055744.0;  // 1.5·2⁵²: adding it rounds to an integer
  double n = (x * 1.4426950408889634 + round) - round;
  double r = (x - n * ln2_high) - n * ln2_low;
  double sum = 1;  // Taylor series of e^r, |r| ≤ 0.35, smallest term first
  for (int k = 14; k > 0; k--) sum = 1 + r / k * sum;
  int64_t whole = (int64_t)n, half = whole / 2;
  return sum * power_of_two(half) * power_of_two(whole - half);
}

double rondo_log_double(double x) {
  if (x != x || x < 0) return NAN;
  if (x == 0) return -INFINITY;
  if (x == INFINITY) return x;
  int64_t k = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984.0;  // 2⁵⁴
    k = -54;
  }
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  int64_t exponent = ((int64_t)bits - 0x3fe6a09e667f3bcd) >> 52;  // m in [√½, √2)
  bits -= (uint64_t)exponent << 52;
  k += exponent;
  double m;
  memcpy(&m, &bits, sizeof m);
  double f = m - 1, s = f / (2 + f), z = s * s, p = 0;
  for (int i = 21; i > 1; i -= 2) p = z * (2.0 / i + p);  // 2z/3 + 2z²/5 + …
  return (double)k * ln2_high + (f - (s * (f - p) - (double)k * ln2_low));
}

/// cos and sin of 2π·t for |t| ≤ 1/8, by Taylor series.
static double cos_small(double t) {
  double x = 6.283185307179586 * t, z = x * x, sum = 1;
  for (int k = 18; k > 0; k -= 2) sum = 1 - z / (k * (k - 1)) * sum;
  return sum;
}
static double sin_small(double t) {
  double x = 6.283185307179586 * t, z = x * x, sum = 1;
  for (int k = 19; k > 1; k -= 2) sum = 1 - z / (k * (k - 1)) * sum;
  return x * sum;
}

/// The cosine, shifted back by a number of quarter turns. The nearest quarter turn is subtracted
/// exactly, so that results near zero keep full precision.
static double cos_turned_back(double turns, int quarters) {
  if (turns != turns || turns == INFINITY || turns == -INFINITY) return NAN;
  double part = fmod(turns, 1), nearest = round(part * 4), t = part - nearest / 4;
  switch (((int)nearest + 8 - quarters) % 4) {
    case 0: return cos_small(t);
    case 1: return -sin_small(t);
    case 2: return -cos_small(t);
    default: return sin_small(t);
  }
}

double rondo_cos_turns(double turns) { return cos_turned_back(turns, 0); }
double rondo_sin_turns(double turns) { return cos_turned_back(turns, 1); }
