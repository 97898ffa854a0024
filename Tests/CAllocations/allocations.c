#include "callocations.h"

#include <errno.h>
#include <stdlib.h>

static _Thread_local long count;
static _Thread_local bool counting;

void rondo_count_allocations(bool on) { counting = on; }
long rondo_allocation_count(void) { return count; }

#if defined(__GLIBC__)

bool rondo_allocations_are_counted(void) { return true; }

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

static void note(void) {
  if (counting) count++;
}

void *malloc(size_t size) {
  note();
  return __libc_malloc(size);
}
void *calloc(size_t elements, size_t size) {
  note();
  return __libc_calloc(elements, size);
}
void *realloc(void *memory, size_t size) {
  note();
  return __libc_realloc(memory, size);
}
void *aligned_alloc(size_t alignment, size_t size) {
  note();
  return __libc_memalign(alignment, size);
}
void *memalign(size_t alignment, size_t size) {
  note();
  return __libc_memalign(alignment, size);
}
int posix_memalign(void **result, size_t alignment, size_t size) {
  note();
  void *memory = __libc_memalign(alignment, size);
  if (!memory) return ENOMEM;
  *result = memory;
  return 0;
}

#else

bool rondo_allocations_are_counted(void) { return false; }

#endif
