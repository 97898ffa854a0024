// A pool of threads that waits for work: awake for a moment, in case more comes at once, then
// asleep.
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "ckernels.h"

typedef struct {
  rondo_workers *pool;
  int index;
  pthread_t thread;
} worker;

struct rondo_workers {
  int threads, parts;
  void (*body)(void *, int);
  void *context;
  atomic_long generation;  // counts runs
  atomic_int unfinished;
  atomic_bool closing;
  pthread_mutex_t call;    // one run at a time
  pthread_mutex_t sleep;
  pthread_cond_t wake, done;
  worker *others;
};

static const int spins = 2000;

static inline void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static void take_parts(rondo_workers *pool, int index) {
  for (int part = index; part < pool->parts; part += pool->threads)
    pool->body(pool->context, part);
}

static void *work(void *argument) {
  worker *self = argument;
  rondo_workers *pool = self->pool;
  for (long seen = 0;;) {
    for (int i = 0; i < spins && atomic_load(&pool->generation) == seen; i++) pause_briefly();
    if (atomic_load(&pool->generation) == seen) {
      pthread_mutex_lock(&pool->sleep);
      while (atomic_load(&pool->generation) == seen) pthread_cond_wait(&pool->wake, &pool->sleep);
      pthread_mutex_unlock(&pool->sleep);
    }
    seen = atomic_load(&pool->generation);
    if (atomic_load(&pool->closing)) return NULL;
    take_parts(pool, self->index);
    if (atomic_fetch_sub(&pool->unfinished, 1) == 1) {
      pthread_mutex_lock(&pool->sleep);
      pthread_cond_signal(&pool->done);
      pthread_mutex_unlock(&pool->sleep);
    }
  }
}

static void start_generation(rondo_workers *pool) {
  pthread_mutex_lock(&pool->sleep);
  atomic_fetch_add(&pool->generation, 1);
  pthread_cond_broadcast(&pool->wake);
  pthread_mutex_unlock(&pool->sleep);
}

rondo_workers *rondo_workers_create(int threads) {
  rondo_workers *pool = calloc(1, sizeof *pool);
  if (!pool) return NULL;
  pool->threads = threads < 1 ? 1 : threads;
  pool->others = calloc((size_t)pool->threads, sizeof(worker));
  if (!pool->others) {
    free(pool);
    return NULL;
  }
  pthread_mutex_init(&pool->call, NULL);
  pthread_mutex_init(&pool->sleep, NULL);
  pthread_cond_init(&pool->wake, NULL);
  pthread_cond_init(&pool->done, NULL);
  for (int i = 1; i < pool->threads; i++) {
    pool->others[i] = (worker){.pool = pool, .index = i};
    if (pthread_create(&pool->others[i].thread, NULL, work, &pool->others[i]) != 0) {
      pool->threads = i;
      rondo_workers_destroy(pool);
      return NULL;
    }
  }
  return pool;
}

void rondo_workers_destroy(rondo_workers *pool) {
  if (!pool) return;
  atomic_store(&pool->closing, true);
  start_generation(pool);
  for (int i = 1; i < pool->threads; i++) pthread_join(pool->others[i].thread, NULL);
  pthread_mutex_destroy(&pool->call);
  pthread_mutex_destroy(&pool->sleep);
  pthread_cond_destroy(&pool->wake);
  pthread_cond_destroy(&pool->done);
  free(pool->others);
  free(pool);
}

void rondo_workers_run(rondo_workers *pool, int parts, void (*body)(void *, int),
                       void *context) {
  if (pool->threads == 1 || parts <= 1) {
    for (int part = 0; part < parts; part++) body(context, part);
    return;
  }
  pthread_mutex_lock(&pool->call);
  pool->parts = parts;
  pool->body = body;
  pool->context = context;
  atomic_store(&pool->unfinished, pool->threads - 1);
  start_generation(pool);
  take_parts(pool, 0);
  for (int i = 0; i < spins && atomic_load(&pool->unfinished) > 0; i++) pause_briefly();
  if (atomic_load(&pool->unfinished) > 0) {
    pthread_mutex_lock(&pool->sleep);
    while (atomic_load(&pool->unfinished) > 0) pthread_cond_wait(&pool->done, &pool->sleep);
    pthread_mutex_unlock(&pool->sleep);
  }
  pthread_mutex_unlock(&pool->call);
}
