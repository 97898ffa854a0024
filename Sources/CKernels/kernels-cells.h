// The element-wise parts of gated recurrent cells and their gradients, between the products: all
// gates of sixteen units at a time, row by row. A tanh of the results of other functions waits for
// a second pass over the row: in a single pass the processor would wait for the whole chain, as it
// cannot look far enough ahead to start with the next units.

/// The passes of `rondo_cell`, in the order of `CellPass` in Swift. σ is the logistic function. The
/// block of a gate holds its argument before a forward pass, its value after it, and the gradient
/// of the argument after a backward pass. Each block of a row of gates has `units` numbers.
enum {
  /// Blocks i, f, g, o: c' = σ(f)∘c + σ(i)∘tanh(g), h' = σ(o)∘tanh(c').
  rondo_cell_lstm,
  /// From the gradients dh' in `slope` and dc' in `carry`, which becomes dc.
  rondo_cell_lstm_gradient,
  /// Blocks r, z, n, q: h' = (1 − z)∘n + z∘h with n = tanh(n + σ(r)∘q).
  rondo_cell_gru,
  /// From dh' = `slope` + `carry`; `carry` becomes the part of dh that bypasses the products; also
  /// dq.
  rondo_cell_gru_gradient,
  /// Blocks r, z, n, s: r = σ(r), z = σ(z), s = r∘h.
  rondo_cell_gru_reset,
  /// n = tanh(n), h' = (1 − z)∘n + z∘h.
  rondo_cell_gru_update,
  /// From dh' = `slope` + `carry`: dz and dn.
  rondo_cell_gru_update_gradient,
  /// From ds in `slope`: dr, and ds∘r added to `carry`.
  rondo_cell_gru_reset_gradient,
  /// Blocks z, v: z = σ(z), v = v + ½ where v > 0, else σ(v), h' = (1 − z)∘h + z∘v.
  rondo_cell_min_gru,
  /// From dh' = `slope` + `carry`; `carry` becomes dh.
  rondo_cell_min_gru_gradient
};

/// Sixteen units in one row of a call.
typedef struct {
  float *gate[4];  // the blocks of a row of gates; a pass may use fewer
  const float *hidden_before, *cell_before, *slope;
  float *hidden, *cell, *carry;
  long count;  // of units left; sixteen or more fill a vector
} cell_place;

INLINE lanes16 load_units(const cell_place *at, const float *x) {
  return load_some(x, at->count, 0);
}
INLINE void store_units(const cell_place *at, float *y, lanes16 value) {
  store_some(y, at->count, value);
}
/// 1 − x², the derivative of tanh at the value x.
INLINE lanes16 tanh_slope(lanes16 x) { return splat(1.0f) - x * x; }
/// x·(1 − x), the derivative of the logistic function at the value x.
INLINE lanes16 logistic_slope(lanes16 x) { return x * (splat(1.0f) - x); }

/// h' = (1 − z)∘n + z∘h.
INLINE void store_blend(const cell_place *at, lanes16 z, lanes16 n) {
  lanes16 h = load_units(at, at->hidden_before);
  store_units(at, at->hidden, (splat(1.0f) - z) * n + z * h);
}

/// The gradient of the blend: stores dz and the part of dh that bypasses the products, returns dn.
INLINE lanes16 blend_slope(const cell_place *at) {
  lanes16 z = load_units(at, at->gate[1]), n = load_units(at, at->gate[2]);
  lanes16 dh = load_units(at, at->slope) + load_units(at, at->carry);
  lanes16 h = load_units(at, at->hidden_before);
  store_units(at, at->gate[1], dh * (h - n) * logistic_slope(z));
  store_units(at, at->carry, dh * z);
  return dh * (splat(1.0f) - z) * tanh_slope(n);
}

INLINE void lstm_gates(const cell_place *at) {
  lanes16 i = logistic16(load_units(at, at->gate[0])), f = logistic16(load_units(at, at->gate[1]));
  lanes16 g = tanh16(load_units(at, at->gate[2])), o = logistic16(load_units(at, at->gate[3]));
  lanes16 c = f * load_units(at, at->cell_before) + i * g;
  store_units(at, at->gate[0], i);
  store_units(at, at->gate[1], f);
  store_units(at, at->gate[2], g);
  store_units(at, at->gate[3], o);
  store_units(at, at->cell, c);
}

INLINE void lstm_output(const cell_place *at) {
  lanes16 o = load_units(at, at->gate[3]), c = load_units(at, at->cell);
  store_units(at, at->hidden, o * tanh16(c));
}

INLINE void lstm_gradient(const cell_place *at) {
  lanes16 i = load_units(at, at->gate[0]), f = load_units(at, at->gate[1]);
  lanes16 g = load_units(at, at->gate[2]), o = load_units(at, at->gate[3]);
  lanes16 squashed = tanh16(load_units(at, at->cell)), dh = load_units(at, at->slope);
  lanes16 dc = load_units(at, at->carry) + dh * o * tanh_slope(squashed);
  store_units(at, at->gate[0], dc * g * logistic_slope(i));
  store_units(at, at->gate[1], dc * load_units(at, at->cell_before) * logistic_slope(f));
  store_units(at, at->gate[2], dc * i * tanh_slope(g));
  store_units(at, at->gate[3], dh * squashed * logistic_slope(o));
  store_units(at, at->carry, dc * f);
}

/// The GRU's second pass is `gru_update`.
INLINE void gru_gates(const cell_place *at) {
  lanes16 r = logistic16(load_units(at, at->gate[0])), z = logistic16(load_units(at, at->gate[1]));
  store_units(at, at->gate[0], r);
  store_units(at, at->gate[1], z);
  store_units(at, at->gate[2], load_units(at, at->gate[2]) + r * load_units(at, at->gate[3]));
}

