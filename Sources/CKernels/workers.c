// A pool of threads. An idle thread spins for a moment, in case more work follows at once, and then
// sleeps.
//
// A run consists of parts, which are divided into shares, one for each thread. A thread does its
// own share first, so that data from the previous run are still in its core's cache, and then
// shares that no thread has started, so that a run does not wait for a thread that the system has
// not woken yet. The state of a run is one word, the ticket: the number of the run and of its
// parts. A share stores the last run in which it was taken, so that a late thread finds either no
// share left or one of the present run.
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "ckernels.h"

enum { part_bits = 16, most_parts = (1 << part_bits) - 1 };

typedef struct {
  _Alignas(64) atomic_ullong taken;  // last run in which the share was taken
  rondo_workers *pool;
  pthread_t thread;  // owner of the share; the first one is the caller's
} share;

struct rondo_workers {
  int threads;
  void (*body)(void *, int);
  void *context;
  _Alignas(64) atomic_ullong ticket;  // run << part_bits | parts
  _Alignas(64) atomic_int unfinished;
  atomic_int sleeping;
  atomic_bool closing;
  pthread_mutex_t call;  // one run at a time
  pthread_mutex_t sleep;
  pthread_cond_t wake, done;
  share *shares;
};

static inline void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static inline unsigned long long run_of(unsigned long long ticket) { return ticket >> part_bits; }

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/// Waits, awake, until the condition holds: 20 µs of spinning, then yielding to other threads in
/// between. False after 200 µs, when it is time to sleep.
#define HAPPENS_SOON(condition)                       \
  ({                                                  \
    double start_ = seconds();                        \
    bool happened_ = false;                           \
    for (int i_ = 0; !(happened_ = (condition));) {   \
      if (++i_ % 32 != 0) {                           \
        pause_briefly();                              \
        continue;                                     \
      }                                               \
      double waited_ = seconds() - start_;            \
      if (waited_ > 200e-6) break;                    \
      if (waited_ > 20e-6) sched_yield();             \
    }                                                 \
    happened_;                                        \
  })

/// Does the parts of one share: part `number` and every `threads`-th part after it.
static void do_share(rondo_workers *pool, int number, int parts) {
  for (int part = number; part < parts; part += pool->threads) pool->body(pool->context, part);
  if (atomic_fetch_sub(&pool->unfinished, 1) == 1) {
    pthread_mutex_lock(&pool->sleep);
    pthread_cond_signal(&pool->done);
    pthread_mutex_unlock(&pool->sleep);
  }
}

/// Takes shares of the present run, its own first, until none is left.
static void take_shares(rondo_workers *pool, int own) {
  const unsigned long long ticket = atomic_load(&pool->ticket), run = run_of(ticket);
  const int parts = (int)(ticket & most_parts);
  const int shares = parts < pool->threads ? parts : pool->threads;
  if (own >= shares) return;  // the others' shares are in the others' caches
  for (int i = 0; i < shares; i++) {
    const int number = (own + i) % shares;
    unsigned long long last = atomic_load(&pool->shares[number].taken);
    if (last < run && atomic_compare_exchange_strong(&pool->shares[number].taken, &last, run))
      do_share(pool, number, parts);
  }
}

static void *work(void *argument) {
  const share *own = argument;
  rondo_workers *pool = own->pool;
  for (unsigned long long seen = 0;;) {
    if (!HAPPENS_SOON(run_of(atomic_load(&pool->ticket)) != seen)) {
      pthread_mutex_lock(&pool->sleep);
      atomic_fetch_add(&pool->sleeping, 1);
      while (run_of(atomic_load(&pool->ticket)) == seen)
        pthread_cond_wait(&pool->wake, &pool->sleep);
      atomic_fetch_sub(&pool->sleeping, 1);
      pthread_mutex_unlock(&pool->sleep);
    }
    seen = run_of(atomic_load(&pool->ticket));
    if (atomic_load(&pool->closing)) return NULL;
    take_shares(pool, (int)(own - pool->shares));
  }
}

/// Publishes a run and wakes sleeping threads.
static void start_run(rondo_workers *pool, int parts) {
  const unsigned long long run = run_of(atomic_load(&pool->ticket)) + 1;
  atomic_store(&pool->ticket, run << part_bits | (unsigned long long)parts);
  if (atomic_load(&pool->sleeping) == 0) return;
  pthread_mutex_lock(&pool->sleep);
  pthread_cond_broadcast(&pool->wake);
  pthread_mutex_unlock(&pool->sleep);
}

rondo_workers *rondo_workers_create(int threads) {
  rondo_workers *pool = aligned_alloc(64, (sizeof *pool + 63) / 64 * 64);
  if (!pool) return NULL;
  *pool = (rondo_workers){.threads = threads < 1 ? 1 : threads};
  pool->shares = aligned_alloc(64, (size_t)pool->threads * sizeof(share));
  if (!pool->shares) {
    free(pool);
    return NULL;
  }
  pthread_mutex_init(&pool->call, NULL);
  pthread_mutex_init(&pool->sleep, NULL);
  pthread_cond_init(&pool->wake, NULL);
  pthread_cond_init(&pool->done, NULL);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 1 << 20);  // kernels keep copies on the stack
  for (int i = 0; i < pool->threads; i++) pool->shares[i] = (share){.pool = pool};
  for (int i = 1; pool && i < pool->threads; i++)
    if (pthread_create(&pool->shares[i].thread, &attributes, work, &pool->shares[i]) != 0) {
      pool->threads = i;
      rondo_workers_destroy(pool);
      pool = NULL;
    }
  pthread_attr_destroy(&attributes);
  return pool;
}

void rondo_workers_destroy(rondo_workers *pool) {
  if (!pool) return;
  atomic_store(&pool->closing, true);
  start_run(pool, 0);
  for (int i = 1; i < pool->threads; i++) pthread_join(pool->shares[i].thread, NULL);
  pthread_mutex_destroy(&pool->call);
  pthread_mutex_destroy(&pool->sleep);
  pthread_cond_destroy(&pool->wake);
  pthread_cond_destroy(&pool->done);
  free(pool->shares);
  free(pool);
}

void rondo_workers_run(rondo_workers *pool, int parts, void (*body)(void *, int),
                       void *context) {
  if (pool->threads == 1 || parts <= 1 || parts > most_parts ||
      pthread_mutex_trylock(&pool->call) != 0) {
    for (int part = 0; part < parts; part++) body(context, part);
    return;
  }
  pool->body = body;
  pool->context = context;
  atomic_store(&pool->unfinished, parts < pool->threads ? parts : pool->threads);
  start_run(pool, parts);
  take_shares(pool, 0);
  if (!HAPPENS_SOON(atomic_load(&pool->unfinished) == 0)) {
    pthread_mutex_lock(&pool->sleep);
    while (atomic_load(&pool->unfinished) > 0) pthread_cond_wait(&pool->done, &pool->sleep);
    pthread_mutex_unlock(&pool->sleep);
  }
  pthread_mutex_unlock(&pool->call);
}