INLINE void gru_gradient(const cell_place *at) {
  lanes16 r = load_units(at, at->gate[0]), q = load_units(at, at->gate[3]);
  lanes16 dn = blend_slope(at);
  store_units(at, at->gate[0], dn * q * logistic_slope(r));
  store_units(at, at->gate[2], dn);
  store_units(at, at->gate[3], dn * r);
}

INLINE void gru_reset(const cell_place *at) {
  lanes16 r = logistic16(load_units(at, at->gate[0]));
  store_units(at, at->gate[0], r);
  store_units(at, at->gate[1], logistic16(load_units(at, at->gate[1])));
  store_units(at, at->gate[3], r * load_units(at, at->hidden_before));
}

INLINE void gru_update(const cell_place *at) {
  lanes16 n = tanh16(load_units(at, at->gate[2]));
  store_units(at, at->gate[2], n);
  store_blend(at, load_units(at, at->gate[1]), n);
}

INLINE void gru_update_gradient(const cell_place *at) {
  store_units(at, at->gate[2], blend_slope(at));
}

INLINE void gru_reset_gradient(const cell_place *at) {
  lanes16 r = load_units(at, at->gate[0]), ds = load_units(at, at->slope);
  lanes16 h = load_units(at, at->hidden_before);
  store_units(at, at->gate[0], ds * h * logistic_slope(r));
  store_units(at, at->carry, load_units(at, at->carry) + ds * r);
}

INLINE void min_gru(const cell_place *at) {
  lanes16 z = logistic16(load_units(at, at->gate[0])), v = load_units(at, at->gate[1]);
  v = choose(v > splat(0.0f), v + splat(0.5f), logistic16(v));
  store_units(at, at->gate[0], z);
  store_units(at, at->gate[1], v);
  store_units(at, at->hidden, (splat(1.0f) - z) * load_units(at, at->hidden_before) + z * v);
}

INLINE void min_gru_gradient(const cell_place *at) {
  lanes16 z = load_units(at, at->gate[0]), v = load_units(at, at->gate[1]);
  lanes16 dh = load_units(at, at->slope) + load_units(at, at->carry);
  lanes16 h = load_units(at, at->hidden_before);
  store_units(at, at->gate[0], dh * (v - h) * logistic_slope(z));
  store_units(at, at->gate[1], dh * z * choose(v > splat(0.5f), splat(1.0f), logistic_slope(v)));
  store_units(at, at->carry, dh * (splat(1.0f) - z));
}

INLINE cell_place place_of(const rondo_cell_call *call, long blocks, long row, long i,
                           long count) {
  const long units = call->units, at = row * units + i;
  float *gates = call->gates + blocks * row * units + i;
  return (cell_place){
      .gate = {gates, gates + units, gates + 2 * units, gates + 3 * units},
      .hidden_before = call->hidden_before + at,
      .cell_before = call->cell_before ? call->cell_before + at : NULL,
      .hidden = call->hidden + at,
      .cell = call->cell ? call->cell + at : NULL,
      .slope = call->slope ? call->slope + at : NULL,
      .carry = call->carry ? call->carry + at : NULL,
      .count = count};
}

#define OVER_ROW(blocks, pass)                                                                  \
  do {                                                                                          \
    for (long i = 0; i < whole; i += 16) {                                                      \
      const cell_place place = place_of(call, blocks, row, i, 16);                              \
      pass(&place);                                                                             \
    }                                                                                           \
    if (whole == call->units) break;                                                            \
    const cell_place rest = place_of(call, blocks, row, whole, call->units - whole);            \
    pass(&rest);                                                                                \
  } while (0)

#define OVER_UNITS(name, passes)                                                                \
  static void name(const rondo_cell_call *call) {                                               \
    const long whole = call->units / 16 * 16;                                                   \
    for (long row = 0; row < call->rows; row++) {                                               \
      passes                                                                                    \
    }                                                                                           \
  }
OVER_UNITS(lstm_all, OVER_ROW(4, lstm_gates); OVER_ROW(4, lstm_output);)
OVER_UNITS(lstm_gradient_all, OVER_ROW(4, lstm_gradient);)
OVER_UNITS(gru_all, OVER_ROW(4, gru_gates); OVER_ROW(4, gru_update);)
OVER_UNITS(gru_gradient_all, OVER_ROW(4, gru_gradient);)
OVER_UNITS(gru_reset_all, OVER_ROW(4, gru_reset);)
OVER_UNITS(gru_update_all, OVER_ROW(4, gru_update);)
OVER_UNITS(gru_update_gradient_all, OVER_ROW(4, gru_update_gradient);)
OVER_UNITS(gru_reset_gradient_all, OVER_ROW(4, gru_reset_gradient);)
OVER_UNITS(min_gru_all, OVER_ROW(2, min_gru);)
OVER_UNITS(min_gru_gradient_all, OVER_ROW(2, min_gru_gradient);)

static void cell(int pass, const rondo_cell_call *call) {
  switch (pass) {
    case rondo_cell_lstm: return lstm_all(call);
    case rondo_cell_lstm_gradient: return lstm_gradient_all(call);
    case rondo_cell_gru: return gru_all(call);
    case rondo_cell_gru_gradient: return gru_gradient_all(call);
    case rondo_cell_gru_reset: return gru_reset_all(call);
    case rondo_cell_gru_update: return gru_update_all(call);
    case rondo_cell_gru_update_gradient: return gru_update_gradient_all(call);
    case rondo_cell_gru_reset_gradient: return gru_reset_gradient_all(call);
    case rondo_cell_min_gru: return min_gru_all(call);
    default: return min_gru_gradient_all(call);
  }
}
